"""Creating a link in a browser: an address, what answers there, one end or both (applinks.md 3.2 and 5.3)."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import ApplinkError, FormInvalid, LinkExists, SystemAdministratorRequired
from applink_simulator.domain.identity import without_trailing_slash
from applink_simulator.domain.links import Level
from applink_simulator.domain.manifest import Manifest
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking.create import WizardWarning, look_at, synthetic_manifest
from applink_simulator.linking.ends import require_type
from applink_simulator.linking.link_back import create_here, way_there
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import OAuthStatus
from applink_simulator.linking.rights import is_system_administrator
from applink_simulator.web.caller import confirmed_administrator, this_caller, this_product
from applink_simulator.web.pages.link_list import back_to_list, link_list
from applink_simulator.web.pages.page import require_own_form, show

blueprint = Blueprint("pages:create_link", __name__, url_prefix="/plugins/servlet/applinks/create")


@blueprint.get("")
def begin() -> Response:
    """Whoever reloads or bookmarks a page of the wizard starts anew."""
    confirmed_administrator()
    return link_list(this_product())


@blueprint.post("")
def review() -> Response:
    """What answers at the address; nothing is stored yet."""
    product = this_product()
    confirmed_administrator()
    require_own_form()
    url = request.form.get("url", "").strip()
    try:
        found = look_at(product, _with_scheme(url))
    except ApplinkError as refused:
        return link_list(product, refused.status, problem=str(refused), url=url)
    return _review(product, _with_scheme(url), found)


@blueprint.post("/confirm")
def confirm() -> Response:
    """The end here, and with an administrator of both the way to the other product."""
    product, caller = this_product(), confirmed_administrator()
    require_own_form()
    url, form = request.form.get("url", ""), request.form
    try:
        found = look_at(product, url)
    except ApplinkError as refused:
        # Sent twice, it has been done already: the list shows it.
        again = "" if isinstance(refused, LinkExists) else url
        return link_list(product, refused.status, problem=str(refused), url=again)
    if not isinstance(found, Manifest) and "type" not in form:
        # What was confirmed is not what is there now: whoever did it is shown that first.
        return _review(product, url, found)
    both, shared = "both" in form, "shared" in form
    try:
        manifest = _manifest_for(found, url)
        level = (Level.IMPERSONATION if shared else Level.OAUTH) if both and isinstance(found, Manifest) else None
        wanted = None if level is None else OAuthStatus(level, level)
        made = create_here(product, caller, manifest, url, form.get("name", ""), wanted)
    except (FormInvalid, SystemAdministratorRequired) as refused:
        return _review(product, url, found, problem=str(refused), status=refused.status)
    if made.problem is not None:
        text = f"The link was created without authentication: {made.problem}"
        return link_list(product, message=text, message_kind="warn")
    if level is None:
        return back_to_list(product, "created")
    return redirect(way_there(product, made.end, shared_userbase=shared))


def _with_scheme(url: str) -> str:
    """People type host names."""
    return url if not url or "://" in url else f"http://{url}"


def _manifest_for(found: Manifest | WizardWarning | None, url: str) -> Manifest:
    """What was found, or what stands in for it: of the type that the administrator says it is."""
    if isinstance(found, Manifest):
        return found
    type_id = request.form.get("type", "generic")
    require_type(type_id)
    return synthetic_manifest(type_id, without_trailing_slash(url))


def _review(
    product: Product, url: str, found: Manifest | WizardWarning | None, problem: str = "", status: int = 200
) -> Response:
    manifest = found if isinstance(found, Manifest) else None
    return show(
        "pages/create_link.html",
        status,
        leads_elsewhere=True,
        url=url,
        manifest=manifest,
        warning=found if isinstance(found, WizardWarning) else None,
        type_title=APPLICATION_TYPES[manifest.type_id].title if manifest else "",
        other_address=manifest and without_trailing_slash(manifest.url) != without_trailing_slash(url),
        types=list(APPLICATION_TYPES.values()),
        may_share=is_system_administrator(product, this_caller()),
        problem=problem,
        given=request.form,
    )
