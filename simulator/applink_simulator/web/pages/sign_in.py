"""People sign in and out with a form (auth.md 6); addresses and cookies are the kind's own."""

from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import WrongPassword
from applink_simulator.domain.sessions import Session
from applink_simulator.linking.product import Product
from applink_simulator.products.kind import ProductKind
from applink_simulator.web.caller import log_in, session_cookie, this_product
from applink_simulator.web.pages.page import inside, show


def _login() -> Response:
    product = this_product()
    if request.method == "GET":
        return _form("")
    try:
        username, password = request.form.get("os_username", ""), request.form.get("os_password", "")
        user = log_in(product, username, password, in_browser=True)
    except WrongPassword as refused:
        response = _form(str(refused))
        response.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        return response
    response = Response(status=302)
    response.headers["Location"] = destination(product)
    response.headers["X-Seraph-LoginReason"] = "OK"
    # Whoever was signed in here before is not any more: a session belongs to one login (SES-007).
    _close(product)
    start_session(product, response, user.name)
    return response


def start_session(product: Product, response: Response, username: str) -> Session:
    """A new session id at every login, so that nobody can plant one (SES-007)."""
    session = product.state.sessions.open(username)
    address = urlsplit(product.base_url)
    set_cookie = partial(
        response.set_cookie, path=address.path or "/", secure=address.scheme == "https", samesite="Lax"
    )
    set_cookie(session_cookie(product), session.id, httponly=True)
    # Scripts read this one and send it back with what they post (auth.md 6).
    set_cookie(product.kind.xsrf_cookie, session.xsrf_token)
    return session


def end_session(product: Product, response: Response) -> None:
    _close(product)
    path = urlsplit(product.base_url).path or "/"
    response.delete_cookie(session_cookie(product), path=path)
    response.delete_cookie(product.kind.xsrf_cookie, path=path)


def _close(product: Product) -> None:
    if session := request.cookies.get(session_cookie(product)):
        product.state.sessions.close(session)


def _form(problem: str) -> Response:
    return show(
        "pages/login.html",
        problem=problem,
        username=request.form.get("os_username", ""),
        destination=request.values.get("os_destination", ""),
    )


def destination(product: Product) -> str:
    """Where the form was meant to lead; to the dashboard, if that is elsewhere (SES-009)."""
    return inside(product, request.values.get("os_destination", "")) or product.url(product.kind.dashboard)


def _logout() -> Response:
    product = this_product()
    response = Response(status=302, headers={"Location": product.url(product.kind.login_page)})
    end_session(product, response)
    response.headers["X-Seraph-LoginReason"] = "OUT"
    return response


def _home() -> Response:
    """The bare base URL: any 2xx tells another product that this one is online."""
    return show("pages/home.html")


def blueprint_of(kind: ProductKind) -> Blueprint:
    blueprint = Blueprint("pages:sign_in", __name__)
    for number, path in enumerate(sorted({kind.login_page, kind.login_path})):
        blueprint.add_url_rule(path, f"login_{number}", _login, methods=["GET", "POST"])
    blueprint.add_url_rule(kind.logout_path, "logout", _logout, methods=["GET", "POST"])
    blueprint.add_url_rule("/", "home", _home)
    return blueprint
