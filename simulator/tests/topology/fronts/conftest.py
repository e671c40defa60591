"""Fronts of our own and fronts by nginx, in front of something that writes down whatever reaches it."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.fronts.front import Front, StandingFront
from applink_simulator.topology.fronts.nginx import NginxFront, nginx_program
from applink_simulator.topology.fronts.python_front import PythonFront
from applink_simulator.topology.running import RunningTopology
from applink_simulator.transport.http import HttpTransport

Stands = Callable[[Front, str, int], StandingFront]
BOTH = ["python", pytest.param("nginx", marks=pytest.mark.nginx)]


def require_nginx() -> None:
    if nginx_program() is not None:
        return
    reason = "needs nginx: install Debian's package nginx-light"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> Stands:
    """Each test with it runs with a front of our own, and with nginx."""
    if request.param == "python":
        return PythonFront
    require_nginx()
    return NginxFront


@dataclass
class Arrival:
    """What reached the product."""

    method: str
    target: str
    headers: dict[str, list[str]]
    """By names in lower case."""
    body: bytes

    def header(self, name: str) -> str | None:
        values = self.headers.get(name.lower())
        return values[0] if values else None


@dataclass
class Recorder:
    """Stands for a product: it writes down what it is asked, and gives an answer of its own."""

    arrivals: list[Arrival] = field(default_factory=list)
    answer: Reply = field(
        default_factory=lambda: Reply(200, (("Content-Type", "application/json"),), b'{"from": "product"}')
    )
    port: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/jira"

    @property
    def last(self) -> Arrival:
        return self.arrivals[-1]

    def switch_on(self) -> None:
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                headers: dict[str, list[str]] = {}
                for name, value in self.headers.items():
                    headers.setdefault(name.lower(), []).append(value)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                recorder.arrivals.append(Arrival(self.command, self.path, headers, body))
                reply = recorder.answer
                self.send_response_only(reply.status)
                for name, value in (*reply.headers, ("Content-Length", str(len(reply.body)))):
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply.body)

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

            def log_message(self, *arguments: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def switch_off(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture
def product() -> Iterator[Recorder]:
    recorder = Recorder()
    recorder.switch_on()
    yield recorder
    recorder.switch_off()


@dataclass
class Street:
    """The product, what stands in front of it, and a client that trusts what it has to."""

    product: Recorder
    standing: StandingFront
    transport: HttpTransport

    def ask(
        self, path: str = "/rest", method: str = "GET", body: bytes = b"", url: str = "", **headers: str
    ) -> Reply:
        """Below the address that links know, unless a URL is given."""
        said = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return self.transport.send(OutgoingRequest(method, (url or self.standing.place.url) + path, said, body))


@pytest.fixture
def street(kind: Stands, product: Recorder) -> Iterator[Callable[[Front], Street]]:
    yield from _streets(kind, product)


@pytest.fixture
def our_street(product: Recorder) -> Iterator[Callable[[Front], Street]]:
    """For what only the front of our own can do."""
    yield from _streets(PythonFront, product)


def _streets(kind: Stands, product: Recorder) -> Iterator[Callable[[Front], Street]]:
    streets: list[Street] = []

    def build(front: Front) -> Street:
        standing = kind(front, product.url, 0)
        streets.append(Street(product, standing, HttpTransport()))
        if standing.authority:
            streets[-1].transport.trust(standing.authority)
        return streets[-1]

    yield build
    for street in streets:
        street.transport.close()
        street.standing.stop()


@pytest.fixture
def running(pair: RunningTopology, kind: Stands) -> Iterator[RunningTopology]:
    """With fronts of our own, and with nginx."""
    site: Any = pair.site
    of_the_backend = site.put_in_front

    def put_in_front(name: str, front: Front, port: int) -> StandingFront:
        standing = kind(front, site.base_url(name), port)
        if standing.authority:
            for product in pair.products.values():
                transport: Any = product.transport
                transport.trust(standing.authority)
        return standing

    site.put_in_front = put_in_front
    yield pair
    pair.behave()
    site.put_in_front = of_the_backend
