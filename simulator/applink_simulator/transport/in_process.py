"""Requests handed to a product's WSGI application without a socket: for property tests and many small steps."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from applink_simulator.domain.errors import AnswerTooLong, ConnectionBroken, ConnectionRefused
from applink_simulator.domain.messages import OutgoingRequest, Reply


class InProcessTransport:
    """Finds the application by scheme, host and port; nothing listens anywhere else."""

    def __init__(self, applications: Mapping[str, Any]) -> None:
        self._applications = applications

    def send(self, request: OutgoingRequest) -> Reply:
        parts = urlsplit(request.url)
        application = self._applications.get(f"{parts.scheme}://{parts.netloc}")
        if application is None:
            raise ConnectionRefused(url=request.url.partition("?")[0])
        status: list[str] = []
        headers: list[tuple[str, str]] = []

        def start(line: str, pairs: list[tuple[str, str]], _problem: object = None) -> None:
            status[:], headers[:] = [line], pairs

        answer = application(_environment(request), start)
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        if len(body) > request.most_bytes:
            raise AnswerTooLong(url=request.url, most_bytes=request.most_bytes)
        reply = Reply(int(status[0].split(" ", 1)[0]), tuple(headers), body)
        if request.method != "HEAD" and (missing := int(reply.header("Content-Length") or len(body)) - len(body)):
            raise ConnectionBroken(url=request.url.partition("?")[0], reason=f"{missing} bytes are missing")
        return reply


def _environment(request: OutgoingRequest) -> dict[str, Any]:
    parts = urlsplit(request.url)
    path = parts.path or "/"
    environment: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": f"{path}?{parts.query}" if parts.query else path,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers:
        key = name.upper().replace("-", "_")
        environment[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environment
