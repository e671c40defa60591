"""Deleting a link in a browser: what will become of the other end is said first (applinks.md 5.7)."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import CredentialsRequiredToDelete, RemoteDeleteFailed
from applink_simulator.domain.links import LinkEnd
from applink_simulator.linking.delete import Code, delete, delete_both_ends, permission_there
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.web.caller import confirmed_administrator, this_caller, this_product
from applink_simulator.web.pages.link_list import back_to_list
from applink_simulator.web.pages.page import require_own_form, show

blueprint = Blueprint("pages:delete_link", __name__, url_prefix="/plugins/servlet/applinks/delete/<application_id>")


@blueprint.get("")
def ask(application_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    return _form(product, link_end(product, application_id))


@blueprint.post("")
def delete_it(application_id: str) -> Response:
    product, caller = this_product(), confirmed_administrator()
    require_own_form()
    end = link_end(product, application_id)
    if "both" not in request.form:
        delete(product, caller, end)
        return back_to_list(product, "deleted-here")
    try:
        delete_both_ends(product, caller, end)
    except (RemoteDeleteFailed, CredentialsRequiredToDelete) as refused:
        return _form(product, end, problem=str(refused), status=409)
    return back_to_list(product, "deleted")


def _form(product: Product, end: LinkEnd, problem: str = "", status: int = 200) -> Response:
    """The other product is asked in the administrator's name whether he could delete its end."""
    permission = permission_there(product, end, this_caller().user)
    here = product.url(f"/plugins/servlet/applinks/delete/{end.application_id}")
    return show(
        "pages/delete_link.html",
        status,
        end=end,
        code=permission.code,
        Code=Code,
        authenticate=product.authorisation_url(end, here) if permission.url else None,
        project_links=[link for link in product.state.project_links if link.application_id == end.application_id],
        problem=problem,
    )
