"""Figures as people read them."""

from applink_load.verdict.thresholds import Unit


def shown(value: float, unit: Unit) -> str:
    """Three digits that matter, with the unit."""
    if unit == "time":
        return duration(value)
    if unit == "share":
        return f"{value * 100:.3g} %"
    if unit == "rate":
        return f"{value:,.1f}/s" if value < 1_000 else f"{value:,.0f}/s"
    return f"{value:,.0f}"


def duration(seconds: float) -> str:
    for factor, unit in ((1.0, "s"), (1e-3, "ms")):
        if seconds >= factor:
            return f"{_three(seconds / factor)} {unit}"
    return f"{_three(seconds * 1e6)} µs"


def _three(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
