"""The page: one file that holds everything, to read, to print and to pass on."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from applink_steps.report.explain import answer_of, behind
from applink_steps.report.matrix import matrices
from applink_steps.report.records import Comparison, Part, Run, ScenarioRecord
from applink_steps.report.sequence import diagram

_listed = re.compile(r"^\s*(?:[-*|•]|\d+[.)]) ?", re.MULTILINE).search
TEMPLATES = Path(__file__).parent / "templates"
STATUSES = ("passed", "failed", "not run", "known failure")
SYMBOLS = {
    "passed": "✓",
    "failed": "✗",
    "not run": "○",
    "known failure": "≈",
    "skipped": "○",
    "undefined": "?",
}


@dataclass(frozen=True)
class Section:
    """A feature with its scenarios, those of one rule together."""

    anchor: str
    file: str
    scenarios: list[ScenarioRecord]

    @property
    def first(self) -> ScenarioRecord:
        return self.scenarios[0]

    @property
    def rules(self) -> list[tuple[ScenarioRecord, list[ScenarioRecord]]]:
        groups = (list(group) for _, group in groupby(self.scenarios, lambda scenario: scenario.rule))
        return [(group[0], group) for group in groups]

    @property
    def status(self) -> str:
        """The worst of its scenarios; one that did not run keeps the feature from being green."""
        there = {scenario.status for scenario in self.scenarios}
        return next(status for status in ("failed", "not run", "known failure", "passed") if status in there)

    def having(self, status: str) -> int:
        return sum(scenario.status == status for scenario in self.scenarios)


def page(run: Run) -> str:
    """The whole page as HTML; no other file is needed to show it."""
    anchors = {scenario.place: f"s{number}" for number, scenario in enumerate(run.scenarios, 1)}
    return (
        _environment()
        .get_template("report.html")
        .render(
            run=run,
            sections=list(_sections(run)),
            matrices=matrices(run.observations),
            verdict=verdict(run),
            status=overall(run),
            counts=counts(run),
            anchors=anchors,
            seen_in=_seen_in(run, anchors),
            script_hash=_script_hash(),
        )
    )


def overall(run: Run) -> str:
    if run.failed:
        return "failed"
    return "passed" if run.having("passed") else "not run"


def counts(run: Run) -> list[tuple[str, int]]:
    """How many scenarios in each state, without the states that nobody is in."""
    found = [(status, sum(each.status == status for each in run.scenarios)) for status in STATUSES]
    return [(status, number) for status, number in found if number]


def verdict(run: Run) -> str:
    """The run in one sentence."""
    failed, ran = len(run.having("failed")), len(run.scenarios) - len(run.having("not run"))
    if failed:
        said = f"{failed} of {_scenarios(ran)} failed"
    elif run.unread:
        said = "Some files could not be read"
    elif not run.scenarios:
        return "There was nothing to run"
    elif not ran:
        return "Nothing ran"
    elif len(run.having("passed")) == ran == len(run.scenarios):
        said = "The scenario passed" if ran == 1 else f"All {_scenarios(ran)} passed"
    else:
        said = f"{len(run.having('passed'))} of {_scenarios(len(run.scenarios))} passed"
    return said


def _scenarios(number: int) -> str:
    return f"{number} scenario{'' if number == 1 else 's'}"


def _sections(run: Run) -> Iterator[Section]:
    for number, (file, group) in enumerate(groupby(run.scenarios, lambda scenario: scenario.file), 1):
        yield Section(f"f{number}", file, list(group))


def _split_at(text: str | None, part: Part) -> tuple[str, str]:
    """Before the first difference, and from there on."""
    if text is None:
        return "", "(absent)"
    if not text:
        return "", "(empty)"
    return ("", text) if part.column is None else (text[: part.column], text[part.column :] or "(ends here)")


def _paragraphs(text: str) -> list[tuple[str, bool]]:
    """With whether its lines are to be kept apart, as those of a list are."""
    paragraphs = (paragraph.strip() for paragraph in re.split(r"\n\s*\n", text))
    return [(paragraph, bool(_listed(paragraph))) for paragraph in paragraphs if paragraph]


def _seen_in(run: Run, anchors: Mapping[tuple[str, int, int], str]) -> dict[tuple[object, ...], tuple[str, str]]:
    """For each thing a matrix says the first scenario that shows it: its anchor and name."""
    found: dict[tuple[object, ...], tuple[str, str]] = {}
    for scenario in run.scenarios:
        for each in scenario.observations:
            key = each.userbases, each.user, each.item, each.product, each.link, each.sees, each.served_as
            found.setdefault(key, (anchors[scenario.place], scenario.name))
    return found


def _differing(comparison: Comparison) -> int:
    return sum(part.differs for part in comparison.parts)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"symbols": SYMBOLS, "behind": behind, "diagram": diagram}
    environment.filters |= {
        "answer": answer_of,
        "split_at": _split_at,
        "paragraphs": _paragraphs,
        "differing": _differing,
    }
    return environment


@cache
def _script_hash() -> str:
    """Names the one script that may run, whatever else might find its way into the page."""
    script = (TEMPLATES / "filter.js").read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n")
    return "sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode()
