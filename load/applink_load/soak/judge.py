"""What may be in a soak's result and what may not: from plain values alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from applink_load.soak.answers import Problem
from applink_load.soak.samples import Sample

GRACE = 3.0
"""Seconds after a fault is over in which it still explains what begins: servers start, and queues are worked off."""
SHORTEST = 240.0
"""Seconds of a run of which memory and handles can be judged: a quarter is a minute then."""


@dataclass(frozen=True)
class Window:
    """While these troubles stood."""

    began: float
    ended: float
    said: str
    products: frozenset[str]
    """All that the fault takes to explain something; none: it touches whoever there is."""

    def explains(self, problem: Problem) -> bool:
        meanwhile = problem.began <= self.ended + GRACE and problem.ended >= self.began
        return meanwhile and self.products <= problem.products


def unexplained(problems: Sequence[Problem], windows: Sequence[Window]) -> list[Problem]:
    return [each for each in problems if each.never or not any(window.explains(each) for window in windows)]


@dataclass(frozen=True)
class Bound:
    """By how much the median of a run's last quarter may lie above that of its second.

    The first quarter is for what is made once. Faults make single samples jump; a median of a quarter stays.
    """

    of: str
    """A field of a sample."""
    at_least: float
    """So much more is no leak."""
    part: float = 0.0
    """Nor is this part of what it was."""


BOUNDS = (
    # Of tens of thousands of requests between the quarters' middles: a leak of 200 bytes for each is found.
    Bound("kilobytes", 6_000, 0.05),
    # A leak of one in a thousand requests is found, or of one in each fault.
    Bound("handles", 12),
    Bound("sockets", 12),
    Bound("threads", 6),
)


@dataclass(frozen=True)
class Growth:
    of: str
    before: float
    """Median of the second quarter."""
    after: float
    """Median of the last one."""
    most: float
    """What the latter may be."""

    @property
    def is_a_leak(self) -> bool:
        return self.after > self.most


def growth(samples: Sequence[Sample], seconds: float) -> list[Growth]:
    """Empty when the run was too short, or too few samples were taken, to say anything."""
    second = [each for each in samples if seconds * 0.25 <= each.at < seconds * 0.5]
    last = [each for each in samples if seconds * 0.75 <= each.at <= seconds]
    if seconds < SHORTEST or min(len(second), len(last)) < 10:
        return []
    found = []
    for bound in BOUNDS:
        before, after = (median(getattr(each, bound.of) for each in quarter) for quarter in (second, last))
        found.append(Growth(bound.of, before, after, before + max(bound.at_least, before * bound.part)))
    return found
