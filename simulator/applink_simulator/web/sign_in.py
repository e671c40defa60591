"""People sign in and out with a form (auth.md 6); addresses and cookies are the kind's own."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from applink_simulator.domain.errors import WrongPassword
from applink_simulator.linking.product import Product
from applink_simulator.products.kind import ProductKind
from applink_simulator.web.caller import log_in, session_cookie, this_product


def _login() -> Response:
    product = this_product()
    if request.method == "GET":
        return _form(product, "", 200)
    try:
        user = log_in(product, request.form.get("os_username", ""), request.form.get("os_password", ""))
    except WrongPassword as refused:
        response = _form(product, str(refused), 200)
        response.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        return response
    response = Response(status=302)
    response.headers["Location"] = _destination(product)
    response.headers["X-Seraph-LoginReason"] = "OK"
    start_session(product, response, user.name)
    return response


def start_session(product: Product, response: Response, username: str) -> str:
    """A new session id at every login, so that nobody can plant one (SES-007)."""
    session = product.state.sessions.open(username)
    path = urlsplit(product.base_url).path or "/"
    response.set_cookie(session_cookie(product), session, path=path, httponly=True, samesite="Lax")
    return session


def end_session(product: Product, response: Response) -> None:
    session = request.cookies.get(session_cookie(product))
    if session:
        product.state.sessions.close(session)
    response.delete_cookie(session_cookie(product), path=urlsplit(product.base_url).path or "/")


def _form(product: Product, problem: str, status: int) -> Response:
    html = render_template(
        "login.html", product=product, problem=problem, destination=request.values.get("os_destination", "")
    )
    return Response(html, status, content_type="text/html;charset=UTF-8")


def _destination(product: Product) -> str:
    """Within this product only: a login must not send people elsewhere (SES-009)."""
    wanted = request.values.get("os_destination", "")
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return product.url(wanted)
    if wanted == product.base_url or wanted.startswith(product.base_url + "/"):
        return wanted
    return product.url(product.kind.dashboard)


def _logout() -> Response:
    product = this_product()
    response = Response(status=302, headers={"Location": product.url(product.kind.login_page)})
    end_session(product, response)
    response.headers["X-Seraph-LoginReason"] = "OUT"
    return response


def _home() -> str:
    """The bare base URL: any 2xx tells another product that this one is online."""
    return render_template("home.html", product=this_product())


def blueprint_of(kind: ProductKind) -> Blueprint:
    blueprint = Blueprint("pages:sign_in", __name__)
    for number, path in enumerate(sorted({kind.login_page, kind.login_path})):
        blueprint.add_url_rule(path, f"login_{number}", _login, methods=["GET", "POST"])
    blueprint.add_url_rule(kind.logout_path, "logout", _logout, methods=["GET", "POST"])
    blueprint.add_url_rule("/", "home", _home)
    return blueprint
