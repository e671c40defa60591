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


def rate(job: Job, seconds: float, clock: Callable[[], float] = time.thread_time, batch: int = 20) -> float:
    """Jobs done per second within that time; by default of CPU, which who else uses the machine does not change."""
    done = 0
    began = clock()
    while (now := clock()) - began < seconds:
        for _ in range(batch):
            job()
        done += batch
    return done / (now - began)


def in_turn(things: Iterable[T]) -> Iterator[T]:
    """Endlessly: measured with one and the same request again and again, every cache would hit."""
    return cycle(list(things))
