"""The judgement of a run whose number of users changed: of the part of it that the thresholds are about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from applink_load.measured.run import TOTAL, Measured
from applink_load.measured.stages import Stage
from applink_load.verdict.codes import Verdict
from applink_load.verdict.figures import duration, shown
from applink_load.verdict.judge import Judgement, Outcome, judge
from applink_load.verdict.thresholds import Threshold

HIGHEST = "highest rate that kept all"
DRIFT = 1.25
"""Times the median of the beginning: more at the end of a soak is slow."""
_steady = Threshold("p50", DRIFT)


def judged(measured: Measured, thresholds: Sequence[Threshold], known: Iterable[str] = ()) -> Judgement:
    names = list(known)
    if measured.shape == "steps" and measured.stages:
        return _steps(measured, thresholds, names)
    judgement = judge(measured, thresholds, names)
    return judgement.and_also([_drift(measured)]) if measured.shape == "soak" else judgement


def of_stage(
    measured: Measured, stage: Stage, thresholds: Sequence[Threshold], known: Iterable[str] = ()
) -> Judgement:
    """Without those on the rate: how many requests few users make says nothing against the product."""
    asked = [each for each in thresholds if each.measure != "rate"]
    return judge(measured.during(stage), asked, [*known, *measured.series, *(each.name for each in asked)])


def is_broken(judgement: Judgement) -> bool:
    return judgement.verdict in (Verdict.SLOW, Verdict.WRONG)


def _steps(measured: Measured, thresholds: Sequence[Threshold], known: list[str]) -> Judgement:
    """The best step that kept everything is what the thresholds on the rate are about, and what is judged."""
    steps = [(stage, of_stage(measured, stage, thresholds, known)) for stage in measured.stages]
    kept = [(stage, judgement) for stage, judgement in steps if judgement.verdict is Verdict.KEPT]
    broken = next(((stage, judgement) for stage, judgement in steps if is_broken(judgement)), None)
    if not kept:
        stage, judgement = broken or steps[-1]
        told = f"{HIGHEST}: no step did; {_why(stage, judgement)}."
        row = Outcome(HIGHEST, judgement.verdict, "none", told)
        return Judgement(measured, (row, *judgement.outcomes))
    stage, judgement = max(kept, key=lambda each: _rate(each[1]))
    rate = shown(_rate(judgement), "rate")
    then = f"beyond it, {_why(*broken)}" if broken else "more users may reach more, for no step broke anything"
    row = Outcome(HIGHEST, Verdict.KEPT, rate, f"{HIGHEST}: {rate} of {stage.name}; {then}.")
    rates = judge(judgement.measured, [each for each in thresholds if each.measure == "rate"], known).outcomes
    asked = {each.text for each in thresholds if each.measure == "rate"}
    about_rate = [each for each in rates if each.asked in asked]
    whole = replace(judgement, measured=measured, more=f"The {row.told}")
    return replace(whole, outcomes=(row, *whole.outcomes, *about_rate))


def _rate(judgement: Judgement) -> float:
    return judgement.measured.total.rate(judgement.measured.seconds)


def _why(stage: Stage, judgement: Judgement) -> str:
    return f"with {stage.name} it was {judgement.told}"


def _drift(measured: Measured) -> Outcome:
    asked = f"{TOTAL}: p50 as at the beginning"
    first, last = (measured.during(stage).total for stage in measured.stages[:1] + measured.stages[-1:])
    if min(first.count, last.count) < _steady.samples:
        return Outcome(asked, Verdict.NOT_MEASURED, "", f"{asked}: the run was too short to compare.")
    before, after = first.percentile(0.5), last.percentile(0.5)
    verdict = Verdict.SLOW if after > DRIFT * before else Verdict.KEPT
    told = f"{asked}: it was {duration(before)} at the beginning and {duration(after)} at the end."
    return Outcome(asked, verdict, duration(after), told)
