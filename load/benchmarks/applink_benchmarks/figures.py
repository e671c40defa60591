"""What was measured, against what, and what it should be: plain values."""

import statistics
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Samples:
    """One value per round; the median stands for all of them."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        return min(self.values)

    @property
    def most(self) -> float:
        return max(self.values)

    def per(self, yardstick: "Samples") -> "Samples":
        """Round by round, so that a machine that slows down between rounds does not count."""
        return Samples(tuple(ours / theirs for ours, theirs in zip(self.values, yardstick.values, strict=True)))

    def document(self) -> dict[str, float]:
        return {"median": self.median, "least": self.least, "most": self.most, "rounds": len(self.values)}


@dataclass(frozen=True)
class Aim:
    """A bound for the ratio, or for the figure itself where there is no yardstick."""

    bound: float
    at_least: bool = True
    unit: str = ""

    def met_by(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value < self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '<'} {self.bound:g}{f' {self.unit}' if self.unit else ''}"


def less_than(bound: float, unit: str) -> Aim:
    return Aim(bound, at_least=False, unit=unit)


@dataclass(frozen=True)
class Yardstick:
    name: str
    samples: Samples


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    name: str
    unit: str
    ours: Samples
    yardstick: Yardstick | None = None
    aim: Aim | None = None
    note: str = ""

    @property
    def ratio(self) -> Samples | None:
        return self.ours.per(self.yardstick.samples) if self.yardstick else None

    @property
    def met(self) -> bool | None:
        """None when nothing is aimed at."""
        if self.aim is None:
            return None
        return self.aim.met_by((self.ratio or self.ours).median)

    def document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": self.ours.document(),
            "yardstick": self.yardstick and {"name": self.yardstick.name, **self.yardstick.samples.document()},
            "ratio": self.ratio and self.ratio.document(),
            "aim": self.aim and str(self.aim),
            "met": self.met,
            "note": self.note,
        }
