"""A product that knows nothing but how often it was asked."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from applink_load.plan import Person, Plan
from applink_simulator.authentication.keys import KeyPair


class Counting(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100
    asked = 0
    signatures: set[str]
    """All that came."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def plan(self, **wanted: object) -> Plan:
        """Two people read issues here, and nobody looks at what they are shown."""
        facts = {
            "profile": "impersonating",
            "jira": self.url,
            "confluence": "",
            "jira_id": "",
            "private_key": KeyPair.generate().private_pem(),
            "acting_as": "bob",
            "people": (Person("bob", "bob", ("DEMO-1",)), Person("alice", "alice", ("DEMO-1", "DEMO-2"))),
            "issues": ("DEMO-1", "DEMO-2"),
            "users": 4,
            "seconds": 1.0,
            "spawn_rate": 50.0,
            "checking": 0.0,
        }
        return Plan(**{**facts, **wanted})


class _Count(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    counted = threading.Lock()

    def do_GET(self) -> None:
        body = b'{"issues": []}'
        with self.counted:
            self.server.asked += 1
            self.server.signatures.add(self.headers["Authorization"])
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def product() -> Iterator[Counting]:
    with Counting(("127.0.0.1", 0), _Count) as server:
        server.signatures = set()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
