"""Who sees what: one table for each arrangement of the userbases, for the page and for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.table import Table
from rich.text import Text

from applink_steps.report.records import Observation

ARRANGEMENTS = {
    "shared": "Both products share a userbase",
    "separate": "Each product has a userbase of its own",
    "overlapping": "Userbases of their own, with usernames in common",
}


LINKS = ("no authentication", "OAuth", "OAuth per user", "OAuth with impersonation")
"""From the kind of link that shows least; another kind stands with the longest of these that it begins with."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a cell says, once for each different outcome."""

    sees: bool
    served_as: str | None

    @property
    def verdict(self) -> str:
        return "sees" if self.sees else "does not see"

    @property
    def symbol(self) -> str:
        return "●" if self.sees else "○"

    @property
    def acting_as(self) -> str:
        return f"as {self.served_as or 'nobody'}"


@dataclass(frozen=True, slots=True)
class Row:
    user: str
    item: str
    product: str
    cells: tuple[tuple[Sight, ...], ...]
    """As many as there are kinds of link; empty where nobody looked."""


@dataclass(frozen=True, slots=True)
class Matrix:
    userbases: str
    title: str
    links: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def people(self) -> list[tuple[str, list[Row]]]:
        """The rows of each user, which stand together."""
        return [(user, list(rows)) for user, rows in groupby(self.rows, lambda row: row.user)]


LEGEND = "● sees it, ○ does not see it; behind it, as whom the product answered."


def matrices(observations: Sequence[Observation]) -> list[Matrix]:
    """In the order of ARRANGEMENTS and LINKS; users in the order in which they first occur, items by name."""
    there = list(dict.fromkeys([*ARRANGEMENTS, *(each.userbases for each in observations)]))
    grouped = {name: [each for each in observations if each.userbases == name] for name in there}
    return [_matrix(name, group) for name, group in grouped.items() if group]


def rich_matrix(observations: Sequence[Observation]) -> list[Table]:
    return [_rich(matrix) for matrix in matrices(observations)]


def _matrix(name: str, observations: Sequence[Observation]) -> Matrix:
    links = tuple(sorted({each.link for each in observations}, key=_place_of_link))
    users = list(dict.fromkeys(each.user for each in observations))
    cells: dict[tuple[str, str, str, str], dict[Sight, None]] = {}
    for each in observations:
        key = each.user, each.item, each.product, each.link
        cells.setdefault(key, {})[Sight(each.sees, each.served_as)] = None
    lines = dict.fromkeys((each.user, each.item, each.product) for each in observations)
    rows = tuple(
        Row(*line, tuple(tuple(cells.get((*line, link), ())) for link in links))
        for line in sorted(lines, key=lambda line: (users.index(line[0]), *line[1:]))
    )
    return Matrix(name, ARRANGEMENTS.get(name, name), links, rows)


def _place_of_link(link: str) -> tuple[int, str]:
    fitting = [known for known in LINKS if link.startswith(known)]
    return (LINKS.index(max(fitting, key=len)) if fitting else len(LINKS), link)


def _rich(matrix: Matrix) -> Table:
    table = Table(title=Text(matrix.title), title_justify="left", title_style="bold")
    for heading in ("User", "Item", *matrix.links):
        table.add_column(Text(heading), overflow="fold")
    previous = None
    for row in matrix.rows:
        if previous not in {None, row.user}:
            table.add_section()
        table.add_row(
            Text(row.user if row.user != previous else "", "bold"),
            Text(f"{row.item} of {row.product}"),
            *(_rich_cell(sights) for sights in row.cells),
        )
        previous = row.user
    return table


def _rich_cell(sights: Sequence[Sight]) -> Text:
    lines = [
        Text.assemble(
            (sight.symbol, "green" if sight.sees else "red"), (f" {sight.acting_as}", "" if sight.sees else "dim")
        )
        for sight in sights
    ]
    return Text("\n").join(lines) if lines else Text("-", "dim")
