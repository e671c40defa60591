"""``/rest/api/content``: pages, read and written."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request
from pydantic import Field

from applink_simulator.domain.content import Container, Page
from applink_simulator.domain.errors import BadInput, Conflict
from applink_simulator.domain.users import User
from applink_simulator.linking.jira_issues import Patience
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.applinks.bodies import Body, Text, json_of
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.products.confluence.asking import expanded, listed
from applink_simulator.web.products.confluence.documents import ALL_OF_CONTENT, Writer
from applink_simulator.web.products.confluence.rendering import rendered
from applink_simulator.web.products.confluence.storage_format import require_readable
from applink_simulator.web.products.confluence.visible import (
    NOBODY,
    ChangeNotAllowed,
    page_for,
    pages_for,
    require_use,
    space_for,
)

blueprint = Blueprint("confluence:content", __name__, url_prefix="/rest/api/content")
blueprint.before_request(require_use)

LONGEST_TITLE = 255
TYPES = frozenset({"page", "blogpost"})


class VersionConflict(Conflict):
    message = "Version must be incremented on update. Current version is: {current}"


class ReferenceBody(Body):
    id: Text


class SpaceKeyBody(Body):
    key: Text


class StorageBody(Body):
    value: str
    representation: str = "storage"


class BodiesBody(Body):
    storage: StorageBody | None = None


class VersionBody(Body):
    number: int


class ContentBody(Body):
    """Content as clients send it, new or changed; what a change leaves out stays."""

    type: str = "page"
    title: Text | None = None
    space: SpaceKeyBody | None = None
    ancestors: list[ReferenceBody] | None = None
    body: BodiesBody = Field(default_factory=BodiesBody)
    version: VersionBody | None = None


@blueprint.get("")
def visible_content() -> Response:
    """Pages, unless another type is asked for; a space or a title narrows the list."""
    product, reader = this_product(), this_caller().user
    wanted_type, title, key = (
        request.args.get("type", "page"),
        request.args.get("title"),
        request.args.get("spaceKey"),
    )
    space = space_for(product, key, reader) if key else None
    found = [
        page
        for page in pages_for(product, reader)
        if page.type == wanted_type
        and (space is None or page.space.key == space.key)
        and (not title or page.title.lower() == title.lower())
    ]
    return as_json(listed(product, found, writer(expanded()).content))


@blueprint.get("/<page_id>")
def one(page_id: str) -> Response:
    page = page_for(this_product(), page_id, this_caller().user)
    return as_json(writer(expanded("history,space,version")).content(page))


@blueprint.post("")
def create() -> Response:
    """In any space that its author sees; answered with 200, not 201."""
    product, author, sent = this_product(), _author(), json_of(ContentBody)
    if sent.type not in TYPES:
        raise BadInput(f"Content of the type {sent.type[:40]!r} cannot be created.")
    if sent.space is None:
        raise BadInput("space: a new page needs the key of its space.")
    space = space_for(product, sent.space.key, author)
    now = product.clock.moment()
    page = Page(
        id="",
        space=space,
        title=_title(product, sent.title or "", space),
        body=_storage(sent, ""),
        created=now,
        last_modified=now,
        creator=author.name,
        type=sent.type,
    )
    added = product.state.contents.add_page(_below(product, page, sent, author))
    return as_json(writer(ALL_OF_CONTENT).content(added))


@blueprint.put("/<page_id>")
def update(page_id: str) -> Response:
    """Only over the version that its author has read."""
    product = this_product()
    page = page_for(product, page_id, this_caller().user)
    author, sent = _author(), json_of(ContentBody)
    if sent.type != page.type:
        raise BadInput("The type of content cannot be changed.")
    if sent.version is None:
        raise BadInput("Must supply an incremented version when updating Content. No version supplied.")
    if sent.space is not None and sent.space.key != page.space.key:
        raise BadInput("A page is not moved to another space here.")
    changed = replace(
        page,
        title=page.title if sent.title is None else _title(product, sent.title, page.space, page.id),
        body=_storage(sent, page.body),
        version=sent.version.number,
        last_modified=product.clock.moment(),
    )
    changed = _below(product, changed, sent, author)
    fits = sent.version.number == page.version + 1
    if not fits or not product.state.contents.put_page(changed, replacing_version=page.version):
        current = product.state.contents.page(page.id) or page
        conflict = VersionConflict(current=current.version)
        raise BadInput(str(conflict)) if product.guesses.version_conflict_is_bad_request else conflict
    return as_json(writer(ALL_OF_CONTENT).content(changed))


@blueprint.delete("/<page_id>")
def delete(page_id: str) -> Response:
    """Into the trash, where nobody sees it; the pages below it move up to its parent."""
    product = this_product()
    page = page_for(product, page_id, this_caller().user)
    _author()
    contents = product.state.contents
    if not contents.put_page(replace(page, visible_to=NOBODY), replacing_version=page.version):
        raise VersionConflict(current=page.version)
    for other in contents.pages():
        if page.id in other.ancestors:
            ancestors = tuple(each for each in other.ancestors if each != page.id)
            parent = page.parent if other.parent == page.id else other.parent
            contents.put_page(replace(other, ancestors=ancestors, parent=parent), replacing_version=other.version)
    return nothing()


def writer(wanted: frozenset[str]) -> Writer:
    """For this request's caller; all the bodies of one answer share its patience."""
    product, reader = this_product(), this_caller().user
    patience = Patience(product.patience)
    return Writer(product, wanted, lambda page: str(rendered(product, page.body, reader, patience)))


def _author() -> User:
    """Whoever is logged in may change what he sees: finer permissions are not told apart here."""
    user = this_caller().user
    if user is None:
        raise ChangeNotAllowed
    return user


def _title(product: Product, title: str, space: Container, own_id: str = "") -> str:
    title = _sendable("title", title).strip()
    if not title:
        raise BadInput("title: a page needs a title.")
    if len(title) > LONGEST_TITLE:
        raise BadInput(f"title: a title has at most {LONGEST_TITLE} characters.")
    for page in product.state.contents.pages():
        same = page.space.key == space.key and page.title.lower() == title.lower()
        if same and page.id != own_id and page.visible_to != NOBODY:
            raise BadInput(
                f"A page with this title already exists: A page already exists with the title {title} "
                f"in the space with key {space.key}"
            )
    return title


def _storage(sent: ContentBody, otherwise: str) -> str:
    if sent.body.storage is None:
        return otherwise
    if sent.body.storage.representation != "storage":
        raise BadInput("body.storage.representation: only storage is read.")
    value = _sendable("body.storage.value", sent.body.storage.value)
    require_readable(value)
    return value


def _sendable(where: str, text: str) -> str:
    """JSON may hold half a surrogate pair, which no answer could."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{where}: this is no Unicode text.") from None
    return text


def _below(product: Product, page: Page, sent: ContentBody, author: User) -> Page:
    """At its place in the tree: below the last of the ancestors sent, where it was when none are."""
    if not sent.ancestors:
        return page
    parent = page_for(product, sent.ancestors[-1].id, author)
    if parent.space.key != page.space.key:
        raise BadInput("ancestors: the parent is in another space.")
    if page.id and page.id in (parent.id, *parent.ancestors):
        raise BadInput("ancestors: a page cannot be below itself.")
    return replace(page, parent=parent.id, ancestors=(*parent.ancestors, parent.id))
