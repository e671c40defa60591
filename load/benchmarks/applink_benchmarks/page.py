"""The part of docs/performance.md that is made from the JSON of a run."""

from collections.abc import Iterator

from applink_benchmarks.cells import HEAD, cells, number
from applink_benchmarks.figures import Figure, Measured, Missing

FIGURES = ("<!-- figures: made by docs/make.py from docs/performance.json -->\n", "<!-- end of figures -->")
PROFILE = ("<!-- profile: made by docs/make.py from docs/performance.json -->\n", "<!-- end of profile -->")


def with_figures(page: str, measured: Measured) -> str:
    """The page as it is, with its table of figures and its profile written anew."""
    page = _between(page, FIGURES, f"\n{figures(measured)}\n")
    return _between(page, PROFILE, f"\n{profile(measured)}\n")


def _between(page: str, marks: tuple[str, str], made: str) -> str:
    begin, end = marks
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{made}{end}{after}"


def figures(measured: Measured) -> str:
    machine = "\n".join(f"- {name}: {value}" for name, value in measured.machine.items())
    rows = "\n".join(_line(cells(row)) for row in measured.rows)
    notes = "\n".join(f"- *{name}*: {note}" for name, note in _notes(measured))
    return (
        f"`{measured.command}` on {measured.date}; medians of {measured.rounds} rounds, lowest and highest in "
        f"brackets.\n\n{machine}\n\n{_line(HEAD)}\n{'|---' * len(HEAD)}|\n{rows}\n\n{notes}\n"
    )


def _line(told: tuple[str, ...]) -> str:
    bold = ["**no**" if cell == "no" else cell for cell in told]
    return f"| {' | '.join(bold)} |"


def _notes(measured: Measured) -> Iterator[tuple[str, str]]:
    for row in measured.rows:
        if isinstance(row, Missing):
            yield row.name, f"not measured: {row.reason}"
        elif isinstance(row, Figure) and row.note:
            yield row.name, row.note


def profile(measured: Measured) -> str:
    if not measured.profile:
        return "Not taken in this run.\n"
    whole = sum(measured.profile.values())
    rows = "\n".join(f"| {name} | {number(cost)} | {cost / whole:.0%} |" for name, cost in measured.profile.items())
    return f"| where | µs | share |\n|---|---|---|\n{rows}\n| all | {number(whole)} | |\n"
