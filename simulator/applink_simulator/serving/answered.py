"""From what a WSGI application answers to the bytes that a client gets."""

import time

from applink_simulator.serving.asked import Refused, Request
from applink_simulator.web.door import Application

_WITHOUT_BODY = frozenset({"204", "304"})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_date: tuple[int, str] = (0, "")


class Answer:
    """The reply to one request, whole: what products answer is small."""

    def __init__(self, application: Application, request: Request) -> None:
        self._status = ""
        self._headers: list[tuple[str, str]] = []
        chunks = application(request.environ, self._start)
        try:
            body = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        self.keeps = request.keeps
        """Whether another request may follow on this connection."""
        self.bytes = self._put_together(body, request)

    def _start(self, status: str, headers: list[tuple[str, str]], _problem: object = None) -> None:
        self._status, self._headers = status, headers

    def _put_together(self, body: bytes, request: Request) -> bytes:
        length, dated, closes = None, False, False
        lines = [f"HTTP/1.1 {self._status}"]
        for name, value in self._headers:
            if "\n" in value or "\r" in value:
                raise ValueError(f"The header {name} has more than one line.")
            lines.append(f"{name}: {value}")
            lower = name.lower()
            if lower == "content-length":
                length = value
            elif lower == "date":
                dated = True
            elif lower == "connection":
                closes = value.lower() == "close"
        if closes:
            self.keeps = False
        if self._status[:3] in _WITHOUT_BODY:
            body = b""
        elif length is None:
            if not request.is_head:
                lines.append(f"Content-Length: {len(body)}")
        elif not request.is_head and int(length) != len(body):
            # A product that breaks off: the client has to see that nothing more comes.
            body, self.keeps = body[: int(length)], self.keeps and int(length) <= len(body)
        if request.is_head:
            body = b""
        if not dated:
            lines.append(f"Date: {_now()}")
        if not self.keeps and not closes:
            lines.append("Connection: close")
        elif self.keeps and request.version == "1.0":
            lines.append("Connection: Keep-Alive")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def refusal(refused: Refused) -> bytes:
    """In plain words."""
    body = f"{refused.status.partition(' ')[2]}: {refused.reason}\n".encode("latin-1", "replace")
    headers = f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\nDate: {_now()}\r\nConnection: close"
    return f"HTTP/1.1 {refused.status}\r\n{headers}\r\n\r\n".encode("latin-1") + body


def _now() -> str:
    """As HTTP writes it; made once for each second."""
    global _date
    second = int(time.time())
    if _date[0] != second:
        at = time.gmtime(second)
        day = f"{_DAYS[at.tm_wday]}, {at.tm_mday:02} {_MONTHS[at.tm_mon - 1]} {at.tm_year}"
        _date = (second, f"{day} {at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02} GMT")
    return _date[1]


FALLEN_OVER = refusal(Refused("500 Internal Server Error", "the product's log says why"))
