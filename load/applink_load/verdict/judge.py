"""A run held against what it had to keep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from applink_load.measured.run import Measured, Series
from applink_load.verdict.codes import WORST_FIRST, Verdict, worst
from applink_load.verdict.figures import shown
from applink_load.verdict.thresholds import FINDINGS, Threshold, threshold, unknown_name

NEVER = tuple(f"{measure}>0" for measure in FINDINGS)
"""Hold for every run, whatever was asked for."""
NOBODY_LOOKED = {
    "leaks": "no answer was held against what its reader may see",
    "wrong-user": "no answer that was looked at told for whom it was made",
}
UNLESS_SAID = "errors>1%"
"""Holds for a run of which nobody said how much may fail: a target that refuses everybody is quick."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one threshold, or of one figure of a baseline."""

    asked: str
    verdict: Verdict
    found: str
    """The value as people read it; empty when there is none."""
    told: str
    """One sentence."""

    def to_json(self) -> dict[str, Any]:
        return {"asked": self.asked, "verdict": self.verdict.word, "found": self.found, "told": self.told}


@dataclass(frozen=True, slots=True)
class Judgement:
    measured: Measured
    outcomes: tuple[Outcome, ...]
    more: str = ""
    """What there is to say besides, such as the highest rate that kept everything."""

    @property
    def verdict(self) -> Verdict:
        if self.measured.broken:
            return Verdict.BROKEN
        if not self.measured.total.count:
            return worst(Verdict.NOT_MEASURED, *(each.verdict for each in self.outcomes))
        return worst(*(each.verdict for each in self.outcomes))

    @property
    def exit_code(self) -> int:
        return int(self.verdict)

    @property
    def told(self) -> str:
        """The verdict in a line."""
        return f"{self._verdict_told}. {self.more}" if self.more else self._verdict_told

    @property
    def _verdict_told(self) -> str:
        if self.measured.broken:
            return f"broken: {self.measured.broken}"
        if not self.outcomes:
            return f"{self.verdict.word}: {self.measured.total.count:,} requests"
        bad = [each for verdict in WORST_FIRST[:-1] for each in self.outcomes if each.verdict is verdict]
        if not bad:
            return f"{self.verdict.word}: all {len(self.outcomes)} thresholds"
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        findings = self.measured.findings if self.verdict is Verdict.WRONG else []
        # Who saw what weighs more than how many requests failed.
        first = findings[0].told if findings else bad[0].told
        return f"{self.verdict.word}: {first.rstrip('.')}{more}"

    def and_also(self, outcomes: Iterable[Outcome]) -> "Judgement":
        """Such as what a comparison with a baseline found."""
        return replace(self, outcomes=(*self.outcomes, *outcomes))


def judge(measured: Measured, thresholds: Sequence[Threshold], known: Iterable[str] = ()) -> Judgement:
    """``known``: names of requests that could have been made; one of them that was not is no mistake."""
    names = {*measured.series, *known}
    return Judgement(measured, tuple(_outcome(measured, each, names) for each in _all(measured, thresholds)))


def _all(measured: Measured, asked: Sequence[Threshold]) -> list[Threshold]:
    """Those that were asked for, and behind them what always holds."""
    everywhere = [each for each in asked if not each.name]
    implied = [
        each
        for each in map(threshold, NEVER)
        # Where nothing was looked at, a line saying that nothing was found would be a lie.
        if (_looked_for(measured, each) or measured.found(FINDINGS[each.measure]))
        and not any(other.measure == each.measure and other.limit == 0 for other in everywhere)
    ]
    if not any(each.measure in ("errors", "failures") for each in everywhere):
        implied.append(threshold(UNLESS_SAID))
    return [*asked, *implied]


def _looked_for(measured: Measured, asked: Threshold) -> bool:
    """Whether there was anything that could have been found."""
    return bool(measured.identified if asked.measure == "wrong-user" else measured.checked)


def _outcome(measured: Measured, asked: Threshold, names: set[str]) -> Outcome:
    if asked.name and asked.name not in names:
        return Outcome(asked.text, Verdict.USAGE, "", str(unknown_name(asked, names)).partition("\n")[0])
    series = measured.series.get(asked.name, Series(asked.name)) if asked.name else measured.total
    if asked.measure in FINDINGS:
        value = float(measured.found(FINDINGS[asked.measure], asked.name or None))
    else:
        value = value_of(series, asked, measured.seconds)
    found, broken = shown(value, asked.unit), asked.broken_by(value)
    # What was seen too often was seen; what was not seen has to have been looked for.
    if asked.is_about_speed or not broken:
        if series.count < asked.samples:
            lacks = f"{series.count:,} requests are too few, it takes {asked.samples:,}"
            return Outcome(asked.text, Verdict.NOT_MEASURED, "", f"{asked.text}: {lacks}.")
        if asked.measure in NOBODY_LOOKED and not _looked_for(measured, asked):
            lacks = NOBODY_LOOKED[asked.measure]
            return Outcome(asked.text, Verdict.NOT_MEASURED, "", f"{asked.text}: {lacks}.")
    if not broken:
        return Outcome(asked.text, Verdict.KEPT, found, f"{asked.text}: {found}, so it is kept.")
    verdict = Verdict.SLOW if asked.is_about_speed else Verdict.WRONG
    return Outcome(asked.text, verdict, found, f"{asked.text}: it was {found}{_first(measured, asked)}.")


def _first(measured: Measured, asked: Threshold) -> str:
    """The commonest reason, or the first finding, as an example."""
    if asked.measure in FINDINGS:
        kind = FINDINGS[asked.measure]
        told = [each.told for each in measured.findings if each.kind == kind and asked.name in ("", each.name)]
        return f"; {told[0].rstrip('.')}" if told else ""
    if asked.is_about_speed:
        return ""
    reasons = (measured.series[asked.name] if asked.name else measured.total).reasons.most_common(1)
    return f"; most often: {reasons[0][0].rstrip('.')}" if reasons else ""


def value_of(series: Series, asked: Threshold, seconds: float) -> float:
    """In the unit of the threshold's limit; of anything but findings."""
    if (part := asked.part) is not None:
        return series.percentile(part)
    if asked.measure == "rate":
        return series.rate(seconds)
    return float(getattr(series, asked.measure))
