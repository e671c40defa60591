"""A page as every product shows it: its frame, its headers, and forms that only this product's own pages can send."""

import secrets
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from applink_simulator.domain.errors import XsrfCheckFailed
from applink_simulator.linking.product import Product
from applink_simulator.linking.rights import is_administrator
from applink_simulator.web import xsrf
from applink_simulator.web.answers import NEVER_CACHED
from applink_simulator.web.caller import this_caller, this_product, this_request, this_session

XSRF_FIELD = "atl_token"
CREDENTIALS = ("al_username", "al_password")
HTML = "text/html;charset=UTF-8"


def show(template: str, status: int = 200, *, leads_elsewhere: bool = False, **facts: Any) -> Response:
    """The template within the product's frame.

    ``leads_elsewhere`` is for pages with a form whose answer may send the browser to another product: browsers
    hold the whole way of a form against the policy.
    """
    product, reader = this_product(), this_caller().user
    html = render_template(
        template,
        product=product,
        reader=reader,
        reader_is_administrator=is_administrator(product, this_caller()),
        login_address=login_address(product),
        xsrf_token=session.xsrf_token if (session := this_session()) else "",
        **facts,
    )
    response = Response(html, status, content_type=HTML)
    response.headers["Content-Security-Policy"] = policy(leads_elsewhere=leads_elsewhere)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = NEVER_CACHED
    return response


def policy(*, leads_elsewhere: bool = False) -> str:
    """Only this product's own style sheet and script count; should any other slip through, browsers ignore it."""
    forms = "'self' http: https:" if leads_elsewhere else "'self'"
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        f"base-uri 'none'; form-action {forms}; frame-ancestors 'self'"
    )


def require_own_form() -> None:
    """XsrfCheckFailed unless this session's own page sent the form, or a script that may set headers."""
    session, given = this_session(), request.values.get(XSRF_FIELD, "")
    if session is not None and secrets.compare_digest(given.encode(), session.xsrf_token.encode()):
        return
    if not xsrf.promised(request):
        raise XsrfCheckFailed


def context(product: Product) -> str:
    """The context path: what stands before every path of this product."""
    return urlsplit(product.base_url).path


def here(product: Product) -> str:
    """Where the browser is now: the path below the context path with its query, still escaped.

    Without a name and password in it: an address is kept and passed on, a password is not.
    """
    incoming = this_request()
    parts = (part for part in incoming.query.split("&") if unquote(part.partition("=")[0]) not in CREDENTIALS)
    query = "&".join(parts)
    return incoming.path.removeprefix(context(product)) + (f"?{query}" if query else "")


def login_address(product: Product) -> str:
    """The login page, and back here afterwards; after a form, back to the page that had it."""
    wanted = (
        here(product) if request.method in {"GET", "HEAD"} else this_request().path.removeprefix(context(product))
    )
    return product.url(f"{product.kind.login_page}?os_destination={quote(wanted, safe='')}")


def confirm_address(product: Product) -> str:
    """Where an administrator gives the password again, and back here afterwards."""
    return product.url(f"{product.kind.confirm_path}?os_destination={quote(here(product), safe='')}")


def to_login() -> AnyResponse:
    return redirect(login_address(this_product()))


def inside(product: Product, wanted: str) -> str | None:
    """The absolute address, when it lies within this product: nobody is sent elsewhere by one (SES-009)."""
    if not wanted.isprintable() or "\\" in wanted:
        return None
    # Upwards is out: other products may live beside this one on its host.
    if {".", ".."} & set(wanted.partition("?")[0].lower().replace("%2e", ".").split("/")):
        return None
    if wanted.startswith("/") and not wanted.startswith("//"):
        return product.url(wanted)
    if wanted == product.base_url or wanted.startswith((product.base_url + "/", product.base_url + "?")):
        return wanted
    return None
