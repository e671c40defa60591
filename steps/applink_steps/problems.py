"""What can be wrong with a feature file: the class is the message, whoever finds it gives the facts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar


@dataclass(frozen=True, order=True)
class Place:
    path: Path
    line: int
    column: int

    def __str__(self) -> str:
        here = Path.cwd()
        path = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        return f"{path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    place: Place
    hint: str = field(default="", kw_only=True)

    says: ClassVar[str]

    @property
    def message(self) -> str:
        return self.says.format_map(vars(self))

    @property
    def name(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()

    def __str__(self) -> str:
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{self.place}: {self.message}{hint}"

    def as_json(self) -> dict[str, Any]:
        return {
            "path": str(self.place.path),
            "line": self.place.line,
            "column": self.place.column,
            "problem": self.name,
            "message": self.message,
            "hint": self.hint,
        }


def described(problems: Iterable[Problem]) -> str:
    return "\n".join(str(problem) for problem in problems)


# The file itself


class NotText(Problem):
    says = "this is not UTF-8 text"


@dataclass(frozen=True)
class NotGherkin(Problem):
    line: str
    says = 'Gherkin does not expect "{line}" here'


class UnexpectedEnd(Problem):
    says = "the file ends too early"


class UnequalRows(Problem):
    says = "this row has another number of cells than the rows above it"


@dataclass(frozen=True)
class OtherGherkinError(Problem):
    error: str
    says = "{error}"


class NoFeature(Problem):
    says = 'the file has no "Feature:"'


class NoScenarios(Problem):
    says = "there is no scenario here, so nothing would run"


@dataclass(frozen=True)
class LostLine(Problem):
    """Gherkin takes any text after a heading as a description: a misspelt keyword makes a line vanish."""

    line: str
    says = '"{line}" is read as a description, so it would not run'


# Scenarios


class NamelessScenario(Problem):
    says = "this scenario has no name"


@dataclass(frozen=True)
class SameName(Problem):
    scenario: str
    first: int
    says = 'there is already a scenario "{scenario}", in line {first}'


class NoSteps(Problem):
    says = "this scenario has no steps, so it would prove nothing"


@dataclass(frozen=True)
class StartsWithAnd(Problem):
    keyword: str
    says = 'the first step starts with "{keyword}", which continues a step that is not there'


@dataclass(frozen=True)
class UnusableTag(Problem):
    tag: str
    says = '"{tag}" cannot be used to select scenarios'


@dataclass(frozen=True)
class UnknownFault(Problem):
    fault: str
    says = 'the catalogue of faults has no "{fault}"'


# Scenario outlines


@dataclass(frozen=True)
class NoSuchColumn(Problem):
    column: str
    says = "<{column}> is not a column of the examples"


@dataclass(frozen=True)
class NoExamplesFor(Problem):
    column: str
    says = "<{column}> stands for a column of examples, and this scenario has none"


@dataclass(frozen=True)
class UnusedColumn(Problem):
    column: str
    says = "no line mentions <{column}>, so this column changes nothing"


@dataclass(frozen=True)
class SameColumn(Problem):
    column: str
    says = 'there are two columns "{column}"'


class NoExamples(Problem):
    says = "there are no examples, so nothing would run"


# Steps


@dataclass(frozen=True)
class NoSuchPhrase(Problem):
    line: str
    says = 'no phrase reads "{line}"'


@dataclass(frozen=True)
class OtherKeyword(Problem):
    line: str
    keywords: str
    says = '"{line}" is a phrase for {keywords}'


@dataclass(frozen=True)
class TwoPhrases(Problem):
    line: str
    phrases: str
    says = '"{line}" fits more than one phrase: {phrases}'


@dataclass(frozen=True)
class UnknownName(Problem):
    kind: str
    value: str
    says = 'there is no {kind} "{value}" here'


@dataclass(frozen=True)
class NotAValue(Problem):
    value: str
    error: str
    says = '"{value}" does not do here: {error}'


@dataclass(frozen=True)
class NoUseForTable(Problem):
    line: str
    says = '"{line}" takes no table'


@dataclass(frozen=True)
class TableMissing(Problem):
    line: str
    says = '"{line}" needs a table'


@dataclass(frozen=True)
class NoUseForText(Problem):
    line: str
    says = '"{line}" takes no text block'


@dataclass(frozen=True)
class TextMissing(Problem):
    line: str
    says = '"{line}" needs a text block'
