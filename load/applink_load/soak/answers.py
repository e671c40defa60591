"""What people were answered, as the judge takes it: all of it counted, and what was not right kept."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.linking.product import Transport

MOST_KEPT = 20_000
"""Far more than faults can explain in the longest run: whoever reaches it has found enough."""


@dataclass(frozen=True)
class Problem:
    """Something that was not as it should be while nothing is wrong; whether a fault explains it is seen later."""

    began: float
    """Seconds since the run began, as all times here."""
    ended: float
    what: str
    products: frozenset[str]
    """All that had a part in it."""
    said: str
    never: bool = False
    """No fault may lead to this, such as that somebody sees what they may not."""


class NotRight(Exception):
    """What somebody found is not what they should find; ``never`` as of a problem."""

    def __init__(self, said: str, *, never: bool = False) -> None:
        super().__init__(said)
        self.never = never


@dataclass
class Answers:
    """Written by many threads."""

    began: float = field(default_factory=time.monotonic)
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    """0: no answer at all."""
    done: Counter[str] = field(default_factory=Counter)
    """By what people do: how often all of it was right."""
    problems: list[Problem] = field(default_factory=list)
    lost: int = 0
    """Problems beyond those that are kept."""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self) -> float:
        return time.monotonic() - self.began

    def count(self, status: int) -> None:
        with self._lock:
            self.requests += 1
            self.statuses[status] += 1

    def keep(self, problem: Problem) -> None:
        with self._lock:
            if len(self.problems) < MOST_KEPT:
                self.problems.append(problem)
            else:
                self.lost += 1

    @contextmanager
    def doing(self, what: str, products: frozenset[str]) -> Iterator[None]:
        """Whatever goes wrong within is a problem with these products; it does not get out."""
        began = self.now()
        try:
            yield
        except NotRight as wrong:
            self.keep(Problem(began, self.now(), what, products, str(wrong), wrong.never))
        except (ApplinkError, ValueError, LookupError) as wrong:
            # Pages that are no JSON, lack their button, or were refused: a fault explains it, or nothing does.
            self.keep(Problem(began, self.now(), what, products, f"{type(wrong).__name__}: {wrong}"))
        else:
            with self._lock:
                self.done[what] += 1


@dataclass(frozen=True)
class WatchedTransport:
    """Every reply is counted, and one of the 500s is a problem whatever its reader makes of it."""

    inner: Transport = field(repr=False)
    answers: Answers = field(repr=False)
    products: frozenset[str]
    """What the one who asks has to do with."""

    def send(self, request: OutgoingRequest) -> Reply:
        began = self.answers.now()
        what = f"{request.method} {request.url.partition('?')[0]}"
        try:
            reply = self.inner.send(request)
        except ApplinkError as problem:
            self.answers.count(0)
            said = f"{type(problem).__name__}: {problem}"
            self.answers.keep(Problem(began, self.answers.now(), what, self.products, said))
            raise
        self.answers.count(reply.status)
        if reply.status >= 500:
            said = f"answered {reply.status}: {reply.text[:200]}"
            self.answers.keep(Problem(began, self.answers.now(), what, self.products, said))
        return reply
