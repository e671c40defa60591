"""Whose turn it is: one thread at a time leads, which waits for requests and answers them itself.

As long as nobody has to be waited for, one thread does everything and no other has to be woken. A thread that is
about to wait hands the lead over first, ends its own request whenever it can, and follows again.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from applink_simulator.domain import waiting
from applink_simulator.serving.connection import Connection

HELD_UP = 0.05
"""Seconds after which a thread that answers has to let another one lead, though it has not said that it waits."""


@dataclass(slots=True)
class Lane:
    """Requests that do not hold up those of the other lanes, however long they wait for something."""

    most: int
    """How many may wait at the same time; more of them queue until these are answered."""
    away: int = 0
    """Threads that answer one and do not lead."""
    queued: deque[Connection] = field(default_factory=deque)
    """With requests that nobody answers yet."""

    @property
    def is_full(self) -> bool:
        return self.away >= self.most


@dataclass(slots=True, eq=False)
class Turn:
    """One thread's."""

    lane: Lane
    """Of the request that it answers."""
    leads: bool = False
    answers: int = 0
    """How many requests it has begun and ended; an odd number means that it answers one."""


class Turns:
    """The threads of one server; all of them end when ``ends`` says so and they have ended what they had begun.

    ``step`` is what whoever leads does, again and again; ``afterwards`` what a thread does that has been away.
    """

    def __init__(self, lane: Lane, step: Callable[[Turn], None], afterwards: Callable[[Turn], None]) -> None:
        self.lock = threading.Lock()
        """For whatever more than one thread changes; never held while anybody is waited for."""
        self.ending = False
        self._lane = lane
        self._step = step
        self._afterwards = afterwards
        self._lead = threading.Lock()
        self._leading = Turn(lane)
        self._following = 0
        self._threads: list[threading.Thread] = []
        self._something_happens = threading.Event()

    def begin(self) -> None:
        with self.lock:
            self._one_more()
        threading.Thread(target=self._watch, name="applinks-watcher", daemon=True).start()

    def end(self, seconds: float) -> bool:
        """Whether all threads have ended within that time; whoever leads has to be woken before."""
        self._something_happens.set()
        until = time.monotonic() + seconds
        while (living := self._living()) and time.monotonic() < until:
            living[0].join(max(0.0, until - time.monotonic()))
        return not self._living()

    def begins(self, turn: Turn) -> None:
        """To answer a request."""
        turn.answers += 1
        if not self._something_happens.is_set():
            self._something_happens.set()

    def ends(self, turn: Turn) -> None:
        # From here on nobody takes the lead away: it listens next, and two that listen get in each other's way.
        with self.lock:
            turn.answers += 1

    def _hand_over(self, turn: Turn, answers: int | None = None) -> None:
        """``answers``: only if it is still the same request that it answers."""
        with self.lock:
            if not turn.leads or self.ending or answers not in (None, turn.answers):
                return
            turn.leads = False
            turn.lane.away += 1
            if not self._following:
                self._one_more()
        self._lead.release()

    def _one_more(self) -> None:
        thread = threading.Thread(target=self._live, name="applinks-server", daemon=True)
        self._threads.append(thread)
        self._following += 1
        thread.start()

    def _live(self) -> None:
        turn = Turn(self._lane)
        waiting.told.set(partial(self._hand_over, turn))
        while True:
            self._lead.acquire()
            with self.lock:
                self._following -= 1
                turn.leads, self._leading = True, turn
            while turn.leads and not self.ending:
                self._step(turn)
            if self.ending:
                break
            self._afterwards(turn)
            with self.lock:
                self._following += 1
        with self.lock:
            led, turn.leads = turn.leads, False
        if led:
            self._lead.release()

    def _watch(self) -> None:
        """Whoever answers for long has something to wait for, and has not told."""
        while not self.ending:
            self._something_happens.wait()
            self._something_happens.clear()
            turn = self._leading
            answers = turn.answers
            time.sleep(HELD_UP)
            if answers % 2 and turn.answers == answers and turn.leads:
                self._hand_over(turn, answers)

    def _living(self) -> list[threading.Thread]:
        return [each for each in self._threads if each.is_alive()]
