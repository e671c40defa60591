"""Lines over the time of a run, as SVG that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from applink_load.measured.run import Series
from applink_load.verdict.figures import shown
from applink_load.verdict.thresholds import Unit

WIDE, HIGH, LEFT, RIGHT, BELOW, ABOVE = 720, 216, 70, 26, 24, 26


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    values: Sequence[float | None]
    """One for each slice of time; None where nothing was answered."""
    dashes: str = ""
    """Lines differ by them too: colours are lost in print."""


def rates(series: Series, seconds: float) -> Markup:
    """Answers and failures a second; the last slice ends with the run."""
    answered: list[float | None] = []
    failed: list[float | None] = []
    for place in _places(series):
        lasts = max(min(float(series.width), seconds - place * series.width), 0.5)
        here = series.slices.get(place)
        answered.append(here.answers.count / lasts if here else 0.0)
        failed.append(here.failures / lasts if here else 0.0)
    lines = [Line("answers", answered), Line("failures", failed, "2 3")]
    return chart("Answers a second", "rate", lines, series.width)


def latencies(series: Series) -> Markup:
    """A slice's percentile wants no number of samples: it shows where to look, and decides nothing."""
    lines = [
        Line(
            label,
            [series.slices[at].answers.percentile(part) if at in series.slices else None for at in _places(series)],
            dashes,
        )
        for label, part, dashes in (("p50", 0.5, ""), ("p95", 0.95, "6 3"), ("slowest", 1.0, "2 3"))
    ]
    return chart("Time to answer", "time", lines, series.width)


def chart(title: str, unit: Unit, lines: Sequence[Line], width: int) -> Markup:
    slices = max((len(line.values) for line in lines), default=0)
    top = max((value for line in lines for value in line.values if value), default=0.0) or 1.0
    across, up = WIDE - LEFT - RIGHT, HIGH - BELOW - ABOVE

    def x(place: float) -> str:
        return f"{LEFT + across * place / max(1, slices - 1):.1f}"

    def y(value: float) -> str:
        return f"{ABOVE + up * (1 - value / top):.1f}"

    drawn = []
    for part in (0.0, 0.5, 1.0):
        drawn.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y(part * top)}" y2="{y(part * top)}"/>'
        )
        label = escape(shown(part * top, unit) if part else "0")
        drawn.append(f'<text x="{LEFT - 6}" y="{y(part * top)}" dy="4" text-anchor="end">{label}</text>')
    drawn += [
        f'<text x="{x(place)}" y="{HIGH - 6}" text-anchor="middle">{place * width} s</text>'
        for place in sorted({0, slices // 2, max(0, slices - 1)})
    ]
    for number, line in enumerate(lines):
        path, pen = [], "M"
        for place, value in enumerate(line.values):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{x(place)} {y(value)}")
            pen = "L"
        # A line of one point is seen only with round ends.
        drawn.append(
            f'<path class="line{number}" stroke-dasharray="{line.dashes}" d="{" ".join(path)} h0.01"/>'
            if path
            else ""
        )
        drawn.append(
            f'<text class="label{number}" x="{LEFT + number * 90}" y="{ABOVE - 12}">{escape(line.label)}</text>'
        )
    # Every part is a number or was escaped above.
    return Markup(  # noqa: S704
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {WIDE} {HIGH}">{"".join(drawn)}</svg>'
    )


def _places(series: Series) -> range:
    return range(max(series.slices, default=-1) + 1)
