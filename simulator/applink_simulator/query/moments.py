"""Dates as searchers write them: 2026-10-01, -7d, startOfMonth("-1")."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_DATE = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})(?: +([0-9]{1,2}):([0-9]{2}))?")
_DISTANCE = re.compile(r"([+-]?) *((?:[0-9]{1,6}[wdhm] *)+)")
_STEP = re.compile(r"([0-9]{1,6})([wdhm])")
_INCREMENT = re.compile(r"([+-]?[0-9]{1,6})([yMwdhm]?)")
_LENGTHS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Span:
    """From `start` up to but without `end`; an instant when both are the same."""

    start: datetime
    end: datetime

    @property
    def as_instant(self) -> "Span":
        return Span(self.start, self.start)


def read_moment(text: str, now: datetime) -> Span:
    """ValueError for what is neither a date nor a distance from now."""
    text = text.strip()
    if match := _DATE.fullmatch(text):
        year, _, month, day, hour, minute = match.groups()
        start = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=now.tzinfo)
        return Span(start, _moved(start, _LENGTHS["d" if hour is None else "m"]))
    if match := _DISTANCE.fullmatch(text):
        sign, steps = match.groups()
        distance = sum((int(n) * _LENGTHS[unit] for n, unit in _STEP.findall(steps)), timedelta())
        moment = _moved(now, -distance if sign == "-" else distance)
        return Span(moment, moment)
    raise ValueError(text)


def shifted(moment: datetime, increment: str, unit: str = "d") -> datetime:
    """By an increment such as -1M; `unit` is meant where it names none."""
    match = _INCREMENT.fullmatch(increment.strip())
    if match is None:
        raise ValueError(increment)
    count, unit = int(match[1]), match[2] or unit
    if unit in _LENGTHS:
        return _moved(moment, count * _LENGTHS[unit])
    months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise ValueError(increment)
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def start_of(unit: str) -> Callable[[datetime, str], datetime]:
    return lambda now, increment: _edge(unit, now, increment, _start)


def end_of(unit: str) -> Callable[[datetime, str], datetime]:
    return lambda now, increment: _edge(unit, now, increment, _end)


def _edge(unit: str, now: datetime, increment: str, edge: Callable[[str, datetime], datetime]) -> datetime:
    if not increment:
        return edge(unit, now)
    # Whole periods are counted before going to the edge: the end of February and a month is the end of March.
    if increment.strip()[-1:] in (unit, *"0123456789"):
        return edge(unit, shifted(now, increment, unit))
    return shifted(edge(unit, now), increment)


def _start(unit: str, moment: datetime) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "w":
        return _moved(midnight, -timedelta(days=midnight.weekday()))
    if unit == "M":
        return midnight.replace(day=1)
    return midnight.replace(month=1, day=1) if unit == "y" else midnight


def _end(unit: str, moment: datetime) -> datetime:
    return _moved(shifted(_start(unit, moment), f"+1{unit}"), -_TICK)


def _moved(moment: datetime, distance: timedelta) -> datetime:
    try:
        return moment + distance
    except OverflowError as error:
        raise ValueError(f"{moment} {distance}") from error
