"""Projects and spaces with their links, for those who administer them (applinks.md 6)."""

from typing import Any

from flask import Blueprint, Response, request

from applink_simulator.domain.content import Container
from applink_simulator.domain.errors import BadInput, LoginRequired, NoSuchProjectLink
from applink_simulator.domain.links import ProjectLink
from applink_simulator.domain.types import APPLICATION_TYPES, entity_address
from applink_simulator.domain.users import User
from applink_simulator.linking import project_links
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.project_links import Entity
from applink_simulator.web.answers import document, wants_json
from applink_simulator.web.applinks.paths import ANY_VERSION
from applink_simulator.web.caller import signed_in_user, this_caller, this_product
from applink_simulator.web.refusals import status_document

blueprint = Blueprint("applinks:entities", __name__, url_prefix=ANY_VERSION)


@blueprint.get("/entities")
def own_entities(version: str) -> Response:
    """What the caller may see; for everybody, unless nobody may look without signing in."""
    product, user = this_product(), this_caller().user
    if user is None and not product.state.rights.anonymous_access:
        raise LoginRequired
    return _entities(product, project_links.visible_entities(product, user))


@blueprint.get("/entities/<application_id>")
def entities_of_remote(version: str, application_id: str) -> Response:
    """As the remote shows them to the current user."""
    product, user = this_product(), signed_in_user()
    return _entities(product, project_links.remote_entities(product, link_end(product, application_id), user))


@blueprint.get("/entities/anonymous/<application_id>")
def entities_for_anybody(version: str, application_id: str) -> Response:
    product = this_product()
    signed_in_user()
    return _entities(product, project_links.remote_entities(product, link_end(product, application_id), None))


def _entities(product: Product, found: list[Entity]) -> Response:
    return document("entities", {"entity": [_entity(product, each) for each in found]})


def _entity(product: Product, entity: Entity) -> dict[str, Any]:
    """Attributes in XML, where the older icon is missing."""
    kind = entity.type_id.partition(".")[0]
    kind = kind if kind in APPLICATION_TYPES else "generic"
    shown = {
        "@key": entity.key,
        "@name": entity.name,
        "@typeId": entity.type_id,
        "@iconUri": product.url(f"/static/128{kind}.png"),
    }
    return shown | ({"@iconUrl": product.url(f"/static/16{kind}.png")} if wants_json() else {})


@blueprint.get("/entitylink/list/<type_id>/<key>")
def links_of_entity(version: str, type_id: str, key: str) -> Response:
    product, container = _seen(type_id, key)
    found = project_links.links_of(product, container, request.args.get("typeId"))
    return document("entities", {"entity": [_shown(product, link) for link in found]})


@blueprint.get("/entitylink/primaryLinks/<type_id>/<key>")
def primary_links(version: str, type_id: str, key: str) -> Response:
    """The one of each type, under the name by which the products' texts know that type."""
    product, container = _seen(type_id, key)
    found = [link for link in project_links.links_of(product, container) if link.primary]
    return document("primaryLinks", {f"applinks.{link.type_id}": _shown(product, link) for link in found})


@blueprint.get("/entitylink/primary/<type_id>/<key>")
def primary_link(version: str, type_id: str, key: str) -> Response:
    product, container = _seen(type_id, key)
    for link in project_links.links_of(product, container, _required("typeId")):
        if link.primary:
            return document("entityLink", _shown(product, link))
    raise NoSuchProjectLink(key=container.key)


@blueprint.post("/entitylink/primary/<type_id>/<key>")
def make_primary(version: str, type_id: str, key: str) -> Response:
    product, _, container = _administered(type_id, key)
    project_links.make_primary(product, _named(product, container))
    return status_document(200, "")


@blueprint.get("/entitylink/localEntitiesWithLinksTo/<application_id>")
def linked_with(version: str, application_id: str) -> Response:
    product, user = this_product(), signed_in_user()
    end = link_end(product, application_id)
    linked = {link.local_key for link in product.state.project_links if link.application_id == end.application_id}
    return _entities(product, [each for each in project_links.visible_entities(product, user) if each.key in linked])


@blueprint.put("/entitylink/<type_id>/<key>")
def put_link(version: str, type_id: str, key: str) -> Response:
    """Replaces an equal one; with ``reciprocate`` the remote gets its half first."""
    from applink_simulator.web.applinks.bodies import ProjectLinkBody, body

    product, user, container = _administered(type_id, key)
    wanted = body(ProjectLinkBody)
    end = link_end(product, wanted.application_id)
    project_links.require_entity_type(end, wanted.type_id)
    link = ProjectLink(
        container.key, end.application_id, wanted.type_id, wanted.key, wanted.name or wanted.key, wanted.primary
    )
    link = project_links.create_both_ends(product, link, user) if _reciprocate() else project_links.add(product, link)
    return document("entityLink", _shown(product, link), 201)


@blueprint.delete("/entitylink/<type_id>/<key>")
def delete_link(version: str, type_id: str, key: str) -> Response:
    product, user, container = _administered(type_id, key)
    link = _named(product, container)
    if _reciprocate():
        project_links.remove_both_ends(product, link, user)
    else:
        project_links.remove(product, link)
    return status_document(200, f"{container.key} is no longer linked with {link.key}.")


def _seen(type_id: str, key: str) -> tuple[Product, Container]:
    product, user = this_product(), signed_in_user()
    return product, project_links.local_entity(product, user, type_id, key)


def _administered(type_id: str, key: str) -> tuple[Product, User, Container]:
    product, user = this_product(), signed_in_user()
    container = project_links.local_entity(product, user, type_id, key)
    project_links.require_administers(product, user, container)
    return product, user, container


def _named(product: Product, container: Container) -> ProjectLink:
    """The link that the query names."""
    return project_links.project_link(
        product, container, _required("applicationId"), _required("typeId"), _required("key")
    )


def _required(name: str) -> str:
    given = request.args.get(name, "")
    if not given:
        raise BadInput(f"The parameter {name} is missing.")
    return given


def _reciprocate() -> bool:
    return request.args.get("reciprocate") == "true"


def _shown(product: Product, link: ProjectLink) -> dict[str, Any]:
    end = link_end(product, link.application_id)
    return {
        "applicationId": link.application_id,
        "typeId": link.type_id,
        "key": link.key,
        "name": link.name,
        "displayUrl": entity_address(link.type_id, end.display_url, link.key),
        "iconUri": product.url(f"/static/128{end.type_id}.png"),
        "iconUrl": product.url(f"/static/16{end.type_id}.png"),
        "isPrimary": link.primary,
    }
