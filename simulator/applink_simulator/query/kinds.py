"""What a field holds decides how it compares: names, users, issue keys, dates, text, titles."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any, ClassVar, Protocol

from . import moments
from .context import Context
from .errors import UnknownValue, UnreadableDate, UnsearchableText
from .moments import Span
from .words import SearchText, read_search_text

Test = Callable[[Any], bool]
Function = Callable[[tuple[str, ...], Context], tuple[Any, ...]]

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_NUMBER = re.compile(r"([0-9]{1,18})")
_ISSUE_KEY = re.compile(r"(.*?)-?([0-9]{1,18})")


class Kind(Protocol):
    """`read` is called once per value of the query, the test it leads to once per value of each item."""

    @property
    def functions(self) -> Mapping[str, Function]:
        """By lower-case name; ValueError for arguments it cannot use."""
        ...

    @property
    def unreadable(self) -> type[UnknownValue]:
        """What a ValueError from `read` becomes."""
        ...

    def read(self, operator: str, text: str, context: Context, /) -> Any: ...

    def test(self, operator: str, wanted: Sequence[Any], /) -> Test:
        """Only = ~ < <= > >= arrive here; several wanted values mean any of them."""
        ...

    def rank(self, value: Any, /) -> Any:
        """What results are ordered by."""
        ...


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Counts digits as numbers, so 4.10 comes after 4.9."""
    parts = enumerate(_NUMBER.split(text.casefold()))
    return tuple((0, int(part), "") if place % 2 else (1, 0, part) for place, part in parts if part)


@dataclass(frozen=True)
class Names:
    """Compared without regard to case."""

    ranking: Callable[[str], Any] = natural
    functions: Mapping[str, Function] = field(default_factory=dict)
    unreadable: ClassVar[type[UnknownValue]] = UnknownValue

    def read(self, _operator: str, text: str, _context: Context, /) -> Any:
        return text.casefold()

    def test(self, operator: str, wanted: Sequence[Any], /) -> Test:
        if operator == "=":
            names = frozenset(wanted)
            return lambda name: name.casefold() in names
        compare, limits = _ORDER[operator], [self.ranking(name) for name in wanted]
        return lambda name: any(compare(self.ranking(name), limit) for limit in limits)

    def rank(self, value: Any, /) -> Any:
        return self.ranking(value)


@dataclass(frozen=True)
class IssueKeys(Names):
    """Greater and less only mean something within one project."""

    def test(self, operator: str, wanted: Sequence[Any], /) -> Test:
        if operator == "=":
            return super().test(operator, wanted)
        compare, limits = _ORDER[operator], [_project_and_number(key) for key in wanted]

        def holds(key: str) -> bool:
            project, number = _project_and_number(key)
            return any(project == other and compare(number, limit) for other, limit in limits)

        return holds


@dataclass(frozen=True)
class Texts:
    """Searched for words, never compared as a whole."""

    functions: Mapping[str, Function] = field(default_factory=dict)
    unreadable: ClassVar[type[UnknownValue]] = UnsearchableText

    def read(self, _operator: str, text: str, _context: Context, /) -> SearchText:
        return read_search_text(text)

    def test(self, _operator: str, wanted: Sequence[SearchText], /) -> Test:
        return lambda text: any(search.occurs_in(text) for search in wanted)

    def rank(self, value: str, /) -> Any:
        return natural(value)


@dataclass(frozen=True)
class Titles(Names):
    """A title is both a name and a text: = compares, ~ searches."""

    unreadable: ClassVar[type[UnknownValue]] = UnsearchableText

    def read(self, operator: str, text: str, context: Context, /) -> Any:
        return read_search_text(text) if operator == "~" else super().read(operator, text, context)

    def test(self, operator: str, wanted: Sequence[Any], /) -> Test:
        return Texts().test(operator, wanted) if operator == "~" else super().test(operator, wanted)


@dataclass(frozen=True)
class Dates:
    """With `whole_periods` 2026-10-01 means that day, without it the midnight the day starts at."""

    whole_periods: bool
    functions: Mapping[str, Function]
    unreadable: ClassVar[type[UnknownValue]] = UnreadableDate

    def read(self, _operator: str, text: str, context: Context, /) -> Span:
        span = moments.read_moment(text, context.now)
        return span if self.whole_periods else span.as_instant

    def test(self, operator: str, wanted: Sequence[Span], /) -> Test:
        holds = _DATE_TESTS[operator]
        return lambda moment: any(holds(moment, span) for span in wanted)

    def rank(self, value: datetime, /) -> Any:
        return value


_DATE_TESTS: Mapping[str, Callable[[datetime, Span], bool]] = {
    "=": lambda moment, span: moment == span.start or span.start <= moment < span.end,
    "<": lambda moment, span: moment < span.start,
    ">=": lambda moment, span: moment >= span.start,
    "<=": lambda moment, span: moment <= span.start or moment < span.end,
    ">": lambda moment, span: moment > span.start and moment >= span.end,
}


def _project_and_number(key: str) -> tuple[str, int]:
    match = _ISSUE_KEY.fullmatch(key.casefold())
    return (match[1], int(match[2])) if match else (key.casefold(), 0)


def _current_user(arguments: tuple[str, ...], context: Context) -> tuple[str, ...]:
    if arguments:
        raise ValueError(arguments)
    return () if context.user is None else (context.user.casefold(),)


def _now(arguments: tuple[str, ...], context: Context) -> tuple[Span, ...]:
    if arguments:
        raise ValueError(arguments)
    return (Span(context.now, context.now),)


def _now_and_then(arguments: tuple[str, ...], context: Context) -> tuple[Span, ...]:
    increment = _only(arguments)
    moment = moments.shifted(context.now, increment) if increment else context.now
    return (Span(moment, moment),)


def _edge(find: Callable[[datetime, str], datetime]) -> Function:
    def function(arguments: tuple[str, ...], context: Context) -> tuple[Span, ...]:
        moment = find(context.now, _only(arguments))
        return (Span(moment, moment),)

    return function


def _only(arguments: tuple[str, ...]) -> str:
    if len(arguments) > 1:
        raise ValueError(arguments)
    return "".join(arguments)


_EDGES: Mapping[str, Function] = {
    f"{edge}of{period}": _edge(find(unit))
    for edge, find in (("start", moments.start_of), ("end", moments.end_of))
    for period, unit in (("day", "d"), ("week", "w"), ("month", "M"), ("year", "y"))
}

NAMES = Names()
USERS = Names(functions={"currentuser": _current_user})
ISSUE_KEYS = IssueKeys()
TEXTS = Texts()
TITLES = Titles()
INSTANTS = Dates(whole_periods=False, functions={**_EDGES, "now": _now})
DAYS = Dates(whole_periods=True, functions={**_EDGES, "now": _now_and_then})
