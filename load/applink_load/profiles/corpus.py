"""Requests that were signed before the run: what is replayed costs the generator next to nothing."""

import time
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from applink_load.plan import Person
from applink_simulator.domain.messages import Headers

OLDEST = 240.0
"""Seconds after which a request is not sent any more: products take five minutes, on clocks of their own."""


@dataclass(frozen=True, slots=True)
class Prepared:
    name: str
    """Of the request."""
    person: Person
    key: str
    """Of the issue that is asked for; empty for other requests."""
    url: str
    headers: Headers
    made: float = field(default_factory=time.time)


class Corpus:
    """Each is taken once, unless it is for a server that takes everything twice."""

    def __init__(self, prepared: Iterable[Prepared], *, again: bool = False) -> None:
        self._by_name: defaultdict[str, deque[Prepared]] = defaultdict(deque)
        self._again = again
        for each in prepared:
            self._by_name[each.name].append(each)

    def take(self, name: str) -> Prepared | None:
        """The oldest that is young enough; None when they are used up."""
        there = self._by_name[name]
        while there:
            found = there.popleft()
            if self._again:
                there.append(found)
            if time.time() - found.made < OLDEST:
                return found
        return None
