"""All requests of one name: how many, how long, what failed, and when."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from applink_load.measured.histogram import Histogram

MOST_SLICES = 600
"""Of a run's time: ten minutes by the second, and a day by four minutes, take the same memory."""


@dataclass(slots=True)
class Slice:
    """What was answered within one stretch of the run's time."""

    answers: Histogram = field(default_factory=Histogram)
    failures: int = 0

    def take(self, other: "Slice") -> None:
        self.answers.take(other.answers)
        self.failures += other.failures


@dataclass(slots=True)
class Series:
    """Merging is exact: a series that took another says what one of all their samples says."""

    name: str
    answers: Histogram = field(default_factory=Histogram)
    """Failed requests took their time too, and are among them."""
    reasons: Counter[str] = field(default_factory=Counter)
    """How often requests failed for each; whoever fills it keeps ids and times out of the texts."""
    slices: dict[int, Slice] = field(default_factory=dict)
    """By when they begin, divided by ``width``."""
    width: int = 1
    """Seconds of a slice: the smallest power of two with which there are not too many."""

    def add(self, seconds: float, *, at: float, failure: str = "") -> None:
        """One request that was over ``at`` so many seconds after the run began."""
        self.answers.add(seconds)
        if failure:
            self.reasons[failure] += 1
        at = max(0.0, at)
        while at >= self.width * MOST_SLICES:
            self._widen(self.width * 2)
        here = self.slices.setdefault(int(at) // self.width, Slice())
        here.answers.add(seconds)
        here.failures += bool(failure)

    @property
    def count(self) -> int:
        return self.answers.count

    @property
    def failures(self) -> int:
        return self.reasons.total()

    @property
    def errors(self) -> float:
        """The part of requests that failed."""
        return self.failures / self.count if self.count else 0.0

    @property
    def mean(self) -> float:
        return self.answers.mean

    @property
    def max(self) -> float:
        return self.answers.max

    def percentile(self, part: float) -> float:
        return self.answers.percentile(part)

    def rate(self, seconds: float) -> float:
        """Requests a second, in a run of so many."""
        return self.count / seconds if seconds > 0 else 0.0

    def between(self, begin: int, end: int) -> "Series":
        """What was answered from the one second of the run to the other; both have to be where slices end.

        How often it failed is known there, why is not.
        """
        found = Series(self.name, width=self.width)
        found.slices = {place: part for place, part in self.slices.items() if begin <= place * self.width < end}
        for part in found.slices.values():
            found.answers.take(part.answers)
            found.reasons["not told by the second"] += part.failures
        found.reasons = +found.reasons
        return found

    def later(self, seconds: int) -> "Series":
        """The same so many seconds after; they have to be where slices end."""
        moved = Series(self.name, self.answers, self.reasons, width=self.width)
        moved.slices = {place + seconds // self.width: part for place, part in self.slices.items()}
        while moved.slices and max(moved.slices) >= MOST_SLICES:
            moved._widen(moved.width * 2)
        return moved

    def take(self, other: "Series") -> None:
        """All requests of the other, too; it costs as much as there are of those."""
        self.answers.take(other.answers)
        self.reasons.update(other.reasons)
        if other.width > self.width:
            self._widen(other.width)
        for begins, part in other.slices.items():
            self.slices.setdefault(begins * other.width // self.width, Slice()).take(part)

    def _widen(self, width: int) -> None:
        wider: dict[int, Slice] = {}
        for begins, part in self.slices.items():
            place = begins * self.width // width
            wider.setdefault(place, Slice()).take(part)
        self.slices, self.width = wider, width

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "answers": self.answers.to_json(),
            "reasons": dict(self.reasons),
            "width": self.width,
            "slices": {
                str(begins): {"answers": part.answers.to_json(), "failures": part.failures}
                for begins, part in sorted(self.slices.items())
            },
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Series":
        return cls(
            str(told["name"]),
            Histogram.from_json(told["answers"]),
            Counter({str(reason): int(count) for reason, count in told["reasons"].items()}),
            {
                int(begins): Slice(Histogram.from_json(part["answers"]), int(part["failures"]))
                for begins, part in told["slices"].items()
            },
            int(told["width"]),
        )
