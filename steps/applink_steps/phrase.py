"""How a line of Gherkin is recognised.

A pattern is the line as a tester would write it, with a few extras:

===================  ============================================================
``{user}``           a word, or several in double quotes; it names a *user*
``{from:product}``   the same under another name: what it names is a *product*
``{name:new user}``  introduces a user whom the rest of the scenario may mention
``{count:d}``        a whole number (``f``: one with decimals)
``is/are``           either word
``link(s)``          with or without; for a whole word the space goes inside: ``(an )link``
===================  ============================================================

A backslash takes the meaning away: ``and\\/or``, ``\\(s)``.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, TypeVar

import pytest_bdd
from pytest_bdd.parsers import StepParser

__all__ = ["Phrase", "PhraseError", "Placeholder", "given", "phrase", "then", "when"]

P = ParamSpec("P")
T = TypeVar("T")
Keyword = Literal["given", "when", "then"]
Converters = Mapping[str, Callable[[str], Any]]

RESERVED = {"datatable", "docstring", "request"}
NAME = r'"[^"]*"|“[^”]*”|[^\s"“”]+'
NUMBERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "d": (r"[-+]?\d+", int),
    "f": (r"[-+]?\d+(?:\.\d+)?", float),
}

PIECE = re.compile(
    r"""\\(?P<escaped>.)
      | \{(?P<name>[A-Za-z_]\w*)(?::(?P<kind>[^{}]+))?\}
      | \((?P<optional>[^(){}]+)\)
      | (?<!\S)(?P<choice>[^\s(){}/\\]+(?:/[^\s(){}/\\]+)+)(?!\S)
      | (?P<space>\s+)
      | (?P<stray>[(){}])
      | (?P<literal>.)""",
    re.VERBOSE,
)


class PhraseError(ValueError):
    """A phrase that could never work as it is written."""


@dataclass(frozen=True)
class Placeholder:
    name: str
    kind: str


@dataclass(frozen=True)
class Found:
    """What a line has at a placeholder; `offset` counts from the start of the line's text."""

    placeholder: Placeholder
    value: str
    offset: int


class Wording:
    """One pattern, compiled."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.placeholders: dict[str, Placeholder] = {}
        expression = "".join(self._expression_of(piece) for piece in PIECE.finditer(pattern))
        self.expression = re.compile(expression)

    def _expression_of(self, piece: re.Match[str]) -> str:
        what, text = piece.lastgroup, piece[piece.lastgroup or 0]
        if piece["name"]:
            return self._expression_of_placeholder(piece["name"], piece["kind"])
        if what == "stray":
            raise PhraseError(f'"{self.pattern}": "{text}" has no partner; write \\{text} if it is meant')
        if what == "optional":
            return f"(?:{_literally(text)})?"
        if what == "choice":
            return f"(?:{'|'.join(_literally(word) for word in text.split('/'))})"
        return _literally(text)

    def _expression_of_placeholder(self, name: str, kind: str | None) -> str:
        if name in self.placeholders:
            raise PhraseError(f'"{self.pattern}": {{{name}}} occurs twice')
        if name in RESERVED:
            raise PhraseError(f'"{self.pattern}": {{{name}}} is a name pytest keeps for itself')
        self.placeholders[name] = Placeholder(name, kind or name)
        value, _ = NUMBERS.get(kind or "", (NAME, str))
        return f"(?P<{name}>{value})"


class Phrase(StepParser):
    """Lets pytest-bdd recognise a line in any of the wordings, and tells what it found where."""

    def __init__(self, *patterns: str, converters: Converters) -> None:
        super().__init__(patterns[0])
        self.wordings = tuple(Wording(pattern) for pattern in patterns)
        self.converters = converters
        if unknown := converters.keys() - self.placeholders:
            raise PhraseError(f'"{self.name}" has no placeholder {{{sorted(unknown)[0]}}} to convert')

    @property
    def placeholders(self) -> set[str]:
        return {name for wording in self.wordings for name in wording.placeholders}

    def is_matching(self, name: str) -> bool:
        return any(wording.expression.fullmatch(name) for wording in self.wordings)

    def parse_arguments(self, name: str) -> dict[str, Any]:
        return {found.placeholder.name: self.converted(found) for found in self.found_in(name)}

    def found_in(self, line: str) -> Iterator[Found]:
        for wording in self.wordings:
            if match := wording.expression.fullmatch(line):
                for name, placeholder in wording.placeholders.items():
                    yield Found(placeholder, _without_quotes(match[name]), match.start(name))
                return

    def converted(self, found: Found) -> Any:
        _, number = NUMBERS.get(found.placeholder.kind, ("", str))
        return self.converters.get(found.placeholder.name, number)(found.value)

    def must_suit(self, function: Callable[..., Any]) -> None:
        """A misspelt parameter would otherwise surface as a missing fixture, in somebody's test run."""
        parameters = inspect.signature(function).parameters
        if unused := sorted(self.placeholders - parameters.keys()):
            raise PhraseError(f'"{self.name}": the function does not take {{{unused[0]}}}')
        for wording in self.wordings:
            for name in sorted(self.placeholders - wording.placeholders.keys()):
                if parameters[name].default is inspect.Parameter.empty:
                    raise PhraseError(f'"{wording.pattern}" leaves out {{{name}}}, which then needs a default')


def phrase(pattern: str, *more: str, **converters: Callable[[str], Any]) -> Phrase:
    """`more` are other wordings of the same; a converter makes a value of what stands at its placeholder."""
    return Phrase(pattern, *more, converters=converters)


def given(
    name: str | StepParser, converters: Converters | None = None, target_fixture: str | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    return _step("given", name, converters, target_fixture)


def when(
    name: str | StepParser, converters: Converters | None = None, target_fixture: str | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    return _step("when", name, converters, target_fixture)


def then(
    name: str | StepParser, converters: Converters | None = None, target_fixture: str | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    return _step("then", name, converters, target_fixture)


def _step(
    keyword: Keyword, name: str | StepParser, converters: Converters | None, target_fixture: str | None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    parser = phrase(name) if isinstance(name, str) else name

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        if isinstance(parser, Phrase):
            parser.must_suit(function)
        # pytest-bdd leaves a fixture in the module that decorates: one frame further out than usual.
        register = pytest_bdd.step(
            parser, keyword, converters=dict(converters or {}), target_fixture=target_fixture, stacklevel=2
        )
        return register(function)

    return decorate


def _literally(text: str) -> str:
    return re.sub(r"(?:\\ |\\\n|\s)+", r"\\s+", re.escape(text))


def _without_quotes(value: str) -> str:
    return value[1:-1] if value[:1] in {'"', "“"} else value
