"""The list of application links, where administrators begin whatever they do with them (applinks.md 3.5)."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking.diagnose import Diagnosis
from applink_simulator.linking.ends import link_end, make_primary, readable_ends
from applink_simulator.linking.findings import ErrorType
from applink_simulator.linking.link_back import LIST, LinkBack, came_back
from applink_simulator.linking.product import Product
from applink_simulator.linking.survey import survey
from applink_simulator.products.kind import ProductKind
from applink_simulator.web.caller import confirmed_administrator, signed_in_user, this_product
from applink_simulator.web.pages.link_back import ask_for_link_back
from applink_simulator.web.pages.page import require_own_form, show

ON_A_PAGE = 25
UNREACHABLE = frozenset(
    {
        ErrorType.CONNECTION_REFUSED,
        ErrorType.UNKNOWN_HOST,
        ErrorType.UNEXPECTED_RESPONSE,
        ErrorType.UNEXPECTED_RESPONSE_STATUS,
        ErrorType.UNKNOWN,
    }
)
"""What a remote that has moved away looks like from here."""

TOLD = {
    "saved": "The changes are saved.",
    "created": "The link was created. It is an outgoing link only: {title} can show what everybody may see there.",
    "relocated": "The link leads to the new address now.",
    "deleted": "The link was deleted here and at the other application.",
    "deleted-here": (
        "The link was deleted here. The other application may still have its end: an administrator has to look there."
    ),
    "primary": "This is the primary link of its type now.",
}


@dataclass(frozen=True, slots=True)
class Row:
    end: LinkEnd
    type_title: str
    status: Diagnosis | None
    """None while the remote has not answered."""
    editable: bool
    unreachable: bool
    """Then relocating is offered."""


def _list() -> Response:
    product = this_product()
    confirmed_administrator()
    wish = LinkBack.read(request.args)
    if wish is not None:
        return ask_for_link_back(product, wish)
    return link_list(product)


def link_list(product: Product, status: int = 200, **told: Any) -> Response:
    """Sorted as over REST: by type, then by name."""
    user = signed_in_user()
    ends = sorted(readable_ends(product), key=lambda end: (end.type_id, end.name))
    pages = max(1, -(-len(ends) // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = ends[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    found = survey(product, shown, user)
    return show(
        "pages/link_list.html",
        status,
        rows=[_row(end, found.get(end.application_id)) for end in shown],
        count=len(ends),
        page=page,
        pages=pages,
        **(_told(product, found) | told),
    )


def _row(end: LinkEnd, status: Diagnosis | None) -> Row:
    known = APPLICATION_TYPES.get(end.type_id)
    return Row(
        end=end,
        type_title=known.title if known else end.type_id,
        status=status,
        editable=known is not None and known.is_atlassian and not end.system,
        unreachable=status is not None and status.finding is not None and status.finding.type in UNREACHABLE,
    )


def _told(product: Product, found: dict[str, Diagnosis]) -> dict[str, Any]:
    """What has just happened: said by us, or by another product, whose word is not taken for it."""
    done = TOLD.get(request.args.get("done", ""))
    if done:
        return {"message": done.format(title=product.title), "message_kind": "good"}
    diagnosis = found.get(came_back(request.args) or "")
    if diagnosis is None:
        return {}
    if diagnosis.working:
        return {"message": f"The link to {diagnosis.end.name} was created at both ends.", "message_kind": "good"}
    text = f"The link to {diagnosis.end.name} was created, but something is not right yet: see its status."
    return {"message": text, "message_kind": "warn"}


def _make_primary(application_id: str) -> Response:
    product = this_product()
    confirmed_administrator()
    require_own_form()
    make_primary(product, link_end(product, application_id))
    return back_to_list(product, "primary")


def back_to_list(product: Product, done: str) -> Response:
    return redirect(product.url(f"{product.kind.link_list_path}?done={done}"))


def blueprint_of(kind: ProductKind) -> Blueprint:
    blueprint = Blueprint("pages:link_list", __name__)
    for number, path in enumerate(sorted({LIST, kind.link_list_path})):
        blueprint.add_url_rule(path, f"list_{number}", _list)
    path = "/plugins/servlet/applinks/primary/<application_id>"
    blueprint.add_url_rule(path, "primary", _make_primary, methods=["POST"])
    return blueprint
