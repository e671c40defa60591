"""Runs kept to hold later ones against: what is usual, and how far it wanders by itself."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from applink_load.measured.run import TOTAL, Measured
from applink_load.verdict.codes import Verdict
from applink_load.verdict.figures import shown
from applink_load.verdict.judge import Outcome, value_of
from applink_load.verdict.thresholds import Threshold
from applink_simulator.domain.errors import ApplinkError

FEWEST = 3
"""Runs that say how far a figure wanders."""
MOST = 20
"""Runs that are kept; older ones make room."""
COMPARED = tuple(Threshold(measure, 0.0) for measure in ("p50", "p95", "p99", "mean", "rate", "errors"))
LEAST_BAND = {"p50": 0.05, "p95": 0.10, "p99": 0.15, "mean": 0.05, "rate": 0.05}
"""Of the median: three runs that happen to agree do not make the fourth a regression."""
LEAST_ERRORS = 0.001
"""One request in a thousand, for a median of none."""
SPREADS = 3.0
"""Median deviations, each 1.48 of them a standard deviation if chance is all there is."""


class BaselineMistake(ApplinkError):
    message = "The baseline {path} cannot be used: {reason}"


@dataclass(frozen=True, slots=True)
class Band:
    """Within which a figure is as usual."""

    middle: float
    reach: float

    @classmethod
    def of(cls, measure: str, values: Sequence[float]) -> "Band":
        middle = median(values)
        spread = median(abs(each - middle) for each in values)
        least = LEAST_BAND[measure] * middle if measure in LEAST_BAND else LEAST_ERRORS
        return cls(middle, max(SPREADS * 1.4826 * spread, max(abs(each - middle) for each in values), least))

    @property
    def ends(self) -> tuple[float, float]:
        return max(0.0, self.middle - self.reach), self.middle + self.reach

    def is_left_for_the_worse(self, measure: str, value: float) -> bool:
        low, high = self.ends
        return value < low if measure == "rate" else value > high


def save(path: Path, runs: Iterable[Measured]) -> int:
    """Adds these runs to those that the file keeps already, if there is one; how many there are now."""
    added = list(runs)
    if not added:
        raise BaselineMistake(path=path, reason="there is no run to keep.")
    for each in added:
        if each.broken or not each.total.count:
            raise BaselineMistake(path=path, reason="a run that was not done is no baseline.")
    kept = _read(path) if path.exists() else []
    for each in added:
        kept.append(_figures(each))
        _same(path, kept[0], each.profile, each.shape, each.users)
    kept = kept[-MOST:]
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(json.dumps({"runs": kept}, indent=1) + "\n")
        aside.replace(path)
    except OSError as problem:
        raise BaselineMistake(path=path, reason=f"it cannot be written ({problem.strerror}).") from None
    return len(kept)


def require_usable(path: Path, profile: str, shape: str, users: int) -> None:
    """BaselineMistake before hours of load are held against nothing."""
    for kept in _read(path)[:1]:
        _same(path, kept, profile, shape, users)


def against(path: Path, measured: Measured) -> list[Outcome]:
    """For each request name and figure, whether it is as usual; what is better is kept too."""
    kept = _read(path)
    if kept:
        _same(path, kept[0], measured.profile, measured.shape, measured.users)
    now = _figures(measured)["figures"]
    found = []
    for name in dict.fromkeys([*(name for run in kept for name in run["figures"]), *now]):
        for asked in COMPARED:
            before = [
                run["figures"][name][asked.measure] for run in kept if asked.measure in run["figures"].get(name, {})
            ]
            value = now.get(name, {}).get(asked.measure)
            if before or value is not None:
                found.append(_compared(name, asked, before, value))
    return found


def _compared(name: str, asked: Threshold, before: list[float], value: float | None) -> Outcome:
    line = f"{name}: {asked.measure} as usual"
    found = shown(value, asked.unit) if value is not None else ""
    if value is None:
        return Outcome(line, Verdict.NOT_MEASURED, found, f"{line}: this run has too few such requests.")
    if len(before) < FEWEST:
        lacks = f"the baseline has it of {len(before)} runs, it takes {FEWEST}"
        return Outcome(line, Verdict.NOT_MEASURED, found, f"{line}: {lacks}.")
    band = Band.of(asked.measure, before)
    low, high = (shown(each, asked.unit) for each in band.ends)
    usual = f"usual in {len(before)} runs is {low} to {high}"
    if not band.is_left_for_the_worse(asked.measure, value):
        return Outcome(line, Verdict.KEPT, found, f"{line}: it was {found}; {usual}.")
    verdict = Verdict.SLOW if asked.is_about_speed else Verdict.WRONG
    return Outcome(line, verdict, found, f"{line}: it was {found}; {usual}.")


def _figures(measured: Measured) -> dict[str, Any]:
    series = {TOTAL: measured.total, **measured.series}
    return {
        "profile": measured.profile,
        "shape": measured.shape,
        "users": measured.users,
        "began": measured.began,
        "figures": {
            name: {
                asked.measure: value_of(each, asked, measured.seconds)
                for asked in COMPARED
                if each.count >= asked.samples
            }
            for name, each in series.items()
        },
    }


def _same(path: Path, kept: Mapping[str, Any], profile: str, shape: str, users: int) -> None:
    for what, was, now in (
        ("of the profile", kept["profile"], profile),
        ("of the shape", kept["shape"], shape),
        ("with this many users:", kept["users"], users),
    ):
        if was != now:
            raise BaselineMistake(path=path, reason=f"its runs are {what} {was}, this one is {what} {now}.")


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        runs = list(_checked(json.loads(path.read_text())))
    except OSError as problem:
        raise BaselineMistake(path=path, reason=f"it cannot be read ({problem.strerror}).") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BaselineMistake(path=path, reason="it was not made by --save-baseline, or was changed.") from None
    return runs


def _checked(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for run in told["runs"]:
        yield {
            "profile": str(run["profile"]),
            "shape": str(run["shape"]),
            "users": int(run["users"]),
            "began": float(run["began"]),
            "figures": {
                str(name): {str(measure): float(value) for measure, value in figures.items()}
                for name, figures in run["figures"].items()
            },
        }
