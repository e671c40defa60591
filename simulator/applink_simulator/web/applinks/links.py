"""``applicationlink`` of REST 1.0, 2.0 and 3.0, and the lists of the administration page (applinks.md 3.1, 3.2)."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import (
    BadInput,
    NotThere,
    SystemAdministratorRequired,
)
from applink_simulator.domain.identity import without_trailing_slash
from applink_simulator.domain.links import Level, LinkEnd, Provider
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking import ends
from applink_simulator.linking.configure import add_provider, may_set
from applink_simulator.linking.delete import delete, delete_both_ends
from applink_simulator.linking.documents.link import link_document, providers_document
from applink_simulator.linking.product import Product
from applink_simulator.linking.rights import require_system_administrator
from applink_simulator.web.answers import document
from applink_simulator.web.applinks.paths import ANY_VERSION, VERSION_1, VERSION_2_ON
from applink_simulator.web.caller import administrator, confirmed_administrator, signed_in_user, this_product
from applink_simulator.web.refusals import status_document

if TYPE_CHECKING:
    from applink_simulator.web.applinks.bodies import LinkBody, LinkEditBody

blueprint = Blueprint("applinks:links", __name__)


def href(product: Product, end: LinkEnd, version: str) -> str:
    return product.url(f"/rest/applinks/{version}/applicationlink/{end.application_id}")


def entity(product: Product, end: LinkEnd, version: str) -> dict[str, Any]:
    """The link as this product shows it; icons are ours for the remote's type."""
    icon = product.url(f"/static/16{end.type_id}.png")
    return link_document(end, href(product, end, version), icon, product.url(f"/static/128{end.type_id}.png"))


def done(product: Product, end: LinkEnd, version: str, status: int) -> Response:
    word = "resources-created" if status == 201 else "resources-updated"
    where = {"link": [{"@href": href(product, end, version), "@rel": "self"}]}
    return status_document(status, "", **{word: where})


@blueprint.get(f"{ANY_VERSION}/applicationlink")
def list_links(version: str) -> Response:
    product = this_product()
    confirmed_administrator()
    return _list(product, ends.ends_by_type(product), version)


