"""What was measured, against what, and what it should be: plain values."""

import json
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self


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


@dataclass(frozen=True)
class Aim:
    """A bound for the ratio, or for the figure itself where there is no yardstick."""

    bound: float
    sign: Literal["≥", "≤", "<"] = "≥"
    unit: str = ""

    def met_by(self, value: float) -> bool:
        if self.sign == "≥":
            return value >= self.bound
        return value <= self.bound if self.sign == "≤" else value < self.bound

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}{f' {self.unit}' if self.unit else ''}"


def less_than(bound: float, unit: str) -> Aim:
    return Aim(bound, "<", unit)


def at_most(bound: float) -> Aim:
    return Aim(bound, "≤")


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


@dataclass(frozen=True)
class Missing:
    """A row without figures: what should have been measured and why it was not."""

    name: str
    reason: str
    yardstick: str = ""
    aim: Aim | None = None


Row = Figure | Missing


@dataclass(frozen=True)
class Measured:
    """One run, as it is kept in JSON."""

    command: str
    date: str
    machine: Mapping[str, str]
    rounds: int
    rows: tuple[Row, ...]
    profile: Mapping[str, float] = field(default_factory=dict)
    """Microseconds of CPU of a proxied request, by where they are spent."""

    def document(self) -> str:
        known = {
            "command": self.command,
            "date": self.date,
            "machine": dict(self.machine),
            "rounds": self.rounds,
            "profile": {name: round(cost, 1) for name, cost in self.profile.items()},
        }
        lines = [f"  {json.dumps(name)}: {_text(value)}" for name, value in known.items()]
        rows = ",\n".join(f"    {_text(_row_document(row))}" for row in self.rows)
        return "{\n" + ",\n".join([*lines, f'  "rows": [\n{rows}\n  ]']) + "\n}\n"

    @classmethod
    def of_document(cls, text: str) -> Self:
        known = json.loads(text)
        return cls(**known | {"rows": tuple(_row_of(document) for document in known["rows"])})


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _row_document(row: Row) -> dict[str, Any]:
    aim = row.aim and {"sign": row.aim.sign, "bound": row.aim.bound, "unit": row.aim.unit}
    if isinstance(row, Missing):
        return {"name": row.name, "not_measured": row.reason, "yardstick": row.yardstick, "aim": aim}
    return {
        "name": row.name,
        "unit": row.unit,
        "ours": _short(row.ours),
        "yardstick": row.yardstick and {"name": row.yardstick.name, "values": _short(row.yardstick.samples)},
        "aim": aim,
        "note": row.note,
        # For whoever reads the file and not the page.
        "ratio": row.ratio and _digits(row.ratio.median),
        "met": row.met,
    }


def _row_of(document: Mapping[str, Any]) -> Row:
    aim = Aim(**document["aim"]) if document["aim"] else None
    if "not_measured" in document:
        return Missing(document["name"], document["not_measured"], document["yardstick"], aim)
    theirs = document["yardstick"]
    return Figure(
        document["name"],
        document["unit"],
        Samples(tuple(document["ours"])),
        theirs and Yardstick(theirs["name"], Samples(tuple(theirs["values"]))),
        aim,
        document["note"],
    )


def _short(samples: Samples) -> list[float]:
    return [_digits(value) for value in samples.values]


def _digits(value: float) -> float:
    """Six of them: more is noise."""
    return float(f"{value:.6g}")
