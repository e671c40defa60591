"""``/rest/api/content``: pages, read and written."""

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from applink_simulator.domain.content import Container, Page
from applink_simulator.domain.errors import BadInput, Conflict
from applink_simulator.domain.users import User
from applink_simulator.linking.jira_issues import Patience
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.products.confluence.asking import expanded, listed
from applink_simulator.web.products.confluence.documents import ALL_OF_CONTENT, Writer
from applink_simulator.web.products.confluence.rendering import rendered
from applink_simulator.web.products.confluence.storage_format import require_readable
from applink_simulator.web.products.confluence.visible import (
    ChangeNotAllowed,
    NoSuchContent,
    page_for,
    pages_for,
    require_use,
    space_for,
)

if TYPE_CHECKING:
    from applink_simulator.web.products.confluence.bodies import ContentBody

blueprint = Blueprint("confluence:content", __name__, url_prefix="/rest/api/content")
blueprint.before_request(require_use)

LONGEST_TITLE = 255
ATTEMPTS = 5
"""How often a page that somebody else saves at the same moment is tried again."""
TYPES = frozenset({"page", "blogpost"})


class VersionConflict(Conflict):
    message = "Version must be incremented on update. Current version is: {current}"


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
    from applink_simulator.web.products.confluence.bodies import ContentBody, sent

    product, author, wanted = this_product(), _author(), sent(ContentBody)
    if wanted.type not in TYPES:
        raise BadInput(f"Content of the type {wanted.type[:40]!r} cannot be created.")
    if wanted.space is None:
        raise BadInput("space: a new page needs the key of its space.")
    space = space_for(product, wanted.space.key, author)
    now = product.clock.moment()
    page = Page(
        id="",
        space=space,
        title=_title(product, wanted.title or "", space),
        body=_storage(wanted, ""),
        created=now,
        last_modified=now,
        creator=author.name,
        type=wanted.type,
    )
    added = product.state.contents.add_page(_below(product, page, wanted, author))
    return as_json(writer(ALL_OF_CONTENT).content(added))


@blueprint.put("/<page_id>")
def update(page_id: str) -> Response:
    """Only over the version that its author has read."""
    from applink_simulator.web.products.confluence.bodies import ContentBody, sent

    product = this_product()
    page = page_for(product, page_id, this_caller().user)
    author, wanted = _author(), sent(ContentBody)
    if wanted.type != page.type:
        raise BadInput("The type of content cannot be changed.")
    if wanted.version is None:
        raise BadInput("Must supply an incremented version when updating Content. No version supplied.")
    if wanted.space is not None and wanted.space.key != page.space.key:
        raise BadInput("A page is not moved to another space here.")
    changed = replace(
        page,
        title=page.title if wanted.title is None else _title(product, wanted.title, page.space, page.id),
        body=_storage(wanted, page.body),
        version=wanted.version.number,
        last_modified=product.clock.moment(),
    )
    changed = _below(product, changed, wanted, author)
    fits = wanted.version.number == page.version + 1
    if not fits or not product.state.contents.put_page(changed, replacing_version=page.version):
        current = product.state.contents.page(page.id) or page
        conflict = VersionConflict(current=current.version)
        raise BadInput(str(conflict)) if product.guesses.version_conflict_is_bad_request else conflict
    if changed.ancestors != page.ancestors:
        _rehang(product, page.id, (*changed.ancestors, page.id))
    return as_json(writer(ALL_OF_CONTENT).content(changed))


@blueprint.delete("/<page_id>")
def delete(page_id: str) -> Response:
    """The pages below it move up to its parent."""
    product = this_product()
    page = page_for(product, page_id, this_caller().user)
    _author()
    if product.state.contents.remove_page(page.id) is None:
        raise NoSuchContent(id=page.id)
    _rehang(product, page.id, page.ancestors)
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
    title = " ".join(title.split())
    if not title:
        raise BadInput("title: a page needs a title.")
    if len(title) > LONGEST_TITLE:
        raise BadInput(f"title: a title has at most {LONGEST_TITLE} characters.")
    for page in product.state.contents.pages():
        same = page.space.key == space.key and page.title.lower() == title.lower()
        if same and page.id != own_id:
            raise BadInput(
                f"A page with this title already exists: A page already exists with the title {title} "
                f"in the space with key {space.key}"
            )
    return title


def _storage(wanted: "ContentBody", otherwise: str) -> str:
    if wanted.body.storage is None:
        return otherwise
    if wanted.body.storage.representation != "storage":
        raise BadInput("body.storage.representation: only storage is read.")
    require_readable(wanted.body.storage.value)
    return wanted.body.storage.value


def _below(product: Product, page: Page, wanted: "ContentBody", author: User) -> Page:
    """At its place in the tree: below the last of the ancestors sent, where it was when none are."""
    if not wanted.ancestors:
        return page
    parent = page_for(product, wanted.ancestors[-1].id, author)
    if parent.space.key != page.space.key:
        raise BadInput("ancestors: the parent is in another space.")
    if page.id and page.id in (parent.id, *parent.ancestors):
        raise BadInput("ancestors: a page cannot be below itself.")
    return replace(page, parent=parent.id, ancestors=(*parent.ancestors, parent.id))


def _rehang(product: Product, page_id: str, above: tuple[str, ...]) -> None:
    """The pages that were below that one now have these ancestors, then those they had between it and them."""
    contents = product.state.contents
    for found in contents.pages():
        for _ in range(ATTEMPTS):
            other = contents.page(found.id)
            if other is None or page_id not in other.ancestors:
                break
            ancestors = (*above, *other.ancestors[other.ancestors.index(page_id) + 1 :])
            moved = replace(other, ancestors=ancestors, parent=ancestors[-1] if ancestors else None)
            if contents.put_page(moved, replacing_version=other.version):
                break
