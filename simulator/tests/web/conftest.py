"""Raw requests, remotes that answer whatever a test wants, and a link between two products."""

import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from applink_simulator.topology.running import RunningTopology

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def raw() -> Callable[..., HTTPResponse]:
    """Sends a request exactly as given; the path may be malformed."""

    def send(
        base: str, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> HTTPResponse:
        parts = urlsplit(base)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        connection.putrequest(method, parts.path + path, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        reply = connection.getresponse()
        reply.content = reply.read()  # type: ignore[attr-defined]
        connection.close()
        return reply

    return send


@pytest.fixture
def remote() -> Iterator[Callable[[Callable[[str], Answer]], str]]:
    """Serves a function from path to answer at a real port, and gives its base URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[str], Answer]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def linked(pair: RunningTopology) -> RunningTopology:
    """Confluence calls Jira with impersonation."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    assert confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True).fine
    return pair
