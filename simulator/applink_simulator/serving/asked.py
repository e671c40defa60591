"""From a client's bytes to requests, as WSGI has them; the grammar is llhttp's."""

from collections import deque
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

LONGEST_HEADER = 64 * 1024
"""Bytes of request line and headers together; a longer request is answered 431."""
KEPT_BODY = 11 * 1024 * 1024
"""Bytes of a body that are kept: a product refuses fewer by their number, and what comes beyond is counted only."""
LONGEST_BODY = 1024**3
"""Bytes after which nobody counts any more."""

_JOINED = {"HTTP_COOKIE": "; "}
_UNPREFIXED = {"HTTP_CONTENT_TYPE": "CONTENT_TYPE", "HTTP_CONTENT_LENGTH": "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """What the client sent is no request; it is told why, and the connection ends."""

    status: str
    reason: str


@dataclass(slots=True)
class Request:
    environ: dict[str, Any]
    is_head: bool
    version: str
    keeps: bool
    """Whether the client wants to send another one afterwards."""


class Reader:
    """Of one connection: takes bytes as they come, and has the requests that are complete."""

    def __init__(self, common: dict[str, Any]) -> None:
        self.requests: deque[Request] = deque()
        self._common = common
        self._parser = HttpRequestParser(self)
        self._begin()
        self.expects = False
        """The client waits to be told to go on with its body."""

    def feed(self, data: bytes | memoryview) -> None:
        """Refused once what has come is no HTTP, or too much of it; requests before that are kept."""
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            # Nobody here speaks anything else: the request is answered as it is, and nothing comes after it.
            if self._in_headers:
                self.on_headers_complete()
                self.on_message_complete()
            self.requests[-1].keeps = False
        except HttpParserError as problem:
            cause = problem.__context__
            raise cause if isinstance(cause, Refused) else Refused("400 Bad Request", str(problem)) from None
        if self._in_headers:
            # The parser tells of a header when it has all of it.
            self._unread_bytes += len(data)
            self._bound(self._unread_bytes)

    def _begin(self) -> None:
        self._target = b""
        self._environ: dict[str, Any] = dict(self._common)
        self._chunks: list[bytes] = []
        self._body_bytes = 0
        self._header_bytes = 0
        self._unread_bytes = 0
        self._in_headers = False

    def _bound(self, header_bytes: int) -> None:
        if header_bytes > LONGEST_HEADER:
            raise Refused("431 Request Header Fields Too Large", f"more than {LONGEST_HEADER} bytes of headers")

    # What follows is called by the parser.

    def on_message_begin(self) -> None:
        self._begin()
        self._in_headers = True

    def on_url(self, part: bytes) -> None:
        self._target += part
        self._header_bytes += len(part)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value) + len(": \r\n")
        if b"_" in name:
            # It would pass for another one, that is spelt with a hyphen.
            return
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        key = _UNPREFIXED.get(key, key)
        text = value.rstrip(b" \t").decode("latin-1")
        before = self._environ.get(key)
        self._environ[key] = text if before is None else before + _JOINED.get(key, ", ") + text

    def on_headers_complete(self) -> None:
        self._in_headers = False
        self._bound(self._header_bytes)
        if self._environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            self.expects = True

    def on_body(self, chunk: bytes) -> None:
        self._body_bytes += len(chunk)
        if self._body_bytes > LONGEST_BODY:
            raise Refused("413 Content Too Large", f"more than {LONGEST_BODY} bytes")
        if self._body_bytes <= KEPT_BODY:
            self._chunks.append(chunk)

    def on_message_complete(self) -> None:
        self.expects = False
        environ, parser = self._environ, self._parser
        target = self._target.decode("latin-1")
        path, _, query = target.partition("?")
        if not path.startswith("/"):
            # In full, as one asks a proxy.
            _, _, after = path.partition("://")
            path = "/" + after.partition("/")[2]
        elif path.startswith("//"):
            path = "/" + path.lstrip("/")
        method = parser.get_method().decode("latin-1")
        version = parser.get_http_version()
        environ["REQUEST_METHOD"] = method
        environ["REQUEST_URI"] = target
        environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1") if "%" in path else path
        environ["QUERY_STRING"] = query.partition("#")[0]
        environ["SERVER_PROTOCOL"] = f"HTTP/{version}"
        if environ.pop("HTTP_TRANSFER_ENCODING", None) is not None:
            environ["CONTENT_LENGTH"] = str(self._body_bytes)
        environ["wsgi.input"] = BytesIO(b"".join(self._chunks))
        self.requests.append(Request(environ, method == "HEAD", version, parser.should_keep_alive()))
