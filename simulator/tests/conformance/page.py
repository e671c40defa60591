"""Makes ``docs/conformance.md`` from the tests: which rows of the catalogue they show, and why others are open.

``python simulator/tests/conformance/page.py`` writes it; ``test_page`` fails when it is out of date.
"""

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
TESTS = HERE.parent
ROOT = TESTS.parent.parent
PAGE = ROOT / "docs" / "conformance.md"
CATALOGUES = ("catalogue.yaml", "resources.yaml")
COMMAND = "python simulator/tests/conformance/page.py"

INTRODUCTION = """\
# Conformance

What the simulator does about authentication on links, row by row of its conformance catalogue, and what it does about
the resources and servlets of application links, call by call: the sections A. **Shown** means: a test of that id
passed in the test run that keeps this page up to date. A row about a provider is shown with real requests to served
products, signed by tools that are not ours; each refusal is paired with the same request without the defect, which
must succeed. Where the vendor's products differ from the standards, both profiles are held to their own answer. What
no request can bring about, such as a user's deletion, is put in place behind the product's back.

Levels: **M** is a MUST of a standard, **S** a SHOULD or good practice, **V** the wire form of the vendor's products.
"""


class PageError(Exception):
    """The tests and the lists of rows contradict each other."""


@dataclass(frozen=True)
class Proof:
    name: str
    file: str
    """From the repository's root."""
    defect: str = ""
    """Why it is expected to fail, or not run; such a test shows nothing."""


@dataclass(frozen=True)
class Row:
    id: str
    level: str
    title: str
    tests: tuple[Proof, ...] = ()
    reason: str = ""
    """Why it is open or does not apply, or what is still missing; empty when all of it is shown."""
    applies: bool = True

    @property
    def state(self) -> str:
        if not self.applies:
            return "not applicable"
        if self.reason:
            return "partly shown" if self.tests else "open"
        return "shown"


@dataclass(frozen=True)
class Section:
    number: str
    title: str
    rows: tuple[Row, ...]

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)


@dataclass(frozen=True)
class OpenRows:
    """``open_rows.yaml``."""

    sections: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    partly: Mapping[str, str] = field(default_factory=dict)
    """What the tests of a row do not show yet."""


def account_for(catalogue: Mapping[str, Any], tests: Mapping[str, list[Proof]], open_rows: OpenRows) -> list[Section]:
    """Every row with its tests or its reason; PageError for an id nobody knows, and for a row without either."""
    known = {row_id for section in catalogue.values() for row_id in section["rows"]}
    strange = sorted({*tests, *open_rows.rows, *open_rows.not_applicable, *open_rows.partly} - known)
    if strange:
        raise PageError(f"The catalogue has no rows {', '.join(strange)}.")
    unknown = sorted(set(open_rows.sections) - set(catalogue))
    if unknown:
        raise PageError(f"The catalogue has no sections {', '.join(unknown)}.")
    return [
        Section(
            number,
            section["title"],
            tuple(
                _row(row_id, level, title, tests.get(row_id, []), open_rows, open_rows.sections.get(number, ""))
                for row_id, (level, title) in section["rows"].items()
            ),
        )
        for number, section in catalogue.items()
    ]


def _row(row_id: str, level: str, title: str, tests: list[Proof], open_rows: OpenRows, default: str) -> Row:
    showing = tuple(test for test in tests if not test.defect)
    given = open_rows.not_applicable.get(row_id) or open_rows.rows.get(row_id)
    if showing and given:
        raise PageError(f"{row_id} is listed as open or not applicable, but {showing[0].name} shows it.")
    if showing:
        return Row(row_id, level, title, showing, open_rows.partly.get(row_id, ""))
    defects = "; ".join(f"Known defect: {test.defect}" for test in tests)
    reason = given or defects or default
    if not reason:
        raise PageError(f"{row_id} ({title}) is shown by no test, and open_rows.yaml says nothing about it.")
    return Row(row_id, level, title, (), reason, applies=row_id not in open_rows.not_applicable)


