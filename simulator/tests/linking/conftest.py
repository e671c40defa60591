"""Remotes that answer whatever a test wants, and people who let Confluence act for them in Jira."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from applink_simulator.domain.messages import FORM
from applink_simulator.topology.running import RunningTopology

Answer = tuple[int, str, bytes]
"""Status, content type, body."""
Answering = Callable[[str, str], Answer]
"""From method and path."""


@pytest.fixture
def stranger() -> Iterator[Callable[[Answering], str]]:
    """Serves a function at a real port, and gives its base URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(answering: Answering) -> str:
        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                status, content_type, body = answering(self.command, self.path)
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_DELETE = do_PUT = answer  # noqa: N815 - the standard library's names

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
def allow() -> Callable[[RunningTopology, str], None]:
    """The dance: Confluence sends the person to Jira, who allows there and comes back."""

    def dance(running: RunningTopology, username: str) -> None:
        here, there = running.visitor(username, "confluence"), running.visitor(username, "jira")
        path = "/plugins/servlet/applinks/oauth/login-dance/authorize"
        here.visit("/")
        begun = here._send("GET", f"{here.url(path)}?applicationLinkID={there.place.application_id}")
        address = begun.header("Location") or ""
        there.visit("/")
        form = {"oauth_token": parse_qs(urlsplit(address).query)["oauth_token"][0], "approve": "Allow"}
        headers = (("Content-Type", FORM), ("X-Atlassian-Token", "no-check"))
        decided = there._send("POST", address.partition("?")[0], headers, urlencode(form).encode())
        assert "Access" in here.visit(decided.header("Location") or "").text

    return dance
