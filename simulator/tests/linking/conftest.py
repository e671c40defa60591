"""Remotes that answer whatever a test wants, and people who let Confluence act for them in Jira."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from applink_simulator.domain.tokens import TokenState
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
        person = running.visitor(username, "confluence")
        person.asks_access(running.place("jira"))
        assert person.press("Allow").status == 200
        assert [token.state for token in running.products["jira"].state.tokens] == [TokenState.ACCESS]

    return dance