@blueprint.get(f"{ANY_VERSION}/applicationlink/type/<type_id>")
def list_links_of_type(version: str, type_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    return _list(product, ends.ends_by_type(product, type_id), version)


def _list(product: Product, found: list[LinkEnd], version: str) -> Response:
    return document("applicationLinks", {"applicationLinks": [entity(product, end, version) for end in found]})


@blueprint.get(f"{ANY_VERSION}/applicationlink/primary/<type_id>")
def primary_link(version: str, type_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    ends.require_type(type_id)
    end = ends.primary_end(product, type_id)
    if end is None:
        raise NotThere(what=f"A primary link of the type {type_id}")
    return document("applicationLink", entity(product, end, version))


@blueprint.post(f"{ANY_VERSION}/applicationlink/primary/<application_id>")
def make_primary(version: str, application_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    end = ends.link_end(product, application_id)
    ends.make_primary(product, end)
    return done(product, end, version, 200)


@blueprint.get(f"{ANY_VERSION}/applicationlink/<application_id>")
def read_link(version: str, application_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    try:
        end = ends.link_end(product, application_id)
    except (NotThere, BadInput) as unknown:
        if product.guesses.unknown_link_crashes:
            return status_document(500, str(unknown))
        raise
    return document("applicationLink", entity(product, end, version))


@blueprint.put(f"{VERSION_1}/applicationlink/<application_id>")
def create_or_update(application_id: str) -> Response:
    from applink_simulator.web.applinks.bodies import LinkBody, LinkEditBody, body

    product = this_product()
    confirmed_administrator()
    wanted = body(LinkBody)
    known = product.state.ends.get(application_id.lower())
    if known is None:
        end = _new(product, wanted, application_id)
        return done(product, ends.add_end(product, end), "1.0", 201)
    _edit(product, known, body(LinkEditBody))
    return done(product, known, "1.0", 200)


@blueprint.put(f"{VERSION_2_ON}/applicationlink")
def create_link(version: str) -> Response:
    """Without contact with the remote."""
    from applink_simulator.web.applinks.bodies import LinkBody, body

    product = this_product()
    confirmed_administrator()
    wanted = body(LinkBody)
    end = ends.add_end(product, _new(product, wanted, wanted.id))
    return done(product, end, version, 201)


def _new(product: Product, wanted: "LinkBody", application_id: str | None) -> LinkEnd:
    ends.require_type(wanted.type_id)
    rpc_url = ends.require_url(wanted.rpc_url, "rpcUrl")
    display_url = ends.require_url(wanted.display_url or wanted.rpc_url, "displayUrl")
    if not wanted.name.strip():
        raise BadInput("An application link needs a name.", key="applinks.error.appname")
    identity = ends.end_id(application_id, wanted.type_id, rpc_url)
    return LinkEnd(identity, wanted.type_id, wanted.name, rpc_url, display_url, wanted.primary)


@blueprint.post(f"{VERSION_2_ON}/applicationlink/<application_id>")
def update_link(version: str, application_id: str) -> Response:
    from applink_simulator.web.applinks.bodies import LinkEditBody, body

    product = this_product()
    confirmed_administrator()
    try:
        end = ends.link_end(product, application_id)
    except NotThere as unknown:
        raise BadInput(str(unknown), key="applinks.notfound") from None
    _edit(product, end, body(LinkEditBody))
    return done(product, end, version, 200)


def _edit(product: Product, end: LinkEnd, wanted: "LinkEditBody") -> None:
    _only_system_administrators_change_system_links(product, end)
    if wanted.rpc_url is not None and without_trailing_slash(wanted.rpc_url) != end.rpc_url:
        raise BadInput(
            "The application URL of a link is changed by relocating it.",
            key="applinks.error.cannot.update.rpcurl",
        )
    ends.edit_end(
        product,
        end,
        name=end.name if wanted.name is None else wanted.name,
        display_url=wanted.display_url or end.display_url,
        primary=bool(wanted.primary),
    )


def _only_system_administrators_change_system_links(product: Product, end: LinkEnd) -> None:
    if end.system:
        require_system_administrator(product, administrator())


@blueprint.delete(f"{ANY_VERSION}/applicationlink/<application_id>")
def delete_link(version: str, application_id: str) -> Response:
    product = this_product()
    caller = administrator()
    end = ends.link_end(product, application_id)
    if request.args.get("reciprocate") == "true":
        delete_both_ends(product, caller, end)
    else:
        delete(product, caller, end)
    return status_document(200, f"Deleted application with id '{end.application_id}'")


@blueprint.get(f"{VERSION_2_ON}/applicationlink/<application_id>/authentication/provider")
def list_providers(version: str, application_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    end = ends.link_end(product, application_id)
    found = providers_document(end, href(product, end, version))
    return document("authenticationProviders", {"authenticationProviders": found})


@blueprint.get(f"{VERSION_2_ON}/applicationlink/<application_id>/authentication/provider/<class_name>")
def read_provider(version: str, application_id: str, class_name: str) -> Response:
    product = this_product()
    confirmed_administrator()
    end = ends.link_end(product, application_id)
    found = [each for each in providers_document(end, href(product, end, version)) if each["provider"] == class_name]
    if not found:
        raise NotThere(what=f"The authentication provider {class_name}")
    return document("authenticationProvider", found[0])


@blueprint.put(f"{VERSION_2_ON}/applicationlink/<application_id>/authentication/provider")
def put_provider(version: str, application_id: str) -> Response:
    """One more way for this end to authenticate when it calls."""
    from applink_simulator.web.applinks.bodies import ProviderBody, body

    product = this_product()
    caller = confirmed_administrator()
    end = ends.link_end(product, application_id)
    wanted = body(ProviderBody)
    if wanted.provider == Provider.IMPERSONATION.value:
        try:
            may_set(product, caller, Level.IMPERSONATION)
        except SystemAdministratorRequired as refused:
            # This one resource says 400 where the others say 403 (applinks.md 3.1).
            raise BadInput(str(refused), key=refused.key) from None
    add_provider(product, end, wanted.provider, wanted.config)
    return done(product, end, version, 201)


@blueprint.get(f"{ANY_VERSION}/listApplicationlinks")
def list_for_administration(version: str) -> Response:
    product = this_product()
    administrator()
    found = sorted(ends.readable_ends(product), key=lambda end: (end.type_id, end.name))
    return document("listApplicationLinks", {"list": [_row(product, end, version) for end in found]})


def _row(product: Product, end: LinkEnd, version: str) -> dict[str, Any]:
    consumer = product.state.consumers.of_link(end.application_id)
    incoming = [] if consumer is None else sorted(each.value for each in consumer.level.providers)
    outgoing = sorted(each.value for each in end.providers)
    entities = APPLICATION_TYPES[end.type_id].entities if end.type_id in APPLICATION_TYPES else ()
    return {
        "application": entity(product, end, version),
        "configuredOutboundAuthenticators": outgoing,
        "configuredInboundAuthenticators": incoming,
        "hasIncomingAuthenticationProviders": bool(incoming),
        "hasOutgoingAuthenticationProviders": bool(outgoing),
        "entityTypeIdStrings": list(entities),
        "isSystem": end.system,
        "webItems": [],
        "webPanels": [],
    }


@blueprint.get(f"{ANY_VERSION}/applicationlinkInfo/id/<application_id>")
def link_info(version: str, application_id: str) -> Response:
    """The products tell all types of authentication there are, and their own projects as the remote's."""
    product = this_product()
    administrator()
    end = ends.link_end(product, application_id)
    own = list(product.kind.type.entities)
    count = sum(link.application_id == end.application_id for link in product.state.project_links)
    return document(
        "applicationLinkInfo",
        {
            "configuredAuthProviders": [provider.value for provider in Provider],
            "hostEntityTypes": own,
            "remoteEntityTypes": own,
            "numConfiguredEntities": count,
        },
    )


@blueprint.get(f"{ANY_VERSION}/type/entity/<type_id>")
def entity_types(version: str, type_id: str) -> Response:
    """What links between projects can lead to; for any user."""
    signed_in_user()
    ends.require_type(type_id)
    found = [{"typeId": each} for each in APPLICATION_TYPES[type_id].entities]
    return document("entityTypes", {"entityTypes": found})
