"""A server of the tests' own at the other end of a link: it answers what it is told and notes what it was asked."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .oracle import Consumer
from .wire import Pairs

CONSUMER_INFO = "/plugins/servlet/oauth/consumer-info"


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    headers: Pairs
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass(frozen=True)
class Told:
    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"
    headers: Pairs = ()
    endless: bool = False
    """Goes on sending the body until the other side hangs up."""


@dataclass
class Stranger:
    url: str
    answer: Callable[[Asked], Told]
    asked: list[Asked] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    stranger: Stranger

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, tuple(self.headers.items()), body)
        self.stranger.asked.append(asked)
        told = self.stranger.answer(asked)
        self.send_response(told.status)
        self.send_header("Content-Type", told.content_type)
        for name, value in told.headers:
            self.send_header(name, value)
        if not told.endless:
            self.send_header("Content-Length", str(len(told.body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(told.body)
            # Bounded all the same: a gigabyte says enough.
            for _ in range(1024 * told.endless):
                self.wfile.write(b" " * 1024 * 1024)

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Every verb is answered: the server looks for ``do_`` and the verb."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *args: object) -> None:
        pass


def nothing(asked: Asked) -> Told:
    return Told(404)


@contextlib.contextmanager
def stranger(answer: Callable[[Asked], Told] = nothing, tls: ssl.SSLContext | None = None) -> Iterator[Stranger]:
    found = Stranger("", answer)
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stranger": found})) as server:
        found.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def consumer_info(consumer: Consumer, **more: str) -> bytes:
    values = {"key": consumer.key, "name": "Tool", "publicKey": consumer.public_key, "description": ""} | more
    content = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<consumer>{content}</consumer>'.encode()


def always(told: Told) -> Callable[[Asked], Told]:
    def answer(asked: Asked) -> Told:
        return told

    return answer


def tells(consumer: Consumer) -> Callable[[Asked], Told]:
    """An end that offers this consumer, as products do."""
    return always(Told(200, consumer_info(consumer), "application/xml;charset=UTF-8"))
