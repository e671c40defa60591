"""A feature file as it was written: what Gherkin makes of it, with the place of every line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gherkin.dialect import Dialect
from gherkin.errors import (
    AstBuilderException,
    CompositeParserException,
    ParserException,
    UnexpectedEOFException,
    UnexpectedTokenException,
)
from gherkin.parser import Parser
from pytest_bdd.gherkin_parser import (
    Background,
    Feature,
    GherkinDocument,
    Location,
    Rule,
    Scenario,
    Step,
)

from applink_steps.phrase import Keyword
from applink_steps.problems import (
    NoFeature,
    NotGherkin,
    NotText,
    OtherGherkinError,
    Place,
    Problem,
    UnequalRows,
    UnexpectedEnd,
)

KEYWORDS: dict[str, Keyword] = {"Context": "given", "Action": "when", "Outcome": "then"}
EXPECTED = {
    "#FeatureLine": "a feature",
    "#RuleLine": "a rule",
    "#BackgroundLine": "a background",
    "#ScenarioLine": "a scenario",
    "#ExamplesLine": "examples",
    "#StepLine": "a step (Given, When, Then, And, But)",
    "#TableRow": "a table row",
    "#DocStringSeparator": 'a text block (""")',
    "#TagLine": "tags",
}


class Unreadable(Exception):
    """The file is no feature; everything Gherkin had against it is here."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class WrittenStep:
    """A step whose And and But are resolved; no keyword if there was nothing to continue."""

    keyword: Keyword | None
    step: Step


@dataclass(frozen=True)
class WrittenScenario:
    scenario: Scenario
    rule: Rule | None
    background: tuple[WrittenStep, ...]
    steps: tuple[WrittenStep, ...]


@dataclass(frozen=True)
class Reading:
    path: Path
    lines: tuple[str, ...]
    feature: Feature

    def place(self, location: Location) -> Place:
        return Place(self.path, location.line, location.column)

    def place_in(self, step: Step, offset: int = 0) -> Place:
        """Where the step's text, or a name in it, begins."""
        column = self.lines[step.location.line - 1].find(step.text)
        return Place(self.path, step.location.line, max(column, 0) + offset + 1)

    @property
    def dialect(self) -> Dialect:
        dialect = Dialect.for_name(self.feature.language)
        assert dialect is not None, "the parser has read the file in this language"
        return dialect

    @property
    def rules(self) -> list[Rule]:
        return [child.rule for child in self.feature.children if child.rule]

    def backgrounds(self) -> Iterator[Background]:
        holders: list[Feature | Rule] = [self.feature, *self.rules]
        for holder in holders:
            yield from (child.background for child in holder.children if child.background)

    def scenarios(self) -> Iterator[WrittenScenario]:
        common = _background(self.feature)
        for rule in (None, *self.rules):
            background = common + _background(rule) if rule else common
            for child in (rule or self.feature).children:
                if child.scenario:
                    steps = with_keywords(child.scenario.steps)
                    yield WrittenScenario(child.scenario, rule, background, steps)


def read(path: Path) -> Reading:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise Unreadable([NotText(Place(path, line, 1))]) from error
    try:
        document = Parser().parse(text)
    except CompositeParserException as error:
        raise Unreadable([_explained(each, path) for each in error.errors]) from error
    if "feature" not in document:
        raise Unreadable([NoFeature(Place(path, 1, 1))])
    feature = GherkinDocument.from_dict(document).feature
    return Reading(path, tuple(re.split(r"\r\n|\r|\n", text)), feature)


def with_keywords(steps: Sequence[Step]) -> tuple[WrittenStep, ...]:
    written: list[WrittenStep] = []
    keyword: Keyword | None = None
    for step in steps:
        keyword = KEYWORDS.get(step.keyword_type, keyword)
        written.append(WrittenStep(keyword, step))
    return tuple(written)


def _background(holder: Feature | Rule) -> tuple[WrittenStep, ...]:
    return next((with_keywords(c.background.steps) for c in holder.children if c.background), ())


def _explained(error: ParserException, path: Path) -> Problem:
    place = Place(path, error.location["line"], error.location.get("column", 1))
    _, _, message = str(error).partition(": ")
    match error:
        case UnexpectedTokenException():
            expected, _, got = message.partition(", got ")
            return NotGherkin(place, got.strip("'"), hint=_welcome(expected))
        case UnexpectedEOFException():
            return UnexpectedEnd(place, hint=_welcome(message))
        case AstBuilderException() if "cell count" in message:
            return UnequalRows(place)
        case _:
            return OtherGherkinError(place, message)


def _welcome(expected: str) -> str:
    welcome = [words for token, words in EXPECTED.items() if token in expected]
    return f"what may stand here: {', '.join(welcome)}" if welcome else ""
