"""What a project or space is linked with, and changing that, for those who administer it (applinks.md 6)."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.content import Container
from applink_simulator.domain.errors import ApplinkError, BadInput, CredentialsRequired
from applink_simulator.domain.links import LinkEnd, ProjectLink
from applink_simulator.domain.types import APPLICATION_TYPES, entity_address
from applink_simulator.linking import project_links
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.project_links import Entity
from applink_simulator.web.caller import signed_in_user, this_caller, this_product
from applink_simulator.web.pages.page import require_own_form, show

PATH = "/plugins/servlet/applinks/listEntityLinks/<type_id>/<key>"

blueprint = Blueprint("pages:project_links", __name__)


@dataclass(frozen=True, slots=True)
class Row:
    link: ProjectLink
    end: LinkEnd | None
    """None when the application link has just been deleted."""
    address: str
    type_title: str


@blueprint.get(PATH)
def project_links_page(type_id: str, key: str) -> Response:
    """With an application link chosen, also what can be linked there."""
    product, container = _administered(type_id, key)
    chosen = request.args.get("application")
    if not chosen:
        return _page(product, container)
    end = link_end(product, chosen)
    try:
        entities = project_links.remote_entities(product, end, signed_in_user())
    except CredentialsRequired:
        where = product.authorisation_url(end, _address(product, container, chosen))
        return _page(product, container, chosen=end, authenticate=where)
    except ApplinkError as problem:
        return _page(product, container, chosen=end, problem=str(problem))
    return _page(product, container, chosen=end, entities=entities)


@blueprint.post(PATH)
def change(type_id: str, key: str) -> Response:
    """One form adds, the others are those of a row."""
    product, container = _administered(type_id, key)
    require_own_form()
    try:
        _do(product, container)
    except CredentialsRequired as required:
        text = "You have to authenticate at the other application first: nothing was changed."
        return _page(product, container, problem=text, authenticate=required.authorisation_url, status=409)
    except ApplinkError as refused:
        # What a remote refuses is its answer, and no failure of this page.
        return _page(product, container, problem=str(refused), status=refused.status if refused.status < 500 else 409)
    return redirect(f"{_address(product, container)}?done=yes")


def address_for_administrators(product: Product, container: Container) -> str | None:
    """Where a page about the project or space leads those who may change its links."""
    if not project_links.administers(product, this_caller().user, container):
        return None
    return _address(product, container)


def _do(product: Product, container: Container) -> None:
    form, user = request.form, signed_in_user()
    end = link_end(product, form.get("application", ""))
    remote_type, _, remote_key = form.get("entity", "").partition("/")
    project_links.require_entity_type(end, remote_type)
    both = "both" in form
    if "add" in form:
        name = _name_there(product, end, Entity(remote_type, remote_key, ""))
        wanted = ProjectLink(container.key, end.application_id, remote_type, remote_key, name)
        if both:
            project_links.create_both_ends(product, wanted, user)
        else:
            project_links.add(product, wanted)
        return
    link = project_links.project_link(product, container, end.application_id, remote_type, remote_key)
    if "primary" in form:
        project_links.make_primary(product, link)
    elif both:
        project_links.remove_both_ends(product, link, user)
    else:
        project_links.remove(product, link)


def _name_there(product: Product, end: LinkEnd, wanted: Entity) -> str:
    """As the remote has it; BadInput for what it does not show this user."""
    for entity in project_links.remote_entities(product, end, signed_in_user()):
        if (entity.type_id, entity.key) == (wanted.type_id, wanted.key):
            return entity.name
    raise BadInput(f"{end.name} shows you nothing called {wanted.key[:80]!r}.")


def _administered(type_id: str, key: str) -> tuple[Product, Container]:
    product, user = this_product(), signed_in_user()
    container = project_links.local_entity(product, user, type_id, key)
    project_links.require_administers(product, user, container)
    return product, container


def _address(product: Product, container: Container, chosen: str = "") -> str:
    where = f"{PATH.partition('<')[0]}{project_links.local_type(product)}/{container.key}"
    return product.url(where + (f"?application={chosen}" if chosen else ""))


def _page(
    product: Product,
    container: Container,
    *,
    chosen: LinkEnd | None = None,
    entities: list[Entity] | None = None,
    authenticate: str | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    ends = [end for end in product.state.ends if end.type_id in APPLICATION_TYPES]
    return show(
        "pages/project_links.html",
        status,
        container=container,
        here=_address(product, container),
        rows=[_row(product, link) for link in project_links.links_of(product, container)],
        ends=[end for end in ends if APPLICATION_TYPES[end.type_id].entities],
        chosen=chosen,
        entities=entities,
        authenticate=authenticate,
        problem=problem,
        done="done" in request.args,
    )


def _row(product: Product, link: ProjectLink) -> Row:
    end = product.state.ends.get(link.application_id)
    known = APPLICATION_TYPES.get(end.type_id) if end else None
    address = entity_address(link.type_id, end.display_url, link.key) if end else ""
    return Row(link, end, address, known.title if known else "")
