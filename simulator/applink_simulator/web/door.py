"""The door: every request of a product comes in here, is written down, and its refusal is answered here."""

import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from flask import Flask, Response, got_request_exception
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from applink_simulator.domain.errors import (
    ApplinkError,
    AuthenticationRefused,
    SignatureInvalid,
    XsrfCheckFailed,
)
from applink_simulator.domain.exchanges import EXPECTED, Exchange
from applink_simulator.domain.health_check import CONTEXT_PATH, HEALTH_CHECK, MANIFEST
from applink_simulator.domain.messages import IncomingRequest, as_headers
from applink_simulator.domain.points import Doing, Points
from applink_simulator.linking.product import Product
from applink_simulator.web import ages, refusals, xsrf
from applink_simulator.web.answers import SUFFIX
from applink_simulator.web.caller import caller_of
from applink_simulator.web.control.gate import Gate
from applink_simulator.web.timing import ASKED, timed
from applink_simulator.web.visit import Visit, this_visit

LONGEST_BODY = 10 * 1024 * 1024
"""Bytes; a longer request is refused with 413."""
KEPT_BODY = 64 * 1024
"""Bytes of each body that the journal keeps."""

LOGIN_REASON = "X-Seraph-LoginReason"

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class ContextPath:
    """Serves only below the base URL's path, and reads ``.json`` and ``.xml`` off the ends of applinks paths."""

    control: Gate | None = None
    """The control surface, for products that have one; neither faults nor the journal stand before it."""
    points: Points | None = None
    """Told of each answer before it leaves, when somebody watches."""

    def __init__(self, application: Application, path: str) -> None:
        self._application = application
        self.path = path
        """Changes when the product moves."""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if self.control is not None and self.control.concerns(environ):
            return self.control(environ, start)
        if path != self.path and not path.startswith(self.path + "/"):
            body = b"Nothing is served outside " + (self.path or "/").encode() + b"\n"
            headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
            if environ.get("HTTP_USER_AGENT") == HEALTH_CHECK:
                headers.append((CONTEXT_PATH, self.path))
            start("404 Not Found", headers)
            return [body]
        environ["SCRIPT_NAME"] = self.path
        inner = path[len(self.path) :] or "/"
        if inner.startswith("/rest/applinks") and inner.endswith((".json", ".xml")):
            inner, _, environ[SUFFIX] = inner.rpartition(".")
        environ["PATH_INFO"] = inner
        answer = timed(self._application, environ, start) if ASKED in environ else self._application(environ, start)
        if self.points is not None:
            self.points.reach(Doing.ANSWERS, f"{environ['REQUEST_METHOD']} {path}")
        return answer


class Signpost:
    """What a product leaves at its old address: everybody is sent on to the new one (fault catalogue, F-09)."""

    def __init__(self, old_url: str, new_url: str) -> None:
        self._new_url = new_url
        self._old_path = urlsplit(old_url).path

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path, mark, query = environ["REQUEST_URI"].partition("?")
        location = self._new_url + path.removeprefix(self._old_path) + mark + query
        start("301 Moved Permanently", [("Location", location), ("Content-Length", "0")])
        return []


