"""Servers of small applications, on loopback."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.serving.listening import listening_at
from applink_simulator.serving.server import Server

HOST = "127.0.0.1"
PATIENCE = 10.0
TOLD = ("REQUEST_METHOD", "REQUEST_URI", "PATH_INFO", "QUERY_STRING", "HTTP_X_ONE", "HTTP_COOKIE", "CONTENT_LENGTH")


class Site:
    """An application that says what it was asked, and knows some paths at which it does something else."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        """Ends the waiting of those who asked for ``/wait`` or ``/wait-silently``."""
        self.waiting = threading.Semaphore(0)
        """One for each who waits."""
        self.asked: list[str] = []
        listening = listening_at(HOST, 0, "a test")
        self.address: tuple[str, int] = listening.getsockname()
        self.server = Server(self._answer, listening)

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path.endswith("/wait"):
            about_to_wait()
        if path.endswith(("/wait", "/wait-silently")):
            self.waiting.release()
            self.go_on.wait(PATIENCE)
        if path == "/falls-over":
            raise RuntimeError("on purpose")
        if path == "/two-lines":
            start("200 OK", [("X-Two", "one\r\nX-Smuggled: yes")])
            return [b""]
        body = b"x" * int(environ["QUERY_STRING"]) if path == "/many" else _said(environ)
        lengths = {"/breaks-off": len(body) + 10, "/goes-on": len(body) - 2}
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(lengths.get(path, len(body))))]
        status = "204 No Content" if path == "/nothing" else "200 OK"
        start(status, headers[:1] if path in {"/untold", "/nothing"} else headers)
        return [body]

    @contextmanager
    def client(self) -> Iterator[socket.socket]:
        with closing(socket.create_connection(self.address, PATIENCE)) as client:
            yield client

    def say(self, request: bytes) -> bytes:
        """Everything that comes until the server closes the connection."""
        with self.client() as client:
            client.sendall(request)
            return until_closed(client)


def _said(environ: dict[str, Any]) -> bytes:
    names = (
        "REQUEST_METHOD",
        "REQUEST_URI",
        "PATH_INFO",
        "QUERY_STRING",
        "HTTP_X_ONE",
        "HTTP_COOKIE",
        "CONTENT_LENGTH",
    )
    told = " ".join(f"{name}={environ[name]}" for name in names if name in environ)
    return told.encode("latin-1") + b" body=" + environ["wsgi.input"].read()


def until_closed(client: socket.socket) -> bytes:
    said = b""
    while True:
        try:
            part = client.recv(65536)
        except ConnectionResetError:
            return said
        if not part:
            return said
        said += part


def until(client: socket.socket, end: bytes) -> bytes:
    said = b""
    while end not in said:
        part = client.recv(65536)
        if not part:
            return said
        said += part
    return said


def get(path: str, *headers: str, version: str = "1.1", method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/{version}", "Host: test", *headers, "", ""]).encode("latin-1")


LAST = "Connection: close"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.go_on.set()
    made.server.stop()
