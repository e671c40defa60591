"""Whether a file has the right shape: pydantic's findings in the file's own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from applink_simulator.topology.file import TopologyFile
from applink_simulator.topology.marked_yaml import Location, Node, forget, plain
from applink_simulator.topology.mistakes import nearest, quoted
from applink_simulator.topology.schema import words_at

MOST_FINDINGS = 200
"""At once: whoever feeds us another program's YAML need not hear of each of its lines."""
_ROUNDS = 5
_KEY = "[key]"
"""Pydantic's mark for a location that means a key and not what it holds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a place that is not looked up yet."""

    location: Location
    what: str
    nearest: str | None = None
    on_key: bool = False
    """It is the key that is wrong, not what it holds."""
    missing: str | None = None
    """The key that should be there."""


def shaped(root: Node, report: Callable[[Finding], None]) -> tuple[TopologyFile | None, list[Finding]]:
    """The file as far as it makes sense, so that its names can be checked too; None when too little does.

    ``root`` loses what makes no sense; each finding is reported before that, as places move with it.
    """
    found: list[Finding] = []
    for _ in range(_ROUNDS):
        try:
            return TopologyFile.model_validate(plain(root)), found
        except ValidationError as problem:
            errors = problem.errors(include_url=False)[:MOST_FINDINGS]
        findings = [_in_our_words(error) for error in errors]
        for finding in _without_the_obvious(findings):
            report(finding)
        found += findings
        # From the end, so that an item that goes does not move one that is still to go.
        for finding in sorted(findings, key=_order, reverse=True):
            forget(root, finding.location, with_its_key=finding.on_key)
    return None, found


def _without_the_obvious(findings: list[Finding]) -> list[Finding]:
    """Not that a key is missing where it is misspelt."""
    misspelt = {(finding.location[:-1], finding.nearest) for finding in findings if finding.on_key}
    return [finding for finding in findings if (finding.location, finding.missing) not in misspelt]


def _order(finding: Finding) -> list[tuple[bool, str | int]]:
    return [(isinstance(step, int), step) for step in finding.location]


def _in_our_words(error: Mapping[str, Any]) -> Finding:
    location: Location = error["loc"]
    given, facts = error["input"], error.get("ctx", {})
    if location[-1:] == (_KEY,):
        return Finding(location[:-1], _said_by_us(error), on_key=True)
    match error["type"]:
        case "extra_forbidden":
            word, around = str(location[-1]), location[:-1]
            what = f"{quoted(word)} is not known {_in(around)}"
            return Finding(location, what, nearest(word, words_at(around)), on_key=True)
        case "missing":
            key, around = str(location[-1]), location[:-1]
            return Finding(around, f"{quoted(key)} is missing {_in(around)}", missing=key)
        case "enum" | "literal_error" if isinstance(given, str):
            words = words_at(location)
            return Finding(location, f"{quoted(given)} is none of {', '.join(words)}", nearest(given, words))
        case "greater_than_equal":
            return Finding(location, f"{quoted(given)} is too small: at least {facts['ge']}")
        case "less_than_equal":
            return Finding(location, f"{quoted(given)} is too big: at most {facts['le']}")
        case "value_error":
            return Finding(location, _said_by_us(error))
        case kind:
            expected = next((text for word, text in _EXPECTED.items() if kind.startswith(word)), None)
            what = f"{expected} is expected here, not {_sort(given)}" if expected else str(error["msg"])
            return Finding(location, what)


_EXPECTED = {
    "int_": "a whole number",
    "bool_": "true or false",
    "string_": "text",
    "enum": "a word",
    "literal_error": "a word",
    "tuple_": "a list",
    "dict_": "a mapping (lines of NAME: VALUE)",
    "model_": "a mapping (lines of NAME: VALUE)",
}


def _said_by_us(error: Mapping[str, Any]) -> str:
    return str(error.get("ctx", {}).get("error", error["msg"]))


def _sort(given: object) -> str:
    if isinstance(given, dict):
        return "a mapping"
    if isinstance(given, list | tuple):
        return "a list"
    return "nothing" if given is None else quoted(given)


def _in(location: Location) -> str:
    names = [step for step in location if isinstance(step, str)]
    return f"in {'.'.join(names)}" if names else "in a topology file"
