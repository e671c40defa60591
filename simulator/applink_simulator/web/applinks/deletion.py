"""Whether a link's ends may be deleted, asked before that is done (applinks.md 5.7)."""

from flask import Blueprint, Response

from applink_simulator.domain.errors import LoginRequired
from applink_simulator.linking.delete import permission_here, permission_there
from applink_simulator.linking.ends import link_end
from applink_simulator.web.answers import document
from applink_simulator.web.applinks.paths import ANY_VERSION
from applink_simulator.web.caller import administrator, this_caller, this_product

blueprint = Blueprint("applinks:deletion", __name__, url_prefix=f"{ANY_VERSION}/permission")


@blueprint.get("/delete-application/<application_id>")
def delete_application(version: str, application_id: str) -> Response:
    """For the remote, on behalf of one of its users; the rest framework lets nobody else in."""
    product, caller = this_product(), this_caller()
    if caller.user is None and not product.guesses.nobody_may_ask_for_permission:
        raise LoginRequired
    return document("permissionCode", {"code": permission_here(product, caller, application_id).value})


@blueprint.get("/reciprocate-application-delete/<application_id>")
def reciprocate_application_delete(version: str, application_id: str) -> Response:
    """For our administrators: what the remote would say to them."""
    product = this_product()
    caller = administrator()
    found = permission_there(product, link_end(product, application_id), caller.user)
    return document("permissionCode", {"code": found.code.value, "url": found.url})
