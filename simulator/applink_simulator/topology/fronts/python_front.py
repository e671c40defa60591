"""Fronts of our own, in threads of this process: nothing has to be installed for them."""

import contextlib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from applink_simulator.domain.errors import RemoteError
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply, header
from applink_simulator.topology.fronts.certificates import Papers, papers, server_context
from applink_simulator.topology.fronts.front import HTML, LOOPBACK, Front, FrontPlace, Override, TooLong, error_page
from applink_simulator.transport.http import HttpTransport

PATIENCE = 70.0
"""Seconds that a proxy waits for its product."""
HANDSHAKE = 10.0
"""Seconds that a client may take to agree on encryption, or to hang up after that has failed."""
_OF_THE_CONNECTION = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "content-length"}
)
_SIGNED = "oauth_signature="


class PythonFront:
    """A front at a port of its own until it is stopped; port 0 is a free one.

    ``host`` is the name by which clients know it, ``shown`` what was made for that already.
    """

    def __init__(
        self,
        front: Front,
        product_url: str,
        port: int = 0,
        *,
        port_behind: int = 0,
        host: str = LOOPBACK,
        interface: str = LOOPBACK,
        shown: Papers | None = None,
    ) -> None:
        shown = shown or papers(front, host)
        self.authority = shown.authority.decode() if shown else ""
        context = server_context(front, shown) if shown else None
        self._stopping = threading.Event()
        self._transport = HttpTransport()
        proxy = _Proxy(self._transport, self._stopping)
        entrance = front.redirects.scheme if front.redirects else None
        self._servers = [_Server(interface, port_behind if entrance else port, context, proxy.answer)]
        if entrance:
            try:
                encrypting = context if entrance == "https" else None
                self._servers.append(_Server(interface, port, encrypting, proxy.answer_at_the_entrance))
            except OSError:
                self._servers[0].server_close()
                raise
        self.place = FrontPlace(front, product_url, self._servers[-1].server_port, self._servers[0].server_port, host)
        proxy.place = self.place
        for server in self._servers:
            server.start()

    def stop(self) -> None:
        self._stopping.set()
        for server in self._servers:
            server.stop()
        self._transport.close()


@dataclass(frozen=True)
class _Asked:
    """A request as it came."""

    line: str
    method: str
    target: str
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class _Answer:
    reply: Reply
    cut_after: int | None = None


_Answering = Callable[[_Asked], _Answer | None]
"""None where the front was stopped meanwhile: nobody is there to answer."""


class _Proxy:
    """What a front does with a request, whoever reads it."""

    place: FrontPlace

    def __init__(self, transport: HttpTransport, stopping: threading.Event) -> None:
        self._transport = transport
        self._stopping = stopping

    def answer_at_the_entrance(self, asked: _Asked) -> _Answer:
        return self._redirect(asked) or _said(404)

    def answer(self, asked: _Asked) -> _Answer | None:
        refusal = self._refuse_length(asked)
        if refusal is not None:
            return refusal
        if not self.place.two_ports and (redirect := self._redirect(asked)):
            return redirect
        path, mark, query = asked.target.partition("?")
        override = self.place.front.override(asked.method, path)
        if override is not None and override.delay and self._stopping.wait(override.delay):
            return None
        if override is not None and override.canned:
            return _canned(override)
        path_there = self.place.path_at_product(path)
        if path_there is None:
            return _said(404)
        rewritten = self.place.front.query.of(query)
        target = f"{path_there}{'?' if mark or rewritten else ''}{rewritten}"
        reply = self._ask_product(asked, target)
        return _altered(reply, override) if override else _Answer(reply)

    def _refuse_length(self, asked: _Asked) -> _Answer | None:
        rules = self.place.front.headers
        if rules.longest is None or rules.too_long is TooLong.DROPPED:
            return None
        if len(asked.line) > rules.longest:
            return _said(414)
        longest = max((_length(*each) for each in asked.headers), default=0)
        return _said(rules.too_long.value) if longest > rules.longest else None

    def _redirect(self, asked: _Asked) -> _Answer | None:
        redirects = self.place.front.redirects
        path, mark, query = asked.target.partition("?")
        location = self.place.redirected(path)
        if redirects is None or location is None:
            return None
        return _said(redirects.status, (("Location", location + mark + query),))

    def _ask_product(self, asked: _Asked, target: str) -> Reply:
        request = OutgoingRequest(
            asked.method, self.place.product_origin + target, self._passed_on(asked), asked.body, timeout=PATIENCE
        )
        try:
            reply = self._transport.send(request)
            repeats = self.place.front.repeats
            if repeats and repeats.takes(asked.method, asked.target.partition("?")[0]) and _is_signed(asked):
                reply = self._transport.send(request)
        except RemoteError:
            return _said(self.place.front.when_down).reply
        return reply

    def _passed_on(self, asked: _Asked) -> Headers:
        rules = self.place.front.headers
        dropped = _OF_THE_CONNECTION | {"host"} | {name.lower() for name in rules.drops}
        own = [("Host", self.place.host_at_product(header(asked.headers, "Host") or ""))]
        if told := urlsplit(self.place.told_origin).netloc:
            own += [("X-Forwarded-Proto", urlsplit(self.place.told_origin).scheme), ("X-Forwarded-Host", told)]
            dropped |= {"x-forwarded-proto", "x-forwarded-host"}
        authorization = header(asked.headers, "Authorization") or ""
        if rules.longest is not None and _length("Authorization", authorization) > rules.longest:
            dropped |= {"authorization"}
        return (*own, *((name, value) for name, value in asked.headers if name.lower() not in dropped))


