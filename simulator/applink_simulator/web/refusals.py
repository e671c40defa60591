"""How each surface says no: errors are raised deep and answered once, here.

A blueprint names its surface; the error does not know it (applinks.md 3.0, products.md 2 to 4, auth.md 1.8).
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from applink_simulator.authentication.oauth1.message import Message
from applink_simulator.authentication.oauth1.parameters import write_form, write_header
from applink_simulator.domain.errors import (
    AdministratorRequired,
    ApplinkError,
    AuthenticationRefused,
    BadInput,
    BareRefusal,
    Conflict,
    FormInvalid,
    ImitatedCrash,
    LoginDenied,
    LoginRequired,
    NotResponding,
    PasswordRequired,
    RelocationRefused,
    SessionUnknown,
    SeveralInvalid,
    StorageTrouble,
    WrongPassword,
    XsrfCheckFailed,
)
from applink_simulator.domain.messages import FORM, IncomingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.web import answers
from applink_simulator.web.caller import this_product
from applink_simulator.web.pages.page import confirm_address, login_address, show

Surface = Callable[[ApplinkError], AnyResponse]


def applinks(error: ApplinkError) -> Response:
    """Version 1 and 2 of the applinks resources: an error list for 400 and 409, else a status body.

    Relocating is as it is in applinks.md 5.6: a plain text for the one, nothing at all for the other.
    """
    if isinstance(error, RelocationRefused):
        return plain(error)
    if isinstance(error, NotResponding):
        return answers.nothing(error.status)
    # These resources say 401 even to a signed-in non-administrator.
    status = 401 if isinstance(error, AdministratorRequired) else error.status
    if isinstance(error, BadInput | Conflict):
        fields = [error.field] if isinstance(error, FormInvalid) else None
        return answers.document("error", {"@status": status, "message": [str(error)], "fields": fields}, status)
    return status_document(status, str(error))


def status_document(status: int, message: str, **more: Any) -> Response:
    """The status body, also of successes: ``status-code`` with its hyphen."""
    return answers.document("status", {"status-code": status, "message": message, **more}, status)


def applinks_v3(error: ApplinkError) -> Response:
    each: list[Any] = error.each if isinstance(error, SeveralInvalid) else [error]
    return answers.as_json({"status": error.status, "errors": [_v3_error(one) for one in each]}, error.status)


def _v3_error(error: ApplinkError) -> dict[str, Any]:
    context = error.facts.get("context") or getattr(error, "field", None)
    return {"context": context, "summary": str(error)} if context else {"summary": str(error)}


def jira(error: ApplinkError) -> Response:
    if isinstance(error, FormInvalid):
        return answers.as_json({"errorMessages": [], "errors": {error.field: str(error)}}, error.status)
    return answers.as_json({"errorMessages": [str(error)], "errors": {}}, error.status)


def confluence(error: ApplinkError) -> Response:
    envelope = {
        "statusCode": error.status,
        "data": {
            "authorized": False,
            "valid": True,
            "allowedInReadOnlyMode": True,
            "errors": [],
            "successful": False,
        },
        "message": str(error),
        "reason": HTTPStatus(error.status).phrase,
    }
    return answers.as_json(envelope, error.status)


def page(error: ApplinkError) -> AnyResponse:
    """In words for a person, who is sent to log in or to confirm the password where that is all that is missing."""
    if isinstance(error, StorageTrouble):
        # The frame of a page tells who is logged in, which nobody can find out now.
        return plain(error)
    product = this_product()
    if request.method in {"GET", "HEAD"}:
        if isinstance(error, LoginRequired):
            return redirect(login_address(product))
        if isinstance(error, PasswordRequired):
            return redirect(confirm_address(product))
    # Not even administrators' pages say 403 here (applinks.md 3.5).
    status = 401 if isinstance(error, AdministratorRequired) else error.status
    if (
        isinstance(error, XsrfCheckFailed)
        and product.profile is Profile.VENDOR
        and "/servlet/applinks/" in request.path
    ):
        # The products' servlets show the page without saying so in the status (applinks.md 3.0).
        status = 200
    return show("pages/refused.html", status, error=error, kind=type(error).__name__)


def consent(error: ApplinkError) -> AnyResponse:
    """Where people decide about tokens: in words as well, with the problem in the header alone (auth.md 1.7)."""
    return page(error)


def plain(error: ApplinkError) -> Response:
    return answers.text(str(error), error.status)


def authentication(
    error: AuthenticationRefused, incoming: IncomingRequest, base_url: str, surface: Surface
) -> AnyResponse:
    """A refused signature says why in header and body; a refused person gets the surface's own form."""
    response: AnyResponse
    if isinstance(error, BareRefusal | ImitatedCrash):
        response = Response(status=error.status)
        response.headers.add("WWW-Authenticate", write_header(_echoed(incoming), realm=base_url))
        return response
    if not error.oauth_problem:
        response = surface(error)
        if isinstance(error, WrongPassword):
            response.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        if isinstance(error, LoginDenied):
            product = this_product()
            response.headers["X-Seraph-LoginReason"] = "AUTHENTICATION_DENIED"
            response.headers["X-Authentication-Denied-Reason"] = (
                f"CAPTCHA_CHALLENGE; login-url={product.url(product.kind.login_page)}"
            )
        if isinstance(error, SessionUnknown):
            response.headers["X-Seraph-LoginReason"] = "OUT"
        return response
    problem = list(error.problem_parameters().items())
    if surface is consent:
        response = surface(error)
    else:
        response = Response(write_form(problem), error.status, content_type=f"{FORM};charset=UTF-8")
    response.headers.add("WWW-Authenticate", write_header(problem, realm=base_url))
    return response


def _echoed(incoming: IncomingRequest) -> list[tuple[str, str]]:
    """The client's own parameters, which the vendor's bare refusals send back (Q-9)."""
    message = Message.of(incoming)
    return [] if message is None else [(n, v) for n, v in message.parameters if n.startswith("oauth_")]


def challenge(base_url: str) -> str:
    """What every 401 of a product carries (auth.md 1.8)."""
    return f'OAuth realm="{quote(base_url, safe="")}"'


class Refused(ApplinkError):
    """Something the web framework refused: path unknown, method not allowed, body too long."""

    message = "{reason}"

    @classmethod
    def by(cls, error: HTTPException) -> "Refused":
        reason = f"HTTP {error.code} {error.name}"
        if error.code == HTTPStatus.NOT_FOUND:
            reason = f"null for uri: {request.base_url}"
        refused = cls(reason=reason)
        refused.status = error.code or 500  # type: ignore[misc]
        return refused


SURFACES: dict[str, Surface] = {
    "applinks": applinks,
    "applinks_v3": applinks_v3,
    "jira": jira,
    "confluence": confluence,
    "pages": page,
    "consent": consent,
    "plain": plain,
}
