"""Relocating a link in a browser: the remote has a new address (applinks.md 5.6)."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import ApplinkError, NotResponding
from applink_simulator.domain.links import LinkEnd
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.relocate import relocate, require_may_relocate
from applink_simulator.web.caller import confirmed_administrator, this_product
from applink_simulator.web.pages.link_list import back_to_list
from applink_simulator.web.pages.page import require_own_form, show

blueprint = Blueprint(
    "pages:relocate_link", __name__, url_prefix="/plugins/servlet/applinks/relocate/<application_id>"
)


@blueprint.get("")
def ask(application_id: str) -> Response:
    product, end = _wanted(application_id)
    return _form(product, end, end.rpc_url)


@blueprint.post("")
def relocate_it(application_id: str) -> Response:
    """Where nobody answers, the administrator is asked whether to use the address anyway."""
    require_own_form()
    product, end = _wanted(application_id)
    new_url = request.form.get("new-url", "").strip()
    try:
        relocate(product, end, new_url, anyway="anyway" in request.form)
    except ApplinkError as refused:
        return _form(product, end, new_url, refused)
    return back_to_list(product, "relocated")


def _wanted(application_id: str) -> tuple[Product, LinkEnd]:
    product = this_product()
    require_may_relocate(product, confirmed_administrator())
    return product, link_end(product, application_id)


def _form(product: Product, end: LinkEnd, new_url: str, refused: ApplinkError | None = None) -> Response:
    return show(
        "pages/relocate_link.html",
        refused.status if refused else 200,
        end=end,
        new_url=new_url,
        problem=str(refused) if refused else "",
        silent=isinstance(refused, NotResponding),
    )
