"""Scenarios that are made up while they are played: whatever was done can be pasted into a feature file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any

from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from applink_fixtures.stage import Stage, Theatre, topology_path
from applink_steps.language import of_topics, topic_names

TOPOLOGY = "three-products"


@dataclass(frozen=True)
class Line:
    """A step, as it stands in a feature file."""

    keyword: str
    text: str
    items: tuple[str, ...] = ()
    """A table of one column below it."""


BACKGROUND = (
    Line("Given", f"the topology {TOPOLOGY}"),
    Line("Given", "alice of Confluence is called alicia in Tracker"),
    Line("Given", "anna of Confluence is called olga in Tracker"),
)


@dataclass
class Play:
    """A scenario on a stage; each line is a phrase of the language, is performed at once, and is kept."""

    stage: Stage
    lines: list[Line] = field(default_factory=list)
    _results: dict[str, Any] = field(default_factory=dict)
    """What earlier steps hand on to later ones."""

    @classmethod
    def begin(cls, theatre: Theatre) -> "Play":
        play = cls(Stage(theatre, topology_path(TOPOLOGY, Path()), Path()))
        for line in BACKGROUND:
            play.perform(line)
        return play

    def when(self, text: str) -> None:
        self.perform(Line("When", text))

    def then(self, text: str, items: Iterable[str] = ()) -> None:
        self.perform(Line("Then", text, tuple(items)))

    def perform(self, line: Line) -> None:
        self.lines.append(line)
        step, arguments = _understood(line.keyword, line.text)
        there = {**self._results, "applinks": self.stage, "datatable": [[item] for item in line.items]}
        wanted = {name: there[name] for name in signature(step.step_func).parameters if name not in arguments}
        result = step.step_func(**arguments, **wanted)
        if step.target_fixture:
            self._results[step.target_fixture] = result


@cache
def _understood(keyword: str, text: str) -> tuple[StepFunctionContext, dict[str, Any]]:
    (step,) = (each for each in _phrases(keyword.lower()) if each.parser.is_matching(text))
    return step, step.parser.parse_arguments(text) or {}


@cache
def _phrases(keyword: str) -> list[StepFunctionContext]:
    of_topics()
    topics = set(topic_names())
    known = step_function_context_registry.values()
    return [each for each in known if each.step_func.__module__ in topics and each.type in {None, keyword}]


def failure_in(theatre: Theatre, lines: Sequence[Line]) -> tuple[int, Exception] | None:
    """The number of the first line that fails, and how; None when all of them hold."""
    play = Play(Stage(theatre, topology_path(TOPOLOGY, Path()), Path()))
    for number, line in enumerate(lines):
        try:
            play.perform(line)
        except Exception as failure:
            return number, failure
    return None


def telling(theatre: Theatre, lines: Sequence[Line]) -> list[Line]:
    """Without what was looked at on the way, unless that is what brought it about: looking can change things."""
    *before, last = lines
    short = [*(line for line in before if line.keyword != "Then"), last]
    failure = failure_in(theatre, short)
    if failure is not None and failure[0] == len(short) - 1:
        return short
    # What no line says, such as a crash, is told by the failure itself.
    return list(lines) if failure_in(theatre, lines) else short


def feature(scenarios: dict[str, Sequence[Line]], title: str = "What can happen to links") -> str:
    """As one would write it by hand."""
    return "\n".join([f"Feature: {title}", *("\n" + _scenario(name, lines) for name, lines in scenarios.items()), ""])


def _scenario(name: str, lines: Sequence[Line]) -> str:
    written, before = [f"  Scenario: {name}"], ""
    for line in lines:
        written.append(f"    {'And' if line.keyword == before else line.keyword} {line.text}")
        written += [f"      | {item} |" for item in line.items]
        before = line.keyword
    return "\n".join(written)
