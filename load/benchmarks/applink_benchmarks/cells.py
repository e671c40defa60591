"""What stands in one row of the table, on a terminal and on the page."""

from applink_benchmarks.figures import Missing, Row, Samples

HEAD = ("Figure", "Ours", "Yardstick", "Ratio", "Aim", "Met")
_MET = {None: "", True: "yes", False: "no"}


def cells(row: Row) -> tuple[str, ...]:
    """In the order of ``HEAD``."""
    aim = str(row.aim) if row.aim else ""
    if isinstance(row, Missing):
        return row.name, "not measured", row.yardstick, "", aim, ""
    return (
        row.name,
        f"{with_range(row.ours)} {row.unit}",
        f"{number(row.yardstick.samples.median)} {row.yardstick.name}" if row.yardstick else "",
        with_range(row.ratio) if row.ratio else "",
        aim,
        _MET[row.met],
    )


def number(value: float) -> str:
    """Three digits that matter, thousands apart."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def with_range(samples: Samples) -> str:
    if len(samples.values) == 1:
        return number(samples.median)
    return f"{number(samples.median)} ({number(samples.least)}–{number(samples.most)})"