def page_of(sections: list[Section]) -> str:
    states = ("shown", "partly shown", "open", "not applicable")
    lines = [
        INTRODUCTION,
        "| Section | Rows | Shown | Partly shown | Open | Not applicable |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for section in sections:
        counts = " | ".join(str(section.count(state)) for state in states)
        lines.append(f"| {section.number} {section.title} | {len(section.rows)} | {counts} |")
    totals = " | ".join(f"**{sum(section.count(state) for section in sections)}**" for state in states)
    lines.append(f"| **All** | **{sum(len(section.rows) for section in sections)}** | {totals} |")
    for section in sections:
        lines += [
            "",
            f"## {section.number} {section.title}",
            "",
            "| Id | Level | About | Shown by |",
            "|---|---|---|---|",
        ]
        lines += [f"| {row.id} | {row.level} | {row.title} | {_proof(row)} |" for row in section.rows]
    return "\n".join([*lines, "", f"This page is made by `{COMMAND}`.", ""])


def _proof(row: Row) -> str:
    shown = [f"[{_sentence(test.name)}](../{test.file})" for test in row.tests]
    return "<br>".join([*shown, f"*{row.state}*: {row.reason}"] if row.reason else shown)


def _sentence(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


class _Collector:
    """A pytest plugin that notes which collected tests carry which id."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            expected = item.get_closest_marker("xfail") or item.get_closest_marker("skip")
            defect = str(expected.kwargs.get("reason", "not run")) if expected else ""
            file = item.path.relative_to(ROOT).as_posix()
            name = getattr(item, "originalname", None) or item.name
            for marker in item.iter_markers("conformance"):
                for row_id in marker.args:
                    self.found.setdefault(row_id, {})[f"{file}::{name}"] = defect


def collect() -> int:
    """Prints the ids with their tests as JSON; in a process of its own, for pytest collects but once in each."""
    collector = _Collector()
    talk = io.StringIO()
    with contextlib.redirect_stdout(talk):
        # Only these: other tests cannot change the page, nor can a mistake in one keep it from being made.
        marked = [str(path) for path in TESTS.rglob("test_*.py") if "mark.conformance" in path.read_text("utf-8")]
        arguments = [*sorted(marked), "--collect-only", "-q", f"--confcutdir={TESTS}", f"--rootdir={ROOT}"]
        status = pytest.main([*arguments, "-p", "no:cacheprovider", "-p", "no:xdist"], plugins=[collector])
    if status:
        sys.stderr.write(talk.getvalue().partition("ERRORS")[2] or talk.getvalue())
        return int(status)
    sys.stdout.write(json.dumps(collector.found))
    return 0


def collected_tests() -> dict[str, list[Proof]]:
    asked = subprocess.run(
        [sys.executable, __file__, "--collect"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise PageError(f"The tests could not be collected:\n{asked.stderr[-4000:]}")
    return {
        row_id: [Proof(name.partition("::")[2], name.partition("::")[0], defect) for name, defect in found.items()]
        for row_id, found in json.loads(asked.stdout).items()
    }


def catalogue() -> dict[str, Any]:
    """Authentication, section by section, then the resources of application links."""
    read: dict[str, Any] = {}
    for name in CATALOGUES:
        read |= yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return read


def open_rows() -> OpenRows:
    read = yaml.safe_load((HERE / "open_rows.yaml").read_text(encoding="utf-8"))
    return OpenRows(read["sections"], read["rows"], read["not_applicable"], read["partly"])


def made() -> str:
    """The page as it has to be."""
    return page_of(account_for(catalogue(), collected_tests(), open_rows()))


if __name__ == "__main__":
    if "--collect" in sys.argv:
        sys.exit(collect())
    try:
        PAGE.write_text(made(), encoding="utf-8")
    except PageError as problem:
        sys.exit(str(problem))
