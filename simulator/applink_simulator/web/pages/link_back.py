"""Where an administrator arrives from another product's wizard, to make the link back (applinks.md 5.3).

The address may come from anybody: nothing is stored, and nobody sent on, before an administrator here has seen what
answers at the other address and confirmed it.
"""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import ApplinkError, LinkExists, Unreadable
from applink_simulator.domain.links import Level
from applink_simulator.domain.manifest import Manifest
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking.create import WizardWarning
from applink_simulator.linking.link_back import LinkBack, create_back, look_back, way_back
from applink_simulator.linking.product import Product
from applink_simulator.linking.rights import is_system_administrator
from applink_simulator.web.caller import confirmed_administrator, this_caller, this_product
from applink_simulator.web.pages.page import require_own_form, show

blueprint = Blueprint("pages:link_back", __name__)


def ask_for_link_back(product: Product, wish: LinkBack) -> Response:
    """Who asks, what it is, and what would be made."""
    try:
        found = look_back(product, wish)
    except LinkExists as exists:
        return _shown(product, wish, None, problem=str(exists), status=200)
    except ApplinkError as refused:
        return _shown(product, wish, None, problem=str(refused), status=refused.status)
    if isinstance(found, WizardWarning):
        return _shown(product, wish, None, problem=found.text)
    if found is None:
        nothing = f"What answers at {wish.starting_url} knows nothing of application links."
        return _shown(product, wish, None, problem=nothing)
    return _shown(product, wish, found)


@blueprint.post("/plugins/servlet/applinks/linkBack")
def create() -> Response:
    product, caller = this_product(), confirmed_administrator()
    require_own_form()
    wish = LinkBack.read(request.form)
    if wish is None:
        raise Unreadable("The form does not say where the link back leads.")
    try:
        made = create_back(product, caller, wish)
    except ApplinkError as refused:
        return _shown(product, wish, None, problem=str(refused), status=refused.status)
    return redirect(way_back(product, made))


def _shown(
    product: Product, wish: LinkBack, manifest: Manifest | None, problem: str = "", status: int = 200
) -> Response:
    impersonates = Level.IMPERSONATION in {wish.incoming, wish.outgoing}
    return show(
        "pages/link_back.html",
        status,
        leads_elsewhere=True,
        wish=wish,
        parameters=wish.parameters(),
        manifest=manifest,
        type_title=APPLICATION_TYPES[manifest.type_id].title if manifest else "",
        other_address=manifest and manifest.url.rstrip("/") != wish.starting_url,
        impersonates=impersonates,
        needs_system_administrator=impersonates and not is_system_administrator(product, this_caller()),
        problem=problem,
    )
