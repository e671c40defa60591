"""What a run leaves behind: JUnit for build servers, Markdown for pull requests, CSV, JSON, and a table."""

import csv
import io
import json
import re
from xml.etree.ElementTree import Element, SubElement, tostring

from rich.console import Group
from rich.table import Table
from rich.text import Text

from applink_load.measured.hops import HOPS
from applink_load.measured.run import Measured, Series
from applink_load.verdict.codes import WORST_FIRST, Verdict
from applink_load.verdict.figures import duration, shown
from applink_load.verdict.judge import Judgement, Outcome
from applink_load.verdict.notes import notes
from applink_load.verdict.thresholds import FINDINGS, Threshold

PERCENTILES = ("p50", "p95", "p99")
MARKS = {
    Verdict.KEPT: "✓",
    Verdict.SLOW: "✗",
    Verdict.USAGE: "?",
    Verdict.WRONG: "✗",
    Verdict.NOT_MEASURED: "○",
    Verdict.BROKEN: "✗",
}
COLOURS = {Verdict.KEPT: "green", Verdict.NOT_MEASURED: "yellow"}
"""All others are red."""
_not_xml = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_json(judgement: Judgement) -> str:
    """All that is known, the histograms included."""
    told = {
        "verdict": judgement.verdict.word,
        "exit_code": judgement.exit_code,
        "told": judgement.told,
        "outcomes": [each.to_json() for each in judgement.outcomes],
        "generator_bound": judgement.measured.generator_bound,
        "measured": judgement.measured.to_json(),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def as_csv(measured: Measured) -> str:
    """A line for each request name and one for all; seconds throughout, empty where there are too few samples."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(["name", "requests", "failures", "rate", "mean", *PERCENTILES, "max"])
    for each in rows(measured):
        values = [_percentile(each, measure) for measure in PERCENTILES]
        times = [each.mean, *values, each.max]
        lines.writerow(
            [each.name, each.count, each.failures, f"{each.rate(measured.seconds):.3f}"]
            + ["" if value is None or not each.count else f"{value:.6f}" for value in times]
        )
    return written.getvalue()


def as_junit(judgement: Judgement) -> str:
    """A case for each threshold; what was not measured is an error, or a build server would call it green."""
    measured = judgement.measured
    suite = Element("testsuite", name=_xml(f"applinks load {measured.profile}"), time=f"{measured.seconds:.3f}")
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    outcomes = list(judgement.outcomes)
    if measured.broken or not outcomes:
        outcomes.insert(0, Outcome("the run", judgement.verdict, "", judgement.told))
    for each in outcomes:
        counts["tests"] += 1
        case = SubElement(
            suite, "testcase", classname=_xml(f"load.{measured.profile}"), name=_xml(each.asked), time="0"
        )
        if each.verdict is not Verdict.KEPT:
            tag = "failure" if each.verdict in (Verdict.SLOW, Verdict.WRONG) else "error"
            counts[f"{tag}s"] += 1
            problem = SubElement(case, tag, type=each.verdict.word, message=_xml(each.told))
            problem.text = _xml(_exchanges(measured, each)) or None
    for name, count in counts.items():
        suite.set(name, str(count))
    suites = Element("testsuites")
    suites.append(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def as_markdown(judgement: Judgement) -> str:
    """For a pull request: the verdict, what led to it, and the figures folded away."""
    measured, total = judgement.measured, judgement.measured.total
    lines = [
        f"### {MARKS[judgement.verdict]} Load: {_markdown(judgement.told)}",
        "",
        (
            f"{_markdown(measured.profile)} against {_markdown(measured.target)}: {total.count:,} requests of "
            f"{measured.users:,} users in {duration(measured.seconds)}, {total.failures:,} failed, "
            f"{measured.checked:,} answers checked."
        ),
        "",
        "| | Threshold | Found | Verdict |",
        "|---|---|---|---|",
    ]
    for each in sorted(judgement.outcomes, key=lambda outcome: WORST_FIRST.index(outcome.verdict)):
        found = _markdown(each.found) or "–"
        lines.append(f"| {MARKS[each.verdict]} | {_markdown(each.asked)} | {found} | {each.verdict.word} |")
    for finding in measured.findings[:5]:
        lines += ["", f"- **{finding.kind}**, {_markdown(finding.name)}: {_markdown(finding.told)}"]
    lines += [part for note in notes(measured) for part in ("", _markdown(note))]
    lines += ["", "<details><summary>Figures</summary>", "", f"| {' | '.join(HEADINGS)} |"]
    lines.append("|---|" + "---:|" * (len(HEADINGS) - 1))
    lines += [f"| {' | '.join(map(_markdown, cells(each, measured)))} |" for each in rows(measured)]
    if measured.hops:
        lines += ["", f"| {' | '.join(HOP_HEADINGS)} |", "|---|---|" + "---:|" * (len(HOP_HEADINGS) - 2)]
        lines += [f"| {' | '.join(map(_markdown, each))} |" for each in hop_rows(measured)]
    return "\n".join([*lines, "", "</details>", ""])


def as_table(judgement: Judgement) -> Group:
    """For rich: the figures, with a line below them for each thing to know and each thing that was asked for."""
    measured = judgement.measured
    table = Table(*HEADINGS)
    for column in table.columns[1:]:
        column.justify = "right"
    for each in sorted(measured.series.values(), key=lambda series: series.name):
        table.add_row(*map(Text, cells(each, measured)))
    for stage in measured.stages:
        during = measured.during(stage)
        table.add_row(*map(Text, [stage.name, *cells(during.total, during)[1:]]), style="dim")
    table.add_section()
    table.add_row(*map(Text, cells(measured.total, measured)))
    return Group(
        table,
        *map(Text, notes(measured)),
        *map(_line, judgement.outcomes),
    )


def _line(outcome: Outcome) -> Text:
    style = COLOURS.get(outcome.verdict, "red")
    found = f"  {outcome.found}" if outcome.found else ""
    return Text(f"{MARKS[outcome.verdict]} {outcome.asked}{found}  {outcome.verdict.word}", style=style)


HEADINGS = ("Request", "Requests", "Failed", "Rate", "Mean", *PERCENTILES, "Max")


HOP_HEADINGS = ("Request", "Where the time went", "Mean", "Part", "p50", "p95")


def hop_rows(measured: Measured) -> list[list[str]]:
    """In order of the way; parts are of the mean time that these answers took."""
    found = []
    for name, hops in sorted(measured.hops.items()):
        whole = sum(took.nanoseconds for took in hops.values()) or 1
        for hop in HOPS:
            if (took := hops.get(hop)) is not None:
                times = (duration(took.percentile(part)) for part in (0.5, 0.95))
                # A mean of those that went this way: a page need not always ask the other product.
                found.append([name, hop, duration(took.mean), f"{took.nanoseconds / whole:.0%}", *times])
    return found


def rows(measured: Measured) -> list[Series]:
    return [*sorted(measured.series.values(), key=lambda each: each.name), measured.total]


def cells(series: Series, measured: Measured) -> list[str]:
    values = [_percentile(series, measure) for measure in PERCENTILES]
    times = [series.mean, *values, series.max]
    return [
        series.name,
        f"{series.count:,}",
        f"{series.failures:,}",
        shown(series.rate(measured.seconds), "rate"),
        *("–" if value is None or not series.count else duration(value) for value in times),
    ]


def _percentile(series: Series, measure: str) -> float | None:
    asked = Threshold(measure, 0.0)
    return series.percentile(asked.part) if asked.part is not None and series.count >= asked.samples else None


def _exchanges(measured: Measured, outcome: Outcome) -> str:
    """Of the findings that a broken threshold on them stands for."""
    name, _, rest = outcome.asked.rpartition(":")
    kind = next((kind for measure, kind in FINDINGS.items() if rest.strip().startswith(measure)), None)
    found = [each for each in measured.findings if each.kind == kind and name.strip() in ("", each.name)]
    return "\n\n".join(f"{each.name}: {each.told}\n{each.exchange}".rstrip() for each in found)


def _xml(text: str) -> str:
    return _not_xml.sub("\N{REPLACEMENT CHARACTER}", text)


def _markdown(text: str) -> str:
    """On one line, with nothing in it that would be markup."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", " ".join(text.split()))
