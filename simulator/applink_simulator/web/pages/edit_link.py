"""Editing a link: names, addresses, authentication in each direction (applinks.md 3.5 and 5.5).

The path of this page is a guess of the reference.
"""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import ApplinkError, LinkNotEditable
from applink_simulator.domain.links import Level, LinkEnd, Provider
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking.configure import Settings, change_settings, mark_of, settings_of
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.rights import is_system_administrator
from applink_simulator.web.caller import confirmed_administrator, this_caller, this_product
from applink_simulator.web.pages.link_list import back_to_list
from applink_simulator.web.pages.page import require_own_form, show

blueprint = Blueprint("pages:edit_link", __name__, url_prefix="/plugins/servlet/applinks/edit/<application_id>")

OUTGOING: dict[str, frozenset[Provider]] = {
    "disabled": frozenset(),
    "oauth": Level.OAUTH.providers,
    "oauth-preconfigured": frozenset({Provider.TWO_LEGGED}),
    "oauth-per-user": frozenset({Provider.OAUTH}),
    "oauth-impersonation": Level.IMPERSONATION.providers,
}
"""The choices for the outgoing direction by their form values."""
INCOMING: dict[str, Level] = {
    "disabled": Level.DISABLED,
    "oauth": Level.OAUTH,
    "oauth-per-user": Level.THREE_LEGGED_ONLY,
    "oauth-impersonation": Level.IMPERSONATION,
}


@blueprint.get("")
def edit(application_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    end = _editable(product, application_id)
    settings = settings_of(product, end)
    return _form(product, end, settings, seen=mark_of(settings))


@blueprint.post("")
def save(application_id: str) -> Response:
    product, caller = this_product(), confirmed_administrator()
    require_own_form()
    end = _editable(product, application_id)
    form, present = request.form, settings_of(product, end)
    wanted = Settings(
        name=form.get("name", "").strip(),
        display_url=form.get("display-url", "").strip(),
        primary=end.primary or "primary" in form,
        incoming=INCOMING.get(form.get("incoming", ""), present.incoming),
        outgoing=OUTGOING.get(form.get("outgoing", ""), present.outgoing),
        preconfigured_user=form.get("preconfigured-user", "").strip(),
    )
    seen = form.get("seen", "")
    try:
        change_settings(product, caller, end, wanted, seen)
    except ApplinkError as refused:
        return _form(product, end, wanted, seen=seen, refused=refused)
    return back_to_list(product, "saved")


def _editable(product: Product, application_id: str) -> LinkEnd:
    end = link_end(product, application_id)
    known = APPLICATION_TYPES.get(end.type_id)
    if end.system or known is None or not known.is_atlassian:
        raise LinkNotEditable(name=end.name)
    return end


def _form(
    product: Product, end: LinkEnd, settings: Settings, seen: str, refused: ApplinkError | None = None
) -> Response:
    return show(
        "pages/edit_link.html",
        refused.status if refused else 200,
        end=end,
        settings=settings,
        incoming=next(name for name, level in INCOMING.items() if level is settings.incoming),
        outgoing=next((name for name, providers in OUTGOING.items() if providers == settings.outgoing), ""),
        seen=seen,
        may_impersonate=is_system_administrator(product, this_caller()),
        problem=str(refused) if refused else "",
        wrong_field=getattr(refused, "field", ""),
    )
