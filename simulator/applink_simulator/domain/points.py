"""Where a process can be killed: before each thing that it stores, asks or answers, numbered in their order."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

MOST_POINTS = 10_000
"""Kept; whoever watches for longer than that has forgotten to stop."""


class Doing(StrEnum):
    STORES = "stores"
    """Before it does."""
    CONFIRMS = "confirms"
    """All that belongs together is stored, and nothing of it counts yet."""
    ASKS = "asks"
    """Before the request leaves."""
    HEARS = "hears"
    """The remote has answered, and nothing has been made of it yet."""
    ANSWERS = "answers"
    """Everything is done; whoever asked knows nothing of it yet."""


@dataclass(frozen=True, slots=True)
class Point:
    number: int
    """From 1 on."""
    doing: Doing
    what: str
    """Such as ``ends.add``, or a request's method and path."""


class Points:
    """Those that a product has come to since they were asked for; at the fatal one it does not get any further."""

    def __init__(self, die: Callable[[Point], None], fatal: int | None = None) -> None:
        self._die = die
        self._fatal = fatal
        self._reached: list[Point] = []
        self._number = 0
        self._lock = threading.Lock()

    def reach(self, doing: Doing, what: str) -> None:
        with self._lock:
            self._number += 1
            point = Point(self._number, doing, what)
            if len(self._reached) < MOST_POINTS:
                self._reached.append(point)
            if point.number == self._fatal:
                self._die(point)

    @property
    def reached(self) -> list[Point]:
        with self._lock:
            return list(self._reached)
