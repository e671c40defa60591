"""The phrases by topic, for people who write features and for the tests that keep the book honest."""

import importlib
import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from applink_steps.language import KnownStep, Language, of_topics


@dataclass(frozen=True)
class Entry:
    """A phrase as it is looked up; one function may lend it several keywords."""

    keywords: tuple[str, ...]
    patterns: tuple[str, ...]
    example: str
    table: tuple[str, ...]
    place: str

    def mentions(self, text: str) -> bool:
        return text.lower() in "\n".join((*self.keywords, *self.patterns, self.example)).lower()

    def as_json(self) -> dict[str, Any]:
        return {
            "keywords": list(self.keywords),
            "patterns": list(self.patterns),
            "example": "\n".join((self.example, *self.table)),
            "place": self.place,
        }


@dataclass(frozen=True)
class Topic:
    name: str
    about: str
    entries: tuple[Entry, ...]

    def only(self, text: str) -> "Topic":
        if text.lower() in self.name.lower():
            return self
        return replace(self, entries=tuple(entry for entry in self.entries if entry.mentions(text)))

    def as_json(self) -> dict[str, Any]:
        return {"topic": self.name, "about": self.about, "phrases": [e.as_json() for e in self.entries]}


def phrasebook(text: str = "", language: Language | None = None) -> list[Topic]:
    """Everything, or what mentions the text."""
    steps = (language or of_topics()).steps
    topics = [_topic(module, list(its_steps)) for module, its_steps in groupby(steps, lambda s: s.module)]
    found = [topic.only(text) for topic in topics]
    return [topic for topic in found if topic.entries]


def as_markdown(topics: Iterable[Topic]) -> str:
    return "\n".join(_chapter(topic) for topic in topics)


def ambiguities(steps: Sequence[KnownStep] | None = None) -> list[tuple[str, KnownStep, KnownStep]]:
    """Example lines another phrase reads as well: pytest-bdd would pick one silently."""
    steps = of_topics().steps if steps is None else steps
    return [
        (step.example, step, other)
        for step in steps
        for other in steps
        if other is not step and step.reads_example(step.example) and other.reads_example(step.example)
    ]


def examples_that_do_not_match(steps: Sequence[KnownStep] | None = None) -> list[KnownStep]:
    """Phrases whose docstring has no line, keyword included, that they read."""
    steps = of_topics().steps if steps is None else steps
    return [step for step in steps if not step.reads_example(step.example)]


def _topic(module: str, steps: list[KnownStep]) -> Topic:
    name = module.rpartition(".")[2].replace("_", " ")
    about = (inspect.getdoc(importlib.import_module(module)) or "").partition("\n\n")[0].replace("\n", " ")
    merged: dict[tuple[object, tuple[str, ...]], list[KnownStep]] = {}
    for step in sorted(steps, key=_line):
        merged.setdefault((step.function, step.patterns), []).append(step)
    return Topic(name, about, tuple(_entry(same) for same in merged.values()))


def _entry(steps: list[KnownStep]) -> Entry:
    step = steps[0]
    order = ["given", "when", "then", None]
    keywords = sorted((each.keyword for each in steps), key=order.index)
    return Entry(
        keywords=tuple((keyword or "any").capitalize() for keyword in keywords),
        patterns=step.patterns,
        example=next((each.example for each in steps if each.reads_example(each.example)), step.example),
        table=_table_below(step),
        place=f"{step.module}:{_line(step)}",
    )


def _table_below(step: KnownStep) -> tuple[str, ...]:
    lines = (inspect.getdoc(step.function) or "").splitlines()
    stripped = [line.strip() for line in lines]
    if step.example not in stripped:
        return ()
    below = lines[stripped.index(step.example) + 1 :]
    table = []
    for line in below:
        if not line.lstrip().startswith("|"):
            break
        table.append(f"  {line.strip()}")
    return tuple(table)


def _line(step: KnownStep) -> int:
    return step.function.__code__.co_firstlineno


def _chapter(topic: Topic) -> str:
    lines = [f"## {topic.name.capitalize()}", ""]
    if topic.about:
        lines += [topic.about, ""]
    for entry in topic.entries:
        keywords = "/".join(entry.keywords)
        lines += [f"- **{keywords}** `{pattern}`" for pattern in entry.patterns[:1]]
        lines += [f"  or `{pattern}`" for pattern in entry.patterns[1:]]
        lines += ["", "  ```gherkin", f"  {entry.example}", *(f"  {row}" for row in entry.table), "  ```", ""]
    return "\n".join(lines)
