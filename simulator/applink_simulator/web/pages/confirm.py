"""Administrators give their password again before they change links in a browser (auth.md 6, SES-008)."""

from dataclasses import replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import WrongPassword
from applink_simulator.products.kind import ProductKind
from applink_simulator.web.caller import administrator, log_in, this_product, this_session
from applink_simulator.web.pages.page import require_own_form, show
from applink_simulator.web.pages.sign_in import destination


def _confirm() -> Response:
    product, caller = this_product(), administrator()
    session = this_session()
    if session is None:
        return redirect(destination(product))
    if request.method == "GET":
        return _form("")
    require_own_form()
    try:
        log_in(product, caller.username or "", request.form.get("webSudoPassword", ""), in_browser=True)
    except WrongPassword:
        return _form("That is not your password.")
    product.state.sessions.put(replace(session, confirmed_at=product.clock.now()))
    return redirect(destination(product))


def _form(problem: str) -> Response:
    return show("pages/confirm.html", problem=problem, destination=request.values.get("os_destination", ""))


def blueprint_of(kind: ProductKind) -> Blueprint:
    blueprint = Blueprint("pages:confirm", __name__)
    blueprint.add_url_rule(kind.confirm_path, "confirm", _confirm, methods=["GET", "POST"])
    return blueprint