def hang(app: Flask, product: Product) -> None:
    """Put the door in front of the app's views."""
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY

    @app.before_request
    def enter() -> Response | None:
        visit, environ = this_visit(), this_visit().environ
        visit.began = time.perf_counter()
        visit.product = product
        visit.number = product.journal.next_number()
        visit.is_health_check = environ.get("HTTP_USER_AGENT") == HEALTH_CHECK and visit.path == MANIFEST
        visit.incoming = incoming(environ, product.told_origin)
        if environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ:
            visit.incoming = replace(visit.incoming, body=visit.get_data())
        if not visit.is_health_check and (instead := product.intercept(visit.incoming)) is not None:
            visit.refusal = "fault"
            # In a list: of bytes alone Flask corrects the length, which may be wrong on purpose.
            return Response([instead.body], instead.status, headers=list(instead.headers))
        if visit.path.startswith("/rest/"):
            ages.require_known(product, visit.path)
            xsrf.check_rest(visit, product.base_url)
        visit.caller = caller_of(visit)
        return None

    @app.after_request
    def leave(response: Response) -> Response:
        visit, headers = this_visit(), response.headers
        caller = visit.caller
        headers.add("X-AUSERNAME", quote(caller.username, safe="") if caller.username else "anonymous")
        if not any(name == LOGIN_REASON for name, _ in headers):
            headers.add(LOGIN_REASON, "OK" if caller.user else "OUT")
        headers.add("X-Content-Type-Options", "nosniff")
        if response.status_code == 401:
            detailed = headers.getlist("WWW-Authenticate")
            headers.setlist("WWW-Authenticate", [refusals.challenge(product.base_url), *detailed])
        if not visit.is_health_check:
            write_down(visit, response)
        return response

    @app.errorhandler(ApplinkError)
    def refuse(error: ApplinkError) -> AnyResponse:
        visit = this_visit()
        surface = refusals.SURFACES[_surface_name(visit)]
        visit.refusal = visit.refusal or f"{type(error).__name__}: {error}"
        if isinstance(error, XsrfCheckFailed) and visit.path.startswith("/rest/"):
            return refusals.plain(error)
        if isinstance(error, AuthenticationRefused):
            visit.refusal = explanation(error)
            return refusals.authentication(error, visit.incoming, product.base_url, surface)
        return surface(error)

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> AnyResponse:
        if error.code is None or error.code < 400:
            return Response(status=error.code or 500, headers=dict(error.get_headers()))
        response = refuse(refusals.Refused.by(error))
        if allowed := dict(error.get_headers()).get("Allow"):
            response.headers["Allow"] = allowed
        return response

    @app.errorhandler(Exception)
    def crash(error: Exception) -> AnyResponse:
        """A mistake of ours: nothing of it reaches the client, all of it fails the test that was running."""
        note_crash(app, error)
        visit = this_visit()
        visit.refusal = f"{type(error).__name__}: {error}"
        return refusals.SURFACES[_surface_name(visit)](ApplinkError())

    def note_crash(_app: Flask, exception: BaseException, **_extra: object) -> None:
        visit, trace = this_visit(), "".join(traceback.format_exception(exception))
        product.journal.note_crash(f"{product.name}: {visit.method} {visit.path}\n{trace}")

    # What goes wrong while a refusal is being answered passes the handlers by.
    got_request_exception.connect(note_crash, app, weak=False)


def _surface_name(visit: Visit) -> str:
    if visit.blueprint:
        return visit.blueprint.partition(":")[0]
    if visit.path.startswith("/rest/applinks/3.0"):
        return "applinks_v3"
    return "applinks" if visit.path.startswith("/rest/") else "pages"


def incoming(environ: dict[str, Any], told_origin: str = "") -> IncomingRequest:
    """The request as a plain value without its body, its path still escaped: that is what was signed."""
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI") or ""
    path, mark, query = raw.partition("?")
    if path.startswith(("http://", "https://")):
        path = "/" + path.split("/", 3)[-1] if path.count("/") > 2 else "/"
    if not mark:
        query = environ.get("QUERY_STRING", "")
    if not path:
        path = quote(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
    headers = [(_header_name(name), value) for name, value in environ.items() if name.startswith("HTTP_")]
    if content_type := environ.get("CONTENT_TYPE"):
        headers.append(("Content-Type", content_type))
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    origin = told_origin or f"{environ['wsgi.url_scheme']}://{host}"
    return IncomingRequest(environ["REQUEST_METHOD"], origin + path, query, tuple(headers))


@lru_cache(maxsize=1024)
def _header_name(variable: str) -> str:
    return variable[5:].replace("_", "-").title()


def explanation(error: AuthenticationRefused) -> str:
    """Why, for the report: for a signature what was expected here; what was signed, the sender's journal knows."""
    said = f"{type(error).__name__}: {error}"
    if not isinstance(error, SignatureInvalid) or not error.explanation:
        return f"{said} {error.explanation}".strip()
    return f"{said}\n{EXPECTED}{error.explanation}"


def write_down(visit: Visit, response: Response) -> None:
    product, incoming, caller = visit.product, visit.incoming, visit.caller
    product.journal.add(
        Exchange(
            number=visit.number,
            at=product.clock.now(),
            product=product.name,
            sender=sender_of(incoming),
            method=incoming.method,
            url=incoming.url,
            query=incoming.query,
            headers=incoming.headers,
            body=incoming.body[:KEPT_BODY],
            status=response.status_code,
            reply_headers=as_headers(response.headers.items()),
            reply_body=b"" if response.direct_passthrough else response.get_data()[:KEPT_BODY],
            caller=caller.username,
            way=caller.way,
            consumer=caller.consumer_key,
            refusal=visit.refusal,
            seconds=time.perf_counter() - visit.began,
        )
    )


def sender_of(incoming: IncomingRequest) -> str:
    """The name in our own user agents, ``(product jira)`` or ``(person alice)``; empty for anybody else's."""
    agent = incoming.header("User-Agent") or ""
    if "applink-simulator" not in agent or "(" not in agent:
        return ""
    return unquote(agent.rpartition("(")[2].partition(")")[0].partition(" ")[2])
