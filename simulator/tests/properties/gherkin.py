"""Scenarios that are made up while they are played: whatever was done can be pasted into a feature file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from inspect import signature
from itertools import groupby
from pathlib import Path
from typing import Any

from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from applink_fixtures.stage import Stage, Theatre, topology_path
from applink_steps.language import topic_names, topics_folder
from applink_steps.language import of_topics

TOPOLOGY = "three-products"


@dataclass(frozen=True)
class Line:
    """A step, as it stands in a feature file."""

    keyword: str
    text: str
    items: tuple[str, ...] = ()
    """A table of one column below it."""

    @property
    def asserts(self) -> bool:
        return self.keyword == "Then"


BACKGROUND = (
    Line("Given", f"the topology {TOPOLOGY}"),
    Line("Given", "alice of Confluence is alicia of Tracker"),
    Line("Given", "anna of Confluence is olga of Tracker"),
)


@dataclass
class Play:
    """A scenario on a stage, line by line; each line is a phrase of the language and is kept."""

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
        step = _step(line.keyword, line.text)
        given = {"applinks": self.stage, "datatable": [[item] for item in line.items], **self._results}
        arguments = step.parser.parse_arguments(line.text) or {}
        for name in signature(step.step_func).parameters:
            if name not in arguments:
                arguments[name] = given[name]
        result = step.step_func(**arguments)
        if step.target_fixture:
            self._results[step.target_fixture] = result


_known: dict[tuple[str, str], StepFunctionContext] = {}


def _step(keyword: str, text: str) -> StepFunctionContext:
    if (keyword, text) not in _known:
        _known[keyword, text] = _found(keyword, text)
    return _known[keyword, text]


def _found(keyword: str, text: str) -> StepFunctionContext:
    (found,) = (
        context
        for context in _phrases()
        if context.type in {None, keyword.lower()} and context.parser.is_matching(text)
    )
    return found
