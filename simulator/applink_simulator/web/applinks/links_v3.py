"""The v3 resources of links: JSON alone, other names, local only (applinks.md 3.3)."""

from typing import Any

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import BadInput, FormInvalid
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking import ends
from applink_simulator.linking.documents.link import link_document_v3
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.applinks.bodies import LinkV3Body, json_of
from applink_simulator.web.applinks.paths import VERSION_3
from applink_simulator.web.caller import administrator, this_product

blueprint = Blueprint("applinks_v3:links", __name__)

FEATURES = {"BITBUCKET_REBRAND": True, "ONE_WAY_APPLINKS": False, "V3_UI": True, "V4_UI": True}


@blueprint.get(f"{VERSION_3}/applinks")
def list_links(version: str) -> Response:
    product = this_product()
    administrator()
    return as_json([_shown(product, end) for end in product.state.ends])


@blueprint.get(f"{VERSION_3}/applinks/<application_id>")
def read_link(version: str, application_id: str) -> Response:
    product = this_product()
    administrator()
    return as_json(_shown(product, ends.link_end(product, application_id)))


@blueprint.put(f"{VERSION_3}/applinks/<application_id>")
def update_link(version: str, application_id: str) -> Response:
    """The application URL may change here, which the older versions leave to relocating."""
    product = this_product()
    administrator()
    end = ends.link_end(product, application_id)
    if end.system:
        raise BadInput("A system link cannot be changed.")
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


@blueprint.get(f"{VERSION_3}/features/<name>")
def feature(version: str, name: str) -> Response:
    if name not in FEATURES:
        raise FormInvalid(name, "There is no such feature.")
    return as_json({name: FEATURES[name]})


def _shown(product: Product, end: LinkEnd) -> dict[str, Any]:
    known = {
        "atlassian": end.type_id in APPLICATION_TYPES and APPLICATION_TYPES[end.type_id].is_atlassian,
        "configUrl": _configuration_page(end),
        "editable": not end.system,
        "v3Editable": not end.system,
        "iconUri": product.url(f"/static/128{end.type_id}.png"),
    }
    asked = request.args.getlist("data")
    return link_document_v3(end, {key: known.get(key) for key in asked})


def _configuration_page(end: LinkEnd) -> str:
    if end.type_id == "confluence":
        return f"{end.display_url}/admin/listapplicationlinks.action"
    if end.type_id in APPLICATION_TYPES and APPLICATION_TYPES[end.type_id].is_atlassian:
        return f"{end.display_url}/plugins/servlet/applinks/listApplicationLinks"
    return end.display_url