def _length(name: str, value: str) -> int:
    return len(name) + len(": ") + len(value)


def _is_signed(asked: _Asked) -> bool:
    said = header(asked.headers, "Authorization") or ""
    return _SIGNED in said or _SIGNED in asked.target or _SIGNED.encode() in asked.body


def _said(status: int, headers: Headers = ()) -> _Answer:
    """In the front's own name."""
    return _Answer(Reply(status, (("Content-Type", HTML), *headers), error_page(status)))


def _canned(override: Override) -> _Answer:
    headers = (("Content-Type", override.type or HTML), *override.headers)
    if override.location:
        headers = (*headers, ("Location", override.location))
    return _Answer(Reply(override.status, headers, override.body or b""), override.cut_after)


def _altered(reply: Reply, override: Override) -> _Answer:
    """The product's own answer as the override has it."""
    headers = reply.headers
    if override.type:
        others = tuple((name, value) for name, value in headers if name.lower() != "content-type")
        headers = (*others, ("Content-Type", override.type))
    return _Answer(Reply(reply.status, (*headers, *override.headers), reply.body), override.cut_after)


class _Server(ThreadingHTTPServer):
    """One port of a front."""

    daemon_threads = True

    def __init__(self, interface: str, port: int, context: ssl.SSLContext | None, answer: _Answering) -> None:
        super().__init__((interface, port), _Passing)
        self.answer = answer
        self._context = context
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="applinks-front", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(timeout=5)

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self._context is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(HANDSHAKE)
        encrypted = self._context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with encrypted:
            try:
                encrypted.do_handshake()
            except OSError:
                _let_the_client_hang_up(encrypted)
                return
            super().finish_request(encrypted, client_address)


def _let_the_client_hang_up(connection: ssl.SSLSocket) -> None:
    """Closing at once could overtake the alert that tells the client why."""
    with contextlib.suppress(OSError):
        connection.shutdown(1)
        while connection.recv(4096):
            pass


class _Passing(BaseHTTPRequestHandler):
    """One request read, and its answer written; then the connection ends."""

    server: _Server
    timeout = PATIENCE

    def pass_on(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if not (length.isascii() and length.isdigit()):
            self._write(_said(400))
            return
        if "Transfer-Encoding" in self.headers:
            self._write(_said(411))
            return
        asked = _Asked(
            self.requestline, self.command, self.path, tuple(self.headers.items()), self.rfile.read(int(length))
        )
        answer = self.server.answer(asked)
        if answer is not None:
            self._write(answer)

    def _write(self, answer: _Answer) -> None:
        reply = answer.reply
        length = str(len(reply.body))
        if self.command == "HEAD" and not reply.body:
            # What the answer to a GET would have had.
            length = reply.header("Content-Length") or length
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            if name.lower() not in _OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body[: answer.cut_after])

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = pass_on  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """What happened is in the journal."""
