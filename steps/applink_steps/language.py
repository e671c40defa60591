"""Which phrases there are, and which of them a line can mean."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from heapq import nlargest
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd.compat import get_fixture_names, getfixturedefs
from pytest_bdd.parsers import StepParser
from pytest_bdd.steps import StepFunctionContext, StepNamePrefix, step_function_context_registry

from applink_steps import topics
from applink_steps.phrase import Keyword, Phrase

EXAMPLE = re.compile(r"(Given|When|Then) +(.+)")
WORD = re.compile(r'"[^"]*"|“[^”]*”|\{[^}]*\}|\S+')
FAR = 0.5
PROMISING = 20


@dataclass(frozen=True)
class KnownStep:
    """A phrase with its keyword, whoever defined it and with whichever of pytest-bdd's parsers."""

    keyword: Keyword | None
    parser: StepParser
    function: Callable[..., Any]

    @classmethod
    def of(cls, context: StepFunctionContext) -> "KnownStep":
        return cls(context.type, context.parser, context.step_func)

    @property
    def patterns(self) -> tuple[str, ...]:
        parser = self.parser
        return tuple(w.pattern for w in parser.wordings) if isinstance(parser, Phrase) else (parser.name,)

    @property
    def title(self) -> str:
        return f"{(self.keyword or 'any').capitalize()} {self.patterns[0]}"

    @property
    def module(self) -> str:
        return self.function.__module__

    @property
    def example(self) -> str:
        """The docstring line this phrase reads; without one the first, so that a test can point at it."""
        lines = [line.strip() for line in (inspect.getdoc(self.function) or "").splitlines()]
        return next((line for line in lines if self.reads_example(line)), lines[0] if lines else "")

    def reads(self, keyword: Keyword, text: str) -> bool:
        return self.keyword in {None, keyword} and self.parser.is_matching(text)

    def reads_example(self, line: str) -> bool:
        keyword, text = in_parts(line)
        return keyword is not None and self.reads(keyword, text)

    @cached_property
    def skeletons(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(WORD.findall(re.sub(r"\([^)]*\)", "", pattern))) for pattern in self.patterns)

    @cached_property
    def literals(self) -> frozenset[str]:
        return frozenset(part for skeleton in self.skeletons for word in skeleton for part in word.split("/"))

    def promise(self, words: Sequence[str]) -> tuple[int, int]:
        """A cheap guess at nearness: words in common, then the likeness in length."""
        lengths = (abs(len(skeleton) - len(words)) for skeleton in self.skeletons)
        return len(self.literals.intersection(words)), -min(lengths)


def in_parts(line: str) -> tuple[Keyword | None, str]:
    match = EXAMPLE.fullmatch(line)
    if match is None:
        return None, line
    return _KEYWORDS[match[1]], match[2]


_KEYWORDS: dict[str, Keyword] = {"Given": "given", "When": "when", "Then": "then"}


class Language:
    """The phrases in force somewhere."""

    def __init__(self, steps: Iterable[KnownStep]) -> None:
        self.steps = tuple(steps)
        self._reading: dict[tuple[Keyword, str], tuple[KnownStep, ...]] = {}

    def reading(self, keyword: Keyword, text: str) -> tuple[KnownStep, ...]:
        """Every phrase the line fits; one is right, none and several are problems."""
        if (keyword, text) not in self._reading:
            self._reading[keyword, text] = tuple(step for step in self.steps if step.reads(keyword, text))
        return self._reading[keyword, text]

    def reading_with_any_keyword(self, text: str) -> tuple[KnownStep, ...]:
        return tuple(step for step in self.steps if step.parser.is_matching(text))

    def nearest(self, keyword: Keyword, text: str) -> KnownStep | None:
        """Compares word by word, so that a long name at a placeholder does not count as a difference."""
        words = tuple(WORD.findall(text))
        likely = nlargest(PROMISING, self.steps, key=lambda step: step.promise(words))
        distances = [
            (min(difference(skeleton, words) for skeleton in step.skeletons), step.keyword != keyword, i)
            for i, step in enumerate(likely)
        ]
        distance, _, index = min(distances, default=(1.0, False, 0))
        return likely[index] if distance <= FAR else None


def difference(skeleton: tuple[str, ...], words: tuple[str, ...]) -> float:
    """The edit distance between a pattern and a line, from 0 (the same) to 1 (nothing in common)."""
    row = [float(i) for i in range(len(words) + 1)]
    for expected in skeleton:
        next_row = [row[0] + 1]
        for (diagonal, above), word in zip(pairwise(row), words, strict=True):
            next_row.append(min(diagonal + unlikeness(expected, word), above + 1, next_row[-1] + 1))
        row = next_row
    return row[-1] / max(len(skeleton), len(words), 1)


@cache
def unlikeness(expected: str, word: str) -> float:
    if expected.startswith("{"):
        return 0.2
    likeness = max(SequenceMatcher(None, each, word).ratio() for each in expected.split("/"))
    return 1 - likeness if likeness >= 0.5 else 1


def topics_folder() -> Path:
    return Path(topics.__file__).parent


def topic_names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(topics.__path__, f"{topics.__name__}."))


def of_topics() -> Language:
    """What the package itself speaks, in the order of the topics."""
    names = topic_names()
    for name in names:
        importlib.import_module(name)
    return defined_in(names)


def defined_in(modules: Sequence[str]) -> Language:
    """In the order of the modules, and in each as it was imported."""
    steps = [KnownStep.of(context) for context in list(step_function_context_registry.values())]
    theirs = [step for step in steps if step.module in modules]
    return Language(sorted(theirs, key=lambda step: modules.index(step.module)))


def spoken_at(node: pytest.Collector) -> Language:
    """What pytest-bdd would find there: the topics, and whatever conftest files add or override."""
    manager = node.session._fixturemanager  # noqa: SLF001  # pytest has no public way to list fixtures
    definitions = (
        getfixturedefs(manager, name, node)
        for name in get_fixture_names(manager)
        if name.startswith(StepNamePrefix.step_def.value)
    )
    closest = (found[-1].func for found in definitions if found)
    contexts = (step_function_context_registry.get(function) for function in closest)
    return _language(tuple(KnownStep.of(context) for context in contexts if context))


@cache
def _language(steps: tuple[KnownStep, ...]) -> Language:
    """Feature files in one folder share theirs, and with it what has been looked up already."""
    return Language(steps)
