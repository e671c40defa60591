"""The report: one file that holds everything, to read, to print and to pass on."""

from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from applink_load.measured.hops import HOPS
from applink_load.measured.run import KINDS
from applink_load.verdict.charts import latencies, rates
from applink_load.verdict.codes import WORST_FIRST
from applink_load.verdict.figures import duration
from applink_load.verdict.judge import Judgement
from applink_load.verdict.notes import notes
from applink_load.verdict.papers import HEADINGS, HOP_HEADINGS, MARKS, cells, hop_rows, rows

TEMPLATES = Path(__file__).parent / "templates"


def page(judgement: Judgement) -> str:
    """The whole page as HTML; no other file is needed to show it."""
    measured = judgement.measured
    total = measured.total
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        judgement=judgement,
        measured=measured,
        total=total,
        began=datetime.fromtimestamp(measured.began, UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        lasted=duration(measured.seconds),
        outcomes=sorted(judgement.outcomes, key=lambda each: WORST_FIRST.index(each.verdict)),
        marks=MARKS,
        headings=HEADINGS,
        notes=notes(measured),
        hop_headings=HOP_HEADINGS,
        hop_rows=hop_rows(measured),
        hops=HOPS,
        figures=[cells(each, measured) for each in rows(measured)],
        charts=[rates(total, measured.seconds), latencies(total)],
        reasons=[
            (name, reason, count)
            for name, series in sorted(measured.series.items())
            for reason, count in series.reasons.most_common()
        ],
        found={kind: measured.found(kind) for kind in KINDS},
    )
