"""Real HTTP over real sockets, with connections kept open; the one way out to the network."""

import re
import select
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from functools import cached_property
from urllib.parse import urlsplit

from applink_simulator.domain.errors import AnswerTooLong, NeverConnected, RemoteError, TimedOut, UnexpectedAnswer
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.transport.answer import Answer, NoAnswer
from applink_simulator.transport.named import named

Origin = tuple[str, str, int]
Address = tuple[str, int]
"""Host and port."""

MOST_IDLE = 16
"""How many connections to one address are kept for the next request."""
_ROOM = 16 * 1024
_PORTS = {"http": 80, "https": 443}
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_is_token = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_is_value = re.compile(r"[^\r\n\0]*").fullmatch


class _Own(threading.local):
    """Each thread's room for what comes: made for each answer and cut to its length, it left holes in the memory."""

    def __init__(self) -> None:
        self.room = memoryview(bytearray(_ROOM))


_own = _Own()


class HttpTransport:
    """Keeps idle connections for the next request; never follows a redirect and never asks twice.

    A signed request must not be repeated: its nonce would be refused the second time. So a connection that
    the peer has closed meanwhile is noticed before anything is sent on it.
    """

    def __init__(self, idle: int = MOST_IDLE) -> None:
        self._most_idle = idle
        self._routes: dict[Address, Address] = {}
        self._idle: defaultdict[Origin, deque[socket.socket]] = defaultdict(deque)
        self._lock = threading.Lock()

    def send(self, request: OutgoingRequest) -> Reply:
        origin, target = _address(request.url)
        deadline = time.monotonic() + 2 * request.timeout
        try:
            words = _words(request, origin, target)
            connection = self._idle_one(origin) or self._new(origin, request)
        except (OSError, ValueError) as problem:
            raise named(problem, request) from problem
        try:
            connection.settimeout(request.timeout)
            connection.sendall(words)
            about_to_wait()
            answer = _answer(connection, request, deadline)
        except (NoAnswer, OSError) as problem:
            connection.close()
            raise named(problem, request) from problem
        except RemoteError:
            connection.close()
            raise
        if answer.keeps:
            self._keep(origin, connection)
        else:
            connection.close()
        return answer.reply

    def route(self, routes: Mapping[Address, Address]) -> None:
        """From now on whoever is at the one address is looked for at the other; all others where they are.

        What is sent does not change, so that whoever answers is asked by the name that was meant.
        """
        with self._lock:
            changed = {address for address, _ in self._routes.items() ^ routes.items()}
            self._routes = dict(routes)
            stale = [origin for origin in self._idle if origin[1:] in changed]
            for connection in (each for origin in stale for each in self._idle.pop(origin)):
                connection.close()

    def close(self) -> None:
        """Whatever is idle; whoever sends again connects again."""
        with self._lock:
            for connections in self._idle.values():
                for connection in connections:
                    connection.close()
            self._idle.clear()

    def _idle_one(self, origin: Origin) -> socket.socket | None:
        """None where there is none that the peer still holds open."""
        while True:
            with self._lock:
                idle = self._idle[origin]
                connection = idle.pop() if idle else None
            if connection is None or _is_open(connection):
                return connection
            connection.close()

    def _new(self, origin: Origin, request: OutgoingRequest) -> socket.socket:
        scheme, host, port = origin
        try:
            plain = socket.create_connection(self._routes.get((host, port), (host, port)), request.timeout)
        except TimeoutError as problem:
            raise NeverConnected(url=request.url.partition("?")[0], seconds=request.timeout) from problem
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if scheme != "https":
            return plain
        try:
            # The certificate has to be that of the name that is asked for, wherever the connection goes.
            return self._tls.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def trust(self, authority: str) -> None:
        """One more authority, as PEM, whose certificates are good; beside those that this machine trusts."""
        self._tls.load_verify_locations(cadata=authority)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Reads the trusted certificates, which takes a while: only where TLS is spoken."""
        return ssl.create_default_context()

    def _keep(self, origin: Origin, connection: socket.socket) -> None:
        with self._lock:
            idle = self._idle[origin]
            if len(idle) < self._most_idle:
                idle.append(connection)
                return
        connection.close()


def _address(url: str) -> tuple[Origin, str]:
    """Where to connect, and what to ask for there; UnexpectedAnswer for what is no http or https URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in _PORTS or not url.isascii() or not url.isprintable() or " " in url:
        raise UnexpectedAnswer(url=url.partition("?")[0], reason="this is no http or https URL")
    target = parts.path or "/"
    return (parts.scheme, host, port or _PORTS[parts.scheme]), f"{target}?{parts.query}" if parts.query else target


def _is_open(sock: socket.socket) -> bool:
    """Whether nothing has arrived on the idle connection: not even its end."""
    if not hasattr(select, "poll"):
        return not select.select([sock], [], [], 0)[0]
    # Unlike select it takes file numbers beyond 1024.
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return not waiting.poll(0)


def _words(request: OutgoingRequest, origin: Origin, target: str) -> bytes:
    """The request as it is sent; ValueError when it cannot be."""
    scheme, host, port = origin
    if not _is_token(request.method):
        raise ValueError(f"{request.method!r} is no method")
    lines = [f"{request.method} {target} HTTP/1.1"]
    # A proxy passes on the host that it was asked for.
    if not any(name.lower() == "host" for name, _ in request.headers):
        bracketed = f"[{host}]" if ":" in host else host
        lines.append(f"Host: {bracketed}" if port == _PORTS[scheme] else f"Host: {bracketed}:{port}")
    for name, value in request.headers:
        if not _is_token(name) or not _is_value(value):
            raise ValueError(f"{name!r} is no header that can be sent")
        lines.append(f"{name}: {value}")
    if request.body or request.method in _WITH_BODY:
        lines.append(f"Content-Length: {len(request.body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + request.body


def _answer(connection: socket.socket, request: OutgoingRequest, deadline: float) -> Answer:
    """Whole, and within its bounds of size and time."""
    answer = Answer(request.method)
    room = _own.room
    while not answer.is_whole:
        count = connection.recv_into(room)
        if not count:
            answer.end()
            break
        answer.feed(room[:count])
        if len(answer.body) > request.most_bytes:
            raise AnswerTooLong(url=request.url.partition("?")[0], most_bytes=request.most_bytes)
        if time.monotonic() > deadline:
            raise TimedOut(url=request.url.partition("?")[0], seconds=2 * request.timeout)
    return answer
