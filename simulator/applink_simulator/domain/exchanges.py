"""What happened: one request with its reply is an exchange, all of them in order are the journal."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from applink_simulator.domain.messages import Headers, OutgoingRequest, header

EXPECTED = "expected here:        "
"""Begins the line of a refusal that tells which base string the signature should have been of."""
SIGNED = "signed by the caller: "

SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request at one product's door, who it turned out to be from, and what was answered."""

    number: int
    """Order of arrival over all products of a topology: nanoseconds since 1970 by this machine's clock."""
    at: float
    """Seconds since 1970 by the product's clock."""
    product: str
    """Name of the serving product."""
    sender: str
    """Who asked: a product, a person, or empty when they did not say."""
    method: str
    url: str
    query: str
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)
    status: int
    reply_headers: Headers = field(repr=False)
    reply_body: bytes = field(repr=False)
    caller: str | None
    """Username whose rights decided; None is anonymous."""
    way: str
    """How the caller was known: an authentication type, ``session``, or ``anonymous``."""
    consumer: str | None = None
    """Application id or key of the consumer that signed."""
    refusal: str = ""
    """Why it was refused; for a signature both base strings."""
    seconds: float = 0.0

    @property
    def size(self) -> int:
        """Roughly, in bytes of memory."""
        return 3_000 + len(self.body) + len(self.reply_body)

    @property
    def path(self) -> str:
        return self.url.split("://", 1)[-1].partition("/")[2]


class Journal:
    """All exchanges of a topology in order; bounded in number and size, so that a long run does not grow."""

    def __init__(self, most: int = 5_000, most_bytes: int = 16 * 1024 * 1024) -> None:
        self._exchanges: deque[Exchange] = deque()
        self._most, self._most_bytes = most, most_bytes
        self._bytes = 0
        self._last = 0
        self._added = 0
        self._signed_texts: deque[tuple[str, str]] = deque(maxlen=100)
        self.crashes: deque[str] = deque(maxlen=100)
        """What went wrong inside a product, as tracebacks; each fails the test that was running."""
        self._lock = threading.Lock()

    def note_signed_text(self, request: OutgoingRequest) -> None:
        """Keep what was signed in a request that was refused, so that both base strings can be shown."""
        authorization = header(request.headers, "Authorization")
        if authorization is not None and request.signed_text:
            self._signed_texts.append((authorization, request.signed_text))

    @property
    def signed_texts(self) -> list[tuple[str, str]]:
        """By the header that carried the signature: the newest of what was signed here and refused elsewhere."""
        return list(self._signed_texts)

    def note_crash(self, what: str) -> None:
        self.crashes.append(what)

    def next_number(self) -> int:
        """Of a request that arrives now; no two are the same, whatever the resolution of the clock."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns())
            return self._last

    def add(self, exchange: Exchange) -> None:
        with self._lock:
            self._exchanges.append(exchange)
            self._added += 1
            self._bytes += exchange.size
            while len(self._exchanges) > self._most or self._bytes > self._most_bytes:
                self._bytes -= self._exchanges.popleft().size

    def clear(self) -> None:
        with self._lock:
            self._exchanges.clear()
            self._signed_texts.clear()
            self._bytes = 0

    def __iter__(self) -> Iterator[Exchange]:
        with self._lock:
            return iter(sorted(self._exchanges, key=lambda exchange: exchange.number))

    def __len__(self) -> int:
        return len(self._exchanges)

    @property
    def last_number(self) -> int:
        """Number of the newest exchange; 0 when there is none."""
        return max((exchange.number for exchange in self), default=0)

    def at(self, product: str) -> list[Exchange]:
        return [exchange for exchange in self if exchange.product == product]

    def after(self, position: int) -> tuple[list[Exchange], int]:
        """What was answered after that position and is still kept, in order of the answers; the new position."""
        with self._lock:
            kept = list(self._exchanges)
            new = self._added - position if position <= self._added else len(kept)
            return kept[max(0, len(kept) - new) :], self._added

    def since(self, number: int) -> list[Exchange]:
        """The exchanges after that number."""
        return [exchange for exchange in self if exchange.number > number]
