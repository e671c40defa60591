"""Real HTTP over real sockets, with connections kept open; the one way out to the network.

On the standard library's client: measured, a general-purpose one costs a proxied request a third of its time.
"""

import errno
import re
import select
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from applink_simulator.domain.errors import (
    AnswerTooLong,
    CertificateForAnotherHost,
    CertificateTrouble,
    CertificateUntrusted,
    ConnectionBroken,
    ConnectionRefused,
    HandshakeFailed,
    NeverConnected,
    NotEncrypted,
    RemoteError,
    RemoteUnreachable,
    TimedOut,
    UnexpectedAnswer,
    UnknownHost,
)
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.waiting import about_to_wait

Origin = tuple[str, str, int]
Address = tuple[str, int]
"""Host and port."""

_CHUNK = 64 * 1024
_PORTS = {"http": 80, "https": 443}


class HttpTransport:
    """Keeps idle connections for the next request; never follows a redirect and never asks twice.

    A signed request must not be repeated: its nonce would be refused the second time. So a connection that
    the peer has closed meanwhile is noticed before anything is sent on it.
    """

    def __init__(self, idle: int = 16) -> None:
        self._most_idle = idle
        self._routes: dict[Address, Address] = {}
        self._idle: defaultdict[Origin, deque[HTTPConnection]] = defaultdict(deque)
        self._lock = threading.Lock()

    def send(self, request: OutgoingRequest) -> Reply:
        origin, target = _address(request.url)
        deadline = time.monotonic() + 2 * request.timeout
        connection = self._connection(origin, request.timeout)
        try:
            _write(connection, request, target)
            about_to_wait()
            answer = connection.getresponse()
            body = _read(answer, request, deadline)
        except (HTTPException, OSError, ValueError) as problem:
            if isinstance(problem, TimeoutError) and connection.sock is None:
                raise NeverConnected(url=request.url.partition("?")[0], seconds=request.timeout) from problem
            connection.close()
            raise _named(problem, request) from problem
        except RemoteError:
            connection.close()
            raise
        if answer.will_close:
            connection.close()
        else:
            self._keep(origin, connection)
        return Reply(answer.status, tuple(answer.getheaders()), body)

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

    def _connection(self, origin: Origin, timeout: float) -> HTTPConnection:
        while True:
            with self._lock:
                idle = self._idle[origin]
                connection = idle.pop() if idle else None
            if connection is None:
                return self._new(origin, timeout)
            if _is_open(connection.sock):
                connection.sock.settimeout(timeout)
                return connection
            connection.close()

    def _new(self, origin: Origin, timeout: float) -> HTTPConnection:
        scheme, host, port = origin
        goes_to = self._routes.get((host, port))
        if scheme == "https":
            return _EncryptedConnection(host, port, timeout, self._tls, goes_to)
        return _Connection(host, port, timeout, goes_to)

    def trust(self, authority: str) -> None:
        """One more authority, as PEM, whose certificates are good; beside those that this machine trusts."""
        self._tls.load_verify_locations(cadata=authority)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Reads the trusted certificates, which takes a while: only where TLS is spoken."""
        return ssl.create_default_context()

    def _keep(self, origin: Origin, connection: HTTPConnection) -> None:
        with self._lock:
            idle = self._idle[origin]
            if len(idle) < self._most_idle:
                idle.append(connection)
                return
        connection.close()


class _Connection(HTTPConnection):
    """May go to another address than the one that is asked for."""

    def __init__(self, host: str, port: int, timeout: float, goes_to: Address | None) -> None:
        super().__init__(host, port, timeout=timeout)
        self._goes_to = goes_to

    def connect(self) -> None:
        if self._goes_to is None:
            super().connect()
        else:
            self.sock = _connected(self._goes_to, self.timeout)


class _EncryptedConnection(HTTPSConnection):
    """Likewise; the certificate has to be that of the name that is asked for."""

    def __init__(
        self, host: str, port: int, timeout: float, context: ssl.SSLContext, goes_to: Address | None
    ) -> None:
        super().__init__(host, port, timeout=timeout, context=context)
        self._encryption = context
        self._goes_to = goes_to

    def connect(self) -> None:
        if self._goes_to is None:
            super().connect()
        else:
            plain = _connected(self._goes_to, self.timeout)
            self.sock = self._encryption.wrap_socket(plain, server_hostname=self.host)


def _connected(address: Address, timeout: float | None) -> socket.socket:
    connected = socket.create_connection(address, timeout)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


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


def _write(connection: HTTPConnection, request: OutgoingRequest, target: str) -> None:
    # A proxy passes on the host that it was asked for.
    with_host = any(name.lower() == "host" for name, _ in request.headers)
    connection.putrequest(request.method, target, skip_host=with_host, skip_accept_encoding=True)
    for name, value in request.headers:
        connection.putheader(name, value)
    if request.body or request.method in {"POST", "PUT", "PATCH"}:
        connection.putheader("Content-Length", str(len(request.body)))
    connection.endheaders(request.body or None)


def _read(answer: HTTPResponse, request: OutgoingRequest, deadline: float) -> bytes:
    """The body within its bounds of size and time."""
    body = bytearray()
    while chunk := answer.read1(_CHUNK):
        body += chunk
        if len(body) > request.most_bytes:
            raise AnswerTooLong(url=request.url.partition("?")[0], most_bytes=request.most_bytes)
        if time.monotonic() > deadline:
            raise TimedOut(url=request.url.partition("?")[0], seconds=2 * request.timeout)
    if answer.length:
        raise ConnectionBroken(url=request.url.partition("?")[0], reason=f"{answer.length} bytes are missing")
    answer.close()
    return bytes(body)


def _named(problem: Exception, request: OutgoingRequest) -> RemoteError:
    """Which of our errors it is; the caller decides by class, never by text."""
    url = request.url.partition("?")[0]
    match problem:
        case socket.gaierror():
            return UnknownHost(url=url)
        # The latter where the last of a host's addresses is of a family that this machine lacks.
        case ConnectionRefusedError() | OSError(errno=errno.EADDRNOTAVAIL):
            return ConnectionRefused(url=url)
        case TimeoutError():
            return TimedOut(url=url, seconds=request.timeout)
        case ssl.SSLError():
            return _named_tls(problem, url)
        case ValueError():
            return UnexpectedAnswer(url=url, reason=f"the request cannot be sent: {problem}")
        case HTTPException() | ConnectionError():
            return ConnectionBroken(url=url, reason=str(problem) or type(problem).__name__)
        case _:
            return RemoteUnreachable(url=url, reason=str(problem))


_OF_ANOTHER_HOST = frozenset({62, 64})
"""What OpenSSL calls X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
_OF_THE_HANDSHAKE = ("HANDSHAKE", "PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "UNRECOGNIZED_NAME", "LEGACY_SIGALG")
_PLACE_IN_PYTHON = re.compile(r"^\[SSL[^\]]*\] | \(_ssl\.c:\d+\)$")
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"})


def _named_tls(problem: ssl.SSLError, url: str) -> RemoteError:
    """By OpenSSL's codes; where it has none, whether it speaks of a certificate (applinks.md 4.3)."""
    reason = problem.reason or ""
    if isinstance(problem, ssl.SSLCertVerificationError):
        said = problem.verify_message or "it cannot be verified"
        if problem.verify_code in _OF_ANOTHER_HOST:
            return CertificateForAnotherHost(url=url, reason=said)
        return CertificateUntrusted(url=url, reason=said)
    said = reason.replace("_", " ").lower() or _PLACE_IN_PYTHON.sub("", str(problem))
    if reason in _NO_TLS:
        return NotEncrypted(url=url)
    if "certificate" in str(problem).lower() or "CERTIFICATE" in reason:
        return CertificateTrouble(url=url, reason=said)
    # A Python may lack the names of what its OpenSSL says, and has its words alone.
    if any(words in (reason or str(problem).upper().replace(" ", "_")) for words in _OF_THE_HANDSHAKE):
        return HandshakeFailed(url=url, reason=said)
    return ConnectionBroken(url=url, reason=said)
