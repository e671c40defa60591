"""What happened: one request with its reply is an exchange, all of them in order are the journal."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import takewhile
from operator import itemgetter
from typing import TypeVar

from applink_simulator.domain.messages import Headers, OutgoingRequest, header

T = TypeVar("T")

EXPECTED = "expected here:        "
"""Begins the line of a refusal that tells which base string the signature should have been of."""
SIGNED = "signed by the caller: "

SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request at one product's door, who it turned out to be from, and what was answered."""

    number: int
    """Order of arrival over all products of a topology: microseconds since 1970 by this machine's clock."""
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
    """All exchanges of one product; bounded in number and size, so that a long run does not grow.

    Positions in it grow with each answer, beyond a restart too: they are microseconds since 1970, of which programs
    in any language can hold the whole number.
    """

    def __init__(self, most: int = 5_000, most_bytes: int = 16 * 1024 * 1024) -> None:
        self._exchanges: deque[tuple[int, Exchange]] = deque()
        self._most, self._most_bytes = most, most_bytes
        self._bytes = 0
        self._last = 0
        self._signed_texts: deque[tuple[int, tuple[str, str]]] = deque(maxlen=100)
        self._crashes: deque[tuple[int, str]] = deque(maxlen=100)
        self._lock = threading.Lock()

    def note_signed_text(self, request: OutgoingRequest) -> None:
        """Keep what was signed in a request that was refused, so that both base strings can be shown."""
        authorization = header(request.headers, "Authorization")
        if authorization is not None and request.signed_text:
            with self._lock:
                self._signed_texts.append((self._tick(), (authorization, request.signed_text)))

    @property
    def signed_texts(self) -> list[tuple[str, str]]:
        """By the header that carried the signature: the newest of what was signed here and refused elsewhere."""
        return self.after(0).signed_texts

    def note_crash(self, what: str) -> None:
        with self._lock:
            self._crashes.append((self._tick(), what))

    @property
    def crashes(self) -> list[str]:
        """What went wrong inside the product, as tracebacks; each fails the test that was running."""
        return self.after(0).crashes

    def next_number(self) -> int:
        """Of a request that arrives now; no two are the same, whatever the resolution of the clock."""
        with self._lock:
            return self._tick()

    def add(self, exchange: Exchange) -> None:
        with self._lock:
            self._exchanges.append((self._tick(), exchange))
            self._bytes += exchange.size
            while len(self._exchanges) > self._most or self._bytes > self._most_bytes:
                self._bytes -= self._exchanges.popleft()[1].size

    def clear(self) -> None:
        self.forget(self.next_number())

    def forget(self, position: int) -> None:
        """What was written down up to that position; it need not be one of this journal's own."""
        with self._lock:
            while self._exchanges and self._exchanges[0][0] <= position:
                self._bytes -= self._exchanges.popleft()[1].size
            for kept in (self._signed_texts, self._crashes):
                while kept and kept[0][0] <= position:
                    kept.popleft()

    def __iter__(self) -> Iterator[Exchange]:
        return iter(sorted(self.after(0).exchanges, key=lambda exchange: exchange.number))

    def __len__(self) -> int:
        return len(self._exchanges)

    def after(self, position: int) -> "News":
        """What was written down after that position and is still kept."""
        until = self.next_number()
        return news_of([self.between(position, until)], until)

    def between(self, after: int, until: int) -> "Entries":
        """What is still kept of that time; nothing is written down later with a position up to ``until``."""
        with self._lock:
            self._last = max(self._last, until)
            return Entries(
                _between(self._exchanges, after, until),
                _between(self._signed_texts, after, until),
                _between(self._crashes, after, until),
            )

    def _tick(self) -> int:
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last


@dataclass(frozen=True, slots=True)
class Entries:
    """Of one journal, each with its position."""

    exchanges: list[tuple[int, Exchange]]
    signed_texts: list[tuple[int, tuple[str, str]]]
    crashes: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class News:
    """What a journal has to tell whoever asked before."""

    exchanges: list[Exchange]
    """In order of the answers."""
    signed_texts: list[tuple[str, str]]
    crashes: list[str]
    position: int
    """Where the next question begins."""


def news_of(journals: "list[Entries]", position: int) -> News:
    """What several journals tell of the same time, as if it were one."""
    return News(
        _in_order([entries.exchanges for entries in journals]),
        _in_order([entries.signed_texts for entries in journals]),
        _in_order([entries.crashes for entries in journals]),
        position,
    )


def _between(kept: "deque[tuple[int, T]]", after: int, until: int) -> "list[tuple[int, T]]":
    found = [entry for entry in takewhile(lambda entry: entry[0] > after, reversed(kept)) if entry[0] <= until]
    found.reverse()
    return found


def _in_order(several: "list[list[tuple[int, T]]]") -> "list[T]":
    return [each for _, each in merge(*several, key=itemgetter(0))]
