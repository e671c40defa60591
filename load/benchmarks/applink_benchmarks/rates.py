"""How often per second something can be done."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from typing import TypeVar

Job = Callable[[], object]
T = TypeVar("T")

CONSUMER_KEY = "confluence:0123456789"
URL = "https://jira.example.test/jira/rest/api/2/issue/DEMO-1?fields=summary%2Cstatus&xoauth_requestor_id=alice"
"""The request that is signed and verified. Authlib insists on https."""


BATCH = 20
"""Jobs between two looks at the clock, unless that would take long."""


def rate(job: Job, seconds: float, clock: Callable[[], float] = time.thread_time) -> float:
    """Jobs done per second within that time; by default of CPU, which who else uses the machine does not change."""
    began = clock()
    job()
    done, batch = 1, BATCH if (clock() - began) * BATCH < seconds else 1
    while (now := clock()) - began < seconds:
        for _ in range(batch):
            job()
        done += batch
    return done / (now - began)


def in_turn(things: Iterable[T]) -> Iterator[T]:
    """Endlessly: measured with one and the same request again and again, every cache would hit."""
    return cycle(list(things))
