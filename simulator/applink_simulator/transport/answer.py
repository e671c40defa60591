"""From a peer's bytes to one answer; the grammar is llhttp's."""

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from applink_simulator.domain.messages import Headers, Reply

MOST_HEADERS = 256 * 1024
"""Bytes of status line and headers together, or of a body's length where it comes in chunks."""
GO_ON = 100
"""Said before the answer; it says nothing to those who have sent all they had."""
_BODILESS = frozenset({204, 304})


class NoAnswer(Exception):
    """What has come is no HTTP, or ends too early."""


class Answer:
    """Takes bytes as they come, until it is whole."""

    def __init__(self, method: str) -> None:
        self.is_whole = False
        self.keeps = False
        """Whether the connection may carry another request."""
        self.body = bytearray()
        self._is_asked_for_headers = method == "HEAD"
        self._parser = HttpResponseParser(self)
        self._headers: list[tuple[str, str]] = []
        self._has_headers = False
        self._counted = 0

    def feed(self, data: bytes | memoryview) -> None:
        """NoAnswer once it cannot become one."""
        before = len(self.body)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self.is_whole = True
        except HttpParserError as problem:
            if not self.is_whole:
                raise NoAnswer(str(problem)) from None
            # More has come than was announced: none of it is anybody's.
            self.keeps = False
        if not self.is_whole and len(self.body) == before:
            self._counted += len(data)
            if self._counted > MOST_HEADERS:
                raise NoAnswer(f"more than {MOST_HEADERS} bytes of headers")

    def end(self) -> None:
        """The peer has closed the connection; NoAnswer unless that is how it says that all has been said."""
        if not self._has_headers:
            raise NoAnswer("it was closed without an answer")
        length = next((value for name, value in self._headers if name.lower() == "content-length"), None)
        if length is not None:
            raise NoAnswer(f"{int(length) - len(self.body)} bytes are missing")
        if any(name.lower() == "transfer-encoding" for name, _ in self._headers):
            raise NoAnswer("the last part is missing")
        self.is_whole, self.keeps = True, False

    @property
    def reply(self) -> Reply:
        headers: Headers = tuple(self._headers)
        return Reply(self._parser.get_status_code(), headers, bytes(self.body))

    # What follows is called by the parser.

    def on_message_begin(self) -> None:
        if self.is_whole:
            # An answer to nothing: the next request's would be taken for it.
            self.keeps = False

    def on_header(self, name: bytes, value: bytes) -> None:
        # What comes after a body in parts belongs to nobody.
        if not self._has_headers:
            self._headers.append((name.decode("latin-1"), value.rstrip(b" \t").decode("latin-1")))

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status == GO_ON:
            self._headers.clear()
            return
        self._has_headers = True
        if self._is_asked_for_headers or status in _BODILESS:
            self.is_whole, self.keeps = True, self._parser.should_keep_alive()

    def on_body(self, part: bytes) -> None:
        if self.is_whole:
            self.keeps = False
        else:
            self.body += part

    def on_message_complete(self) -> None:
        if self._has_headers and not self.is_whole:
            self.is_whole, self.keeps = True, self._parser.should_keep_alive()
