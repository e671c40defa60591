"""What the wizard of the administration page calls (applinks.md 3.2)."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import FormInvalid, NotThere, RemoteError
from applink_simulator.domain.links import BasicAccount
from applink_simulator.linking.create import Created, NewLink, WizardWarning, check_account, create, look_at
from applink_simulator.linking.documents.manifest import manifest_document
from applink_simulator.linking.ends import require_type, require_url
from applink_simulator.linking.orphans import Orphan, TrustType
from applink_simulator.linking.remote import Remote
from applink_simulator.web import xsrf
from applink_simulator.web.answers import document
from applink_simulator.web.applinks.links import entity
from applink_simulator.web.applinks.paths import ANY_VERSION
from applink_simulator.web.caller import administrator, this_product
from applink_simulator.web.refusals import status_document

if TYPE_CHECKING:
    from applink_simulator.web.applinks.bodies import OrphanBody

blueprint = Blueprint("applinks:wizard", __name__)


@blueprint.get(f"{ANY_VERSION}/applicationlinkForm/manifest")
def manifest_at(version: str) -> Response:
    """The one GET that wants the XSRF header: it makes the server call out."""
    administrator()
    xsrf.require_promise(request)
    found = look_at(this_product(), request.args.get("url"))
    if found is None:
        return document("responseInfo", {})
    if isinstance(found, WizardWarning):
        content: dict[str, Any] = {"code": found.code, "warning": found.text}
        return document("responseInfo", content | ({"params": found.parameters} if found.parameters else {}))
    return document("manifest", manifest_document(found))


@blueprint.post(f"{ANY_VERSION}/applicationlinkForm/createAppLink")
def create_app_link(version: str) -> Response:
    from applink_simulator.web.applinks.bodies import CreateLinkBody, body

    product = this_product()
    caller = administrator()
    wanted = body(CreateLinkBody)
    link = wanted.link
    created: Created = create(
        product,
        caller,
        NewLink(
            type_id=link.type_id,
            name=link.name,
            rpc_url=link.rpc_url,
            display_url=link.display_url or link.rpc_url,
            primary=link.primary,
            account=BasicAccount(wanted.username, wanted.password) if wanted.two_way else None,
            our_url=wanted.our_url if wanted.custom_rpc_url else None,
            trust_each_other=wanted.trust.trust_each_other,
            share_userbase=wanted.trust.share_userbase,
            orphan=_orphan(wanted.orphan) if wanted.orphan else None,
        ),
    )
    return document(
        "createApplicationLinkResponse",
        {
            "applicationLink": entity(product, created.end, version),
            "autoConfigurationSuccessful": created.authentication_configured,
        },
    )


def _orphan(wanted: "OrphanBody") -> Orphan:
    return Orphan(wanted.id, TrustType.called(wanted.type))


@blueprint.post(f"{ANY_VERSION}/applicationlinkForm/createStaticUrlAppLink")
def create_static_link(version: str) -> Response:
    """For applications that have one address in all the world; none of the types here does."""
    administrator()
    type_id = request.args.get("typeId", "")
    require_type(type_id)
    raise FormInvalid("application-types", f"Applications of the type {type_id!r} have no fixed URL.")


@blueprint.post(f"{ANY_VERSION}/applicationlinkForm/details")
def check_details(version: str) -> Response:
    """Is the account an administrator's there, and does that product find ours at the address given?"""
    from applink_simulator.web.applinks.bodies import DetailsBody, body

    administrator()
    wanted = body(DetailsBody)
    check_account(
        this_product(),
        require_url(wanted.remote_url, "remoteUrl"),
        require_url(wanted.our_url or this_product().base_url, "rpcUrl"),
        BasicAccount(wanted.username, wanted.password),
    )
    return status_document(200, "")


@blueprint.get(f"{ANY_VERSION}/authenticationinfo")
def authentication_info(version: str) -> Response:
    """Is this person an administrator? 200 says yes."""
    administrator()
    return status_document(200, "")


@blueprint.get(f"{ANY_VERSION}/authenticationinfo/id/<application_id>/url/<path:_url>")
def can_reach(version: str, application_id: str, _url: str) -> Response:
    """Can we reach that product at that URL, and is it the one that was meant?"""
    product = this_product()
    administrator()
    url = request.args.get("url")
    if not url:
        raise FormInvalid("url", "The URL to look at is missing.")
    try:
        found = Remote(product, url.rstrip("/")).manifest()
    except RemoteError as problem:
        raise NotThere(what=f"A product at {url} ({problem})") from None
    if found.id.lower() != application_id.lower():
        raise NotThere(what=f"The product {application_id} at {url}")
    return status_document(200, "")
