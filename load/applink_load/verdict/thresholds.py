"""What fails a run, as people write it: ``p95>150ms``, or of one request ``GET /rest/api/2/search: p99>1s``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from applink_load.measured.run import Kind
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.mistakes import nearest

Unit = Literal["time", "share", "rate", "count"]

UNITS: dict[Unit, dict[str, float]] = {
    "time": {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0},
    "share": {"%": 0.01},
    "rate": {"/s": 1.0, "/min": 1 / 60, "/h": 1 / 3600},
    "count": {"": 1.0},
}
MEASURES: dict[str, Unit] = {
    "mean": "time",
    "max": "time",
    "errors": "share",
    "failures": "count",
    "rate": "rate",
    "leaks": "count",
    "wrong-user": "count",
    "replays": "count",
    "accepted": "count",
    "refused": "count",
}
"""And the percentiles: p50, p95, p99.9."""
FINDINGS: dict[str, Kind] = {
    "leaks": "leak",
    "wrong-user": "wrong user",
    "replays": "replay accepted",
    "accepted": "bad request accepted",
    "refused": "good request refused",
}
EXAMPLES = {"time": "150ms", "share": "0.1%", "rate": "50/s", "count": "3"}
KNOWN = [*MEASURES, "p50", "p90", "p95", "p99", "p99.9"]

_measure = re.compile(r"\s*([^\s<>=\d]*[\d.]*)")
_number = re.compile(r"\s*(\d+(?:\.\d+)?)")


class ThresholdMistake(ApplinkError):
    """With the line itself below it and a mark where it stops making sense."""

    message = "The threshold cannot be used: {what}.{advice}\n  {text}\n  {mark}"

    def __init__(self, text: str, at: int, length: int, what: str, advice: str = "") -> None:
        mark = " " * at + "^" * max(1, length)
        super().__init__(text=text, mark=mark, what=what, advice=f" {advice}" if advice else "", at=at)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Fails a run whose measure lies beyond the limit."""

    measure: str
    limit: float
    """In seconds, as a part of one, in requests a second, or a number of times."""
    name: str = ""
    """Of the request; empty: all of them."""
    text: str = ""
    """As it was written."""

    @property
    def part(self) -> float | None:
        """0.95 of a p95; None of what is no percentile."""
        exact = self._exact
        return float(exact) if exact is not None else None

    @property
    def samples(self) -> int:
        """Fewer are too few: ten have to lie beyond a percentile, or its value is chance."""
        exact = self._exact
        if exact is not None:
            return max(20, -(-10 // (1 - exact)))
        return 20 if self.measure in ("mean", "errors") else 1

    @property
    def unit(self) -> Unit:
        return MEASURES.get(self.measure, "time")

    @property
    def is_about_speed(self) -> bool:
        return self.unit in ("time", "rate")

    @property
    def _exact(self) -> Fraction | None:
        return Fraction(self.measure[1:]) / 100 if self.measure not in MEASURES else None

    def broken_by(self, value: float) -> bool:
        return value < self.limit if self.measure == "rate" else value > self.limit

    def __str__(self) -> str:
        return self.text


def threshold(text: str) -> Threshold:
    """ThresholdMistake tells where it stops making sense."""
    name, colon, _ = text.rpartition(":")
    start = len(name) + len(colon)
    if colon and not name.strip():
        raise ThresholdMistake(text, 0, start, "there is no request name before the colon")
    found = _measure.match(text, start)
    measure, at = (found[1], found.start(1)) if found else ("", start)
    if not measure:
        raise ThresholdMistake(text, at, 1, "it has to begin with what is measured", f"Say {_listed(KNOWN)}.")
    unit = _unit(text, measure, at)
    rest = found.end() if found else start
    where = rest + len(text[rest:]) - len(text[rest:].lstrip())
    wanted, other = ("<", ">") if measure == "rate" else (">", "<")
    if text[where : where + 1] == other:
        goes = "high" if measure == "rate" else "low"
        said = f"{measure}{other}… would fail a run for a {goes} value"
        raise ThresholdMistake(text, where, 1, said, f'A threshold says what fails a run: "{measure}{wanted}…".')
    if text[where : where + 1] != wanted:
        raise ThresholdMistake(text, where, 1, f'"{wanted}" has to follow {measure}')
    number = _number.match(text, where + 1)
    if number is None:
        after = where + 1 + len(text[where + 1 :]) - len(text[where + 1 :].lstrip())
        said = f'a number has to follow "{wanted}"'
        raise ThresholdMistake(text, after, len(text[after:].rstrip()), said, f"Such as {EXAMPLES[unit]}.")
    limit = float(number[1]) * _factor(text, number.end(), measure, unit)
    if unit == "count" and not limit.is_integer():
        raise ThresholdMistake(text, number.start(1), len(number[1]), f"{measure} are counted in whole numbers")
    return Threshold(measure, limit, name.strip(), text.strip())


def require_known(thresholds: Iterable[Threshold], names: Iterable[str]) -> None:
    """ThresholdMistake for the first one on a request that is not among these names."""
    known = list(names)
    for each in thresholds:
        if each.name and each.name not in known:
            raise unknown_name(each, known)


def unknown_name(asked: Threshold, names: Iterable[str]) -> ThresholdMistake:
    known = sorted(names)
    close = nearest(asked.name, known)
    advice = f'Did you mean "{close}"?' if close else f"There are {_listed(known)}." if known else ""
    at = asked.text.find(asked.name)
    return ThresholdMistake(asked.text, at, len(asked.name), f'no request is called "{asked.name}"', advice)


def _unit(text: str, measure: str, at: int) -> Unit:
    if measure in MEASURES:
        return MEASURES[measure]
    if re.fullmatch(r"p\d+(\.\d+)?", measure):
        if 0 < Fraction(measure[1:]) < 100:
            return "time"
        advice = 'Say "max" for the slowest answer of all.' if Fraction(measure[1:]) == 100 else ""
        raise ThresholdMistake(text, at, len(measure), "a percentile lies between 0 and 100", advice)
    close = nearest(measure, KNOWN)
    advice = f'Did you mean "{close}"?' if close else f"Say {_listed(KNOWN)}."
    raise ThresholdMistake(text, at, len(measure), f'nothing is measured that is called "{measure}"', advice)


def _factor(text: str, end: int, measure: str, unit: Unit) -> float:
    written = text[end:].strip()
    if written in UNITS[unit]:
        return UNITS[unit][written]
    at = end + len(text[end:]) - len(text[end:].lstrip())
    said = f'{measure} is not measured in "{written}"' if written else f"{measure} needs a unit"
    advice = f"Say {measure}{'<' if measure == 'rate' else '>'}{EXAMPLES[unit]}"
    if measure == "errors" and not written:
        advice += ", or failures>… to count them"
    raise ThresholdMistake(text, at, len(written), said, f"{advice}.")


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + f" or {words[-1]}" if len(words) > 1 else "".join(words)
