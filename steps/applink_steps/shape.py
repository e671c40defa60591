"""What is wrong with a feature whatever its steps mean: what would run twice, half or not at all."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain

from pytest_bdd.gherkin_parser import Background, ExamplesTable, Feature, Row, Rule, Scenario, Step

from applink_simulator.catalogue import catalogue
from applink_steps.language import Language
from applink_steps.problems import (
    LostLine,
    NamelessScenario,
    NoExamples,
    NoExamplesFor,
    NoScenarios,
    NoSteps,
    NoSuchColumn,
    Place,
    Problem,
    SameColumn,
    SameName,
    StartsWithAnd,
    UnknownFault,
    UnusableTag,
    UnusedColumn,
)
from applink_steps.reading import Reading, WrittenScenario, WrittenStep

COLUMN = re.compile(r"<([^<>]+)>")
LIKE_A_COLUMN = re.compile(r"<(\w[\w -]*)>")
FAULT = re.compile(r"@fault:(?P<id>.*)")
HEADING = re.compile(r"([^\W\d]\w*(?: \w+)?) ?:")


def problems_of_shape(reading: Reading, language: Language) -> Iterator[Problem]:
    yield from _without_scenarios(reading)
    yield from _named_alike(reading)
    yield from _lost_lines(reading, language)
    yield from _unusable_tags(reading)
    for background in reading.backgrounds():
        yield from _first_step(reading, background.steps)
    for written in reading.scenarios():
        yield from _of_scenario(reading, written)


def _without_scenarios(reading: Reading) -> Iterator[Problem]:
    holders: list[Feature | Rule] = [reading.feature, *reading.rules]
    for holder in holders:
        if not any(child.scenario or child.rule for child in holder.children):
            yield NoScenarios(reading.place(holder.location))


def _named_alike(reading: Reading) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for written in reading.scenarios():
        name, location = written.scenario.name, written.scenario.location
        if not name:
            yield NamelessScenario(reading.place(location))
        elif name in first:
            yield SameName(reading.place(location), name, first[name])
        first.setdefault(name, location.line)


def _lost_lines(reading: Reading, language: Language) -> Iterator[Problem]:
    dialect = reading.dialect
    headings = [
        *dialect.rule_keywords,
        *dialect.background_keywords,
        *dialect.scenario_keywords,
        *dialect.scenario_outline_keywords,
        *dialect.examples_keywords,
    ]
    for place, line in _description_lines(reading):
        heading = HEADING.match(line)
        close = get_close_matches(heading[1].title(), headings, 1, 0.8) if heading else []
        _, _, rest = line.partition(" ")
        if close:
            yield LostLine(place, line, hint=f'did you mean "{close[0]}:"?')
        elif language.reading_with_any_keyword(rest.strip()):
            yield LostLine(place, line, hint="is the line above it a scenario, and its first word a keyword?")


def _description_lines(reading: Reading) -> Iterator[tuple[Place, str]]:
    scenarios = (written.scenario for written in reading.scenarios())
    holders: Iterator[Feature | Rule | Background | Scenario] = chain(
        [reading.feature], reading.rules, reading.backgrounds(), scenarios
    )
    for holder in holders:
        descriptions = [line.strip() for line in holder.description.splitlines() if line.strip()]
        for number, line in enumerate(reading.lines[holder.location.line :], holder.location.line + 1):
            if descriptions and line.strip() == descriptions[0]:
                yield Place(reading.path, number, len(line) - len(line.lstrip()) + 1), descriptions.pop(0)


def _unusable_tags(reading: Reading) -> Iterator[Problem]:
    scenarios = [written.scenario for written in reading.scenarios()]
    examples = [examples for scenario in scenarios for examples in scenario.examples]
    holders: list[Feature | Rule | Scenario | ExamplesTable] = [
        reading.feature,
        *reading.rules,
        *scenarios,
        *examples,
    ]
    for tag in chain.from_iterable(holder.tags for holder in holders):
        if not re.match(r"@[^\W_]", tag.name):
            yield UnusableTag(reading.place(tag.location), tag.name, hint="a tag starts with a letter")
        if (fault := FAULT.fullmatch(tag.name)) and fault["id"] not in catalogue():
            close = get_close_matches(fault["id"], catalogue(), n=1)
            hint = f'did you mean "{close[0]}"?' if close else ""
            yield UnknownFault(reading.place(tag.location), fault["id"], hint=hint)


def _of_scenario(reading: Reading, written: WrittenScenario) -> Iterator[Problem]:
    scenario = written.scenario
    if not written.steps:
        yield NoSteps(reading.place(scenario.location))
    yield from _first_step(reading, scenario.steps)
    for examples in scenario.examples:
        yield from _of_examples(reading, written, examples)
    if not scenario.examples:
        yield from _columns_without_examples(reading, written)


def _first_step(reading: Reading, steps: list[Step]) -> Iterator[Problem]:
    if steps and steps[0].keyword_type in {"Conjunction", "Unknown"}:
        keyword = steps[0].keyword
        hint = "begin with Given, When or Then; a background's steps are not continued"
        yield StartsWithAnd(reading.place(steps[0].location), keyword, hint=hint)


def _of_examples(reading: Reading, written: WrittenScenario, examples: ExamplesTable) -> Iterator[Problem]:
    if examples.table_header is None or not examples.table_body:
        yield NoExamples(reading.place(examples.location))
    if examples.table_header is None:
        return
    yield from _columns_alike(reading, examples.table_header)
    columns = [cell.value for cell in examples.table_header.cells]
    mentioned = {column for text in _texts(written) for column in COLUMN.findall(text)}
    for cell in examples.table_header.cells:
        if cell.value not in mentioned:
            yield UnusedColumn(reading.place(cell.location), cell.value)
    for step, column in _mentions(written.steps):
        if column not in columns:
            close = get_close_matches(column, columns, 1)
            hint = f"did you mean <{close[0]}>?" if close else f"the columns are: {', '.join(columns)}"
            yield NoSuchColumn(reading.place_in(step, step.text.find(f"<{column}>")), column, hint=hint)


def _columns_alike(reading: Reading, header: Row) -> Iterator[Problem]:
    seen: set[str] = set()
    for cell in header.cells:
        if cell.value in seen:
            yield SameColumn(reading.place(cell.location), cell.value)
        seen.add(cell.value)


def _columns_without_examples(reading: Reading, written: WrittenScenario) -> Iterator[Problem]:
    outline = written.scenario.keyword in reading.dialect.scenario_outline_keywords
    if outline:
        yield NoExamples(reading.place(written.scenario.location), hint='a table under "Examples:" is missing')
        return
    for step, column in _mentions(written.steps):
        yield NoExamplesFor(reading.place_in(step, step.text.find(f"<{column}>")), column)


def _mentions(steps: tuple[WrittenStep, ...]) -> Iterator[tuple[Step, str]]:
    """Columns in the text of steps; `<b>bold</b>` is markup and means itself."""
    for written in steps:
        for column in LIKE_A_COLUMN.findall(written.step.text):
            if f"</{column}>" not in written.step.text:
                yield written.step, column


def _texts(written: WrittenScenario) -> Iterator[str]:
    yield written.scenario.name
    for step in (each.step for each in (*written.background, *written.steps)):
        yield step.text
        yield step.docstring.content if step.docstring else ""
        yield from (cell.value for row in (step.datatable.rows if step.datatable else ()) for cell in row.cells)
