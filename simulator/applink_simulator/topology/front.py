"""What stands in front of a product: real sockets and certificates, and proxies that do it well or badly.

Products are told of their proxy as an administrator would tell them: they then take requests for ones to the
proxy's address. One that was not told rebuilds its own address, and finds every signature wrong.
"""

import contextlib
import ssl
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from applink_simulator.domain.errors import RemoteError
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.transport.http import HttpTransport

HOST = "127.0.0.1"
PATIENCE = 70.0
"""Seconds that a proxy waits for its product."""
HANDSHAKE = 10.0
"""Seconds that a client may take to agree on encryption, or to hang up after that has failed."""
_OF_THE_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


class Certificate(Enum):
    NONE = "none"
    """Whoever expects encryption is answered without."""
    GOOD = "good"
    UNTRUSTED = "untrusted"
    OF_ANOTHER_HOST = "of another host"
    EXPIRED = "expired"
    WITHOUT_CHAIN = "without chain"
    """The authority in between, which issued it, is not shown along with it."""


@dataclass(frozen=True)
class Front:
    """How one kind of front behaves."""

    certificate: Certificate = Certificate.GOOD
    scheme: str = "https"
    """Of the address that other products know."""
    demands_certificate: bool = False
    tells_product: bool = True
    """Whether the product knows at which address it is called."""
    keeps_host: bool = True
    """Whether the product is told the host name that the client asked for."""
    keeps_credentials: bool = True
    """Whether it passes on what says who is calling."""

    @property
    def dropped(self) -> frozenset[str]:
        """Headers that do not reach the product."""
        kept = {"host": self.keeps_host, "authorization": self.keeps_credentials}
        return frozenset(name for name, passes in kept.items() if not passes)


FRONTS: dict[str, Front] = {
    "a proxy with a good certificate": Front(),
    "a proxy with a certificate that nobody trusts": Front(Certificate.UNTRUSTED),
    "a proxy with the certificate of another host": Front(Certificate.OF_ANOTHER_HOST),
    "a proxy whose certificate has expired": Front(Certificate.EXPIRED),
    "a proxy that does not show who issued its certificate": Front(Certificate.WITHOUT_CHAIN),
    "a proxy that demands a certificate": Front(demands_certificate=True),
    "a proxy that ends encryption and does not say so": Front(tells_product=False),
    "a proxy that replaces host and port": Front(
        Certificate.NONE, scheme="http", tells_product=False, keeps_host=False
    ),
    "a proxy that drops credentials": Front(keeps_credentials=False),
    "a server that does not encrypt where it should": Front(Certificate.NONE),
}
"""By the words of a scenario: what stands in front of a product."""


class StandingFront:
    """A front at a port of its own, in threads of its own, until it is taken away."""

    def __init__(self, front: Front, product_url: str, port: int = 0) -> None:
        origin, path = _split(product_url)
        context, self.authority = _encryption(front)
        self._transport = HttpTransport()
        self._server = _Server(port, front, origin, context, self._transport)
        self.port = self._server.server_port
        self.origin = f"{front.scheme}://{HOST}:{self.port}"
        self.url = self.origin + path
        """Where other products call the product."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name="applinks-front", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
        self._transport.close()


def _split(url: str) -> tuple[str, str]:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", slash + path


def _encryption(front: Front) -> tuple[ssl.SSLContext | None, str]:
    """What the front encrypts with, and the authority that other products have to trust for it, as PEM."""
    if front.certificate is Certificate.NONE:
        return None, ""
    # Only here: making certificates is for those who want some.
    import trustme

    authority = trustme.CA()
    issuer = authority
    if front.certificate is Certificate.UNTRUSTED:
        issuer = trustme.CA()
    elif front.certificate is Certificate.WITHOUT_CHAIN:
        issuer = authority.create_child_ca()
    name = "elsewhere.invalid" if front.certificate is Certificate.OF_ANOTHER_HOST else HOST
    now = datetime.now(UTC)
    until = now - timedelta(days=1) if front.certificate is Certificate.EXPIRED else now + timedelta(days=1)
    issued = issuer.issue_cert(name, not_before=now - timedelta(days=30), not_after=until)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if front.certificate is Certificate.WITHOUT_CHAIN:
        alone = trustme.Blob(issued.private_key_pem.bytes() + issued.cert_chain_pems[0].bytes())
        with alone.tempfile() as file:
            context.load_cert_chain(file)
    else:
        issued.configure_cert(context)
    if front.demands_certificate:
        context.verify_mode = ssl.CERT_REQUIRED
        authority.configure_trust(context)
    return context, authority.cert_pem.bytes().decode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, port: int, front: Front, origin: str, context: ssl.SSLContext | None, transport: HttpTransport
    ) -> None:
        super().__init__((HOST, port), _Passing)
        self.front = front
        self.product_origin = origin
        self.transport = transport
        self._context = context

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
    """One request passed on to the product, and its reply passed back; then the connection ends."""

    server: _Server
    timeout = PATIENCE

    def pass_on(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if not (length.isascii() and length.isdigit()):
            self.send_error(400)
            return
        body = self.rfile.read(int(length))
        dropped = _OF_THE_CONNECTION | self.server.front.dropped
        headers = tuple((name, value) for name, value in self.headers.items() if name.lower() not in dropped)
        url = self.server.product_origin + self.path
        try:
            reply = self.server.transport.send(OutgoingRequest(self.command, url, headers, body, timeout=PATIENCE))
        except RemoteError:
            self.send_error(502)
            return
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            if name.lower() not in _OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = pass_on  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """What happened is in the journal."""
