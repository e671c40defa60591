"""Links whose remote has moved: whether that is so, and the new address (applinks.md 5.6)."""

from flask import Blueprint, Response, request

from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.urls import is_uri
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.relocate import link_state, relocate, require_may_relocate
from applink_simulator.linking.rights import require_system_administrator
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.applinks.paths import ANY_VERSION
from applink_simulator.web.caller import administrator, this_product
from applink_simulator.web.refusals import status_document

blueprint = Blueprint("applinks:relocation", __name__)


@blueprint.get(f"{ANY_VERSION}/listApplicationlinkstates/id/<application_id>")
def state(version: str, application_id: str) -> Response:
    product = this_product()
    administrator()
    return as_json({"appLinkState": link_state(product, link_end(product, application_id)).value})


@blueprint.post(f"{ANY_VERSION}/relocateApplicationlink/<application_id>")
def relocate_link(version: str, application_id: str) -> Response:
    product = this_product()
    caller = administrator()
    require_may_relocate(product, caller)
    new_url = request.args.get("newUrl", "")
    if product.profile is Profile.VENDOR and not is_uri(new_url):
        # The vendor's products fall over, before they look for the link (applinks.md 5.6).
        return status_document(500, f"This is no URI: {new_url[:200]!r}.")
    end = link_end(product, application_id)
    if end.system:
        require_system_administrator(product, caller)
    relocate(product, end, new_url, anyway=request.args.get("nowarning") == "true")
    return nothing(204)
