"""The v3 resources of links: JSON alone, other names, local only (applinks.md 3.3)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking import ends
from applink_simulator.linking.documents.link import link_document_v3
from applink_simulator.linking.product import Product
from applink_simulator.products import kinds
from applink_simulator.products.kind import ProductKind
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.applinks.capabilities import remote_capabilities_document
from applink_simulator.web.applinks.paths import VERSION_3
from applink_simulator.web.caller import administrator, this_product

blueprint = Blueprint("applinks_v3:links", __name__)

INCOMING_CONSUMER = "oauth.incoming.consumerkey"
"""The one property of a link that the products are known to keep (applinks.md 3.4)."""


@blueprint.get(f"{VERSION_3}/applinks")
def list_links(version: str) -> Response:
    product = this_product()
    administrator()
    return as_json([_shown(product, end) for end in ends.readable_ends(product)])


@blueprint.get(f"{VERSION_3}/applinks/<application_id>")
def read_link(version: str, application_id: str) -> Response:
    product = this_product()
    administrator()
    return as_json(_shown(product, ends.link_end(product, application_id)))


@blueprint.put(f"{VERSION_3}/applinks/<application_id>")
def update_link(version: str, application_id: str) -> Response:
    """The application URL may change here, which the older versions leave to relocating."""
    from applink_simulator.web.applinks.bodies import LinkV3Body, json_of

    product = this_product()
    administrator()
    end = ends.link_end(product, application_id)
    wanted = json_of(LinkV3Body)
    edited = ends.replace_end(
        product,
        end,
        name=wanted.name,
        rpc_url=wanted.rpc_url,
        display_url=wanted.display_url,
        primary=wanted.primary,
    )
    return as_json(_shown(product, edited))


@blueprint.delete(f"{VERSION_3}/applinks/<application_id>")
def delete_link(version: str, application_id: str) -> Response:
    product = this_product()
    administrator()
    ends.remove_end(product, ends.link_end(product, application_id))
    return nothing(204)


def _shown(product: Product, end: LinkEnd) -> dict[str, Any]:
    """With the properties and the data that were asked for; null for what nobody knows."""
    properties = {name: _property(product, end, name) for name in request.args.getlist("property")}
    data = {name: DATA[name](product, end) if name in DATA else None for name in request.args.getlist("data")}
    return link_document_v3(end, properties, data)


def _property(product: Product, end: LinkEnd, name: str) -> str | None:
    if name != INCOMING_CONSUMER:
        return None
    consumer = product.state.consumers.of_link(end.application_id)
    return None if consumer is None else consumer.key


def _is_atlassian(_product: Product, end: LinkEnd) -> bool:
    return end.type_id in APPLICATION_TYPES and APPLICATION_TYPES[end.type_id].is_atlassian


def _is_editable(_product: Product, end: LinkEnd) -> bool:
    return not end.system


def _is_editable_in_version_3(product: Product, end: LinkEnd) -> bool:
    """Its page is for links between the vendor's own products (applinks.md 3.5)."""
    return not end.system and _is_atlassian(product, end)


def _configuration_page(product: Product, end: LinkEnd) -> str:
    if not _is_atlassian(product, end):
        return end.display_url
    kind = next((kind for kind in kinds().values() if kind.type_id == end.type_id), None)
    return end.display_url + (ProductKind.link_list_path if kind is None else kind.link_list_path)


def _icon(product: Product, end: LinkEnd) -> str:
    return product.url(f"/static/128{end.type_id}.png")


def _capabilities(product: Product, end: LinkEnd) -> object:
    return remote_capabilities_document(product, end)["capabilities"]


def _application_version(product: Product, end: LinkEnd) -> object:
    return remote_capabilities_document(product, end).get("applicationVersion")


DATA: dict[str, Callable[[Product, LinkEnd], object]] = {
    "atlassian": _is_atlassian,
    "configUrl": _configuration_page,
    "editable": _is_editable,
    "v3Editable": _is_editable_in_version_3,
    "iconUri": _icon,
    "webItems": lambda _product, _end: [],
    "capabilities": _capabilities,
    "applicationVersion": _application_version,
}
"""What a list of links may show beside the links themselves; the last two ask each remote."""
