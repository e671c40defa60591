"""What is wrong with the steps of a feature: what no phrase reads, and names nobody bears."""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from pytest_bdd.gherkin_parser import Cell, DataTable, Step
from pytest_bdd.parser import render_string

from applink_steps.language import KnownStep, Language
from applink_steps.phrase import Found, Keyword, Phrase
from applink_steps.problems import (
    NoSuchPhrase,
    NotAValue,
    NoUseForTable,
    NoUseForText,
    OtherKeyword,
    Place,
    Problem,
    TableMissing,
    TextMissing,
    TwoPhrases,
    UnknownName,
)
from applink_steps.reading import Reading, WrittenScenario, WrittenStep

NEW = "new "
FEW = 12


class Vocabulary(Protocol):
    """The names that mean something in a scenario."""

    def names(self, kind: str) -> Collection[str] | None:
        """All users, products, …; nothing if any name of this kind will do."""


class AnyName:
    def names(self, kind: str) -> None:  # noqa: ARG002  # the protocol's signature
        return None


@dataclass(frozen=True)
class Line:
    """A step with its example filled in."""

    keyword: Keyword | None
    text: str
    table: tuple[tuple[str, ...], ...]
    place: Place


@dataclass(frozen=True)
class Scenario:
    """A scenario with its example filled in: what one needs to tell which names there will be."""

    path: Path
    feature: str
    rule: str | None
    name: str
    tags: frozenset[str]
    lines: tuple[Line, ...]


VocabularyFor = Callable[[Scenario], Vocabulary]


@dataclass(frozen=True)
class Example:
    """A row of an outline's examples; a plain scenario has one without cells."""

    cells: Mapping[str, Cell]
    tags: frozenset[str]

    def fill(self, text: str) -> str:
        return render_string(text, {column: cell.value for column, cell in self.cells.items()})

    def cell_behind(self, text: str, value: str) -> Cell | None:
        return next((c for name, c in self.cells.items() if f"<{name}>" in text and c.value == value), None)


def problems_of_wording(reading: Reading, language: Language, vocabulary_for: VocabularyFor) -> Iterator[Problem]:
    for written in reading.scenarios():
        for example in _examples(written):
            scenario = _scenario(reading, written, example)
            names = Names(vocabulary_for(scenario))
            for step, line in zip((*written.background, *written.steps), scenario.lines, strict=True):
                yield from _of_step(reading, language, names, step, line, example)


class Names:
    """A vocabulary that grows by the names a scenario introduces."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.introduced: set[tuple[str, str]] = set()

    def hint_against(self, kind: str, value: str) -> str | None:
        """Nothing if the name is known or new."""
        if kind.startswith(NEW):
            self.introduced.add((kind.removeprefix(NEW), value))
            return None
        known = self.vocabulary.names(kind)
        if known is None or value in known or (kind, value) in self.introduced:
            return None
        names = sorted({*known, *(name for its_kind, name in self.introduced if its_kind == kind)})
        if close := get_close_matches(value, names, 1):
            return f'did you mean "{close[0]}"?'
        return f"there are: {', '.join(names[:FEW])}{', …' if len(names) > FEW else ''}" if names else ""


def _of_step(
    reading: Reading, language: Language, names: Names, written: WrittenStep, line: Line, example: Example
) -> Iterator[Problem]:
    step, keyword = written.step, line.keyword
    if keyword is None:
        return
    match language.reading(keyword, line.text):
        case ():
            yield _unread(language, keyword, line)
        case (known,):
            yield from _arguments(known, step, line)
            yield from _of_names(reading, known, names, step, line, example)
        case several:
            phrases = " and ".join(f'"{known.title}"' for known in several)
            yield TwoPhrases(line.place, line.text, phrases)


def _unread(language: Language, keyword: Keyword, line: Line) -> Problem:
    if others := language.reading_with_any_keyword(line.text):
        keywords = " or ".join(sorted({(known.keyword or "any").capitalize() for known in others}))
        return OtherKeyword(line.place, line.text, keywords, hint=f"here it is read as {keyword.capitalize()}")
    nearest = language.nearest(keyword, line.text)
    if nearest is None:
        return NoSuchPhrase(line.place, line.text, hint="`applinks steps` lists the phrases there are")
    example = f"\n    for example: {nearest.example}" if nearest.example else ""
    return NoSuchPhrase(line.place, line.text, hint=f"did you mean: {nearest.title}{example}")


def _arguments(known: KnownStep, step: Step, line: Line) -> Iterator[Problem]:
    """A table nobody takes would be ignored in silence."""
    taken, needed = _parameters(known.function)
    if step.datatable and "datatable" not in taken:
        yield NoUseForTable(line.place, line.text)
    if not step.datatable and "datatable" in needed:
        yield TableMissing(line.place, line.text)
    if step.docstring and "docstring" not in taken:
        yield NoUseForText(line.place, line.text)
    if not step.docstring and "docstring" in needed:
        yield TextMissing(line.place, line.text)


@cache
def _parameters(function: Callable[..., Any]) -> tuple[set[str], set[str]]:
    parameters = inspect.signature(function).parameters
    return set(parameters), {name for name, p in parameters.items() if p.default is inspect.Parameter.empty}


def _of_names(
    reading: Reading, known: KnownStep, names: Names, step: Step, line: Line, example: Example
) -> Iterator[Problem]:
    if not isinstance(known.parser, Phrase):
        return
    for found in known.parser.found_in(line.text):
        place = _place_of(reading, step, line, found, example)
        try:
            known.parser.converted(found)
        except ValueError as error:
            yield NotAValue(place, found.value, str(error))
        unfilled = found.value.startswith("<") and found.value.endswith(">")
        hint = names.hint_against(found.placeholder.kind, found.value)
        if hint is not None and not unfilled:
            yield UnknownName(place, found.placeholder.kind, found.value, hint=hint)


def _place_of(reading: Reading, step: Step, line: Line, found: Found, example: Example) -> Place:
    if line.text == step.text:
        return reading.place_in(step, found.offset)
    cell = example.cell_behind(step.text, found.value)
    return reading.place(cell.location) if cell else line.place


def _scenario(reading: Reading, written: WrittenScenario, example: Example) -> Scenario:
    tagged = (reading.feature, written.scenario, *((written.rule,) if written.rule else ()))
    return Scenario(
        path=reading.path,
        feature=reading.feature.name,
        rule=written.rule.name if written.rule else None,
        name=example.fill(written.scenario.name),
        tags=frozenset(tag.name.removeprefix("@") for holder in tagged for tag in holder.tags) | example.tags,
        lines=tuple(_line(reading, step, example) for step in (*written.background, *written.steps)),
    )


def _line(reading: Reading, written: WrittenStep, example: Example) -> Line:
    step = written.step
    return Line(written.keyword, example.fill(step.text), _table(step.datatable, example), reading.place_in(step))


def _table(table: DataTable | None, example: Example) -> tuple[tuple[str, ...], ...]:
    rows = table.rows if table else []
    return tuple(tuple(example.fill(cell.value) for cell in row.cells) for row in rows)


def _examples(written: WrittenScenario) -> Iterator[Example]:
    if not written.scenario.examples:
        yield Example({}, frozenset())
    for examples in written.scenario.examples:
        tags = frozenset(tag.name.removeprefix("@") for tag in examples.tags)
        columns = [cell.value for cell in examples.table_header.cells] if examples.table_header else []
        for row in examples.table_body or ():
            yield Example(dict(zip(columns, row.cells, strict=True)), tags)
