"""The visibility matrix: who sees what for each kind of link."""

from dataclasses import replace

from rich.console import Console

from applink_steps.report.matrix import Matrix, Sight, matrices, rich_matrix
from applink_steps.report.records import Observation

SEES = Observation(
    "alice", "DEMO-1", "confluence", "jira", "OAuth", sees=True, served_as="integration", userbases="shared"
)
SEES_NOT = replace(SEES, item="SEC-1", sees=False)


def only(*observations: Observation) -> Matrix:
    (matrix,) = matrices(observations)
    return matrix


def test_rows_are_people_and_items_and_columns_kinds_of_link() -> None:
    """A cell says whether they saw it and as whom the product answered."""
    matrix = only(SEES, SEES_NOT, replace(SEES, link="no authentication", served_as=None))
    assert matrix.links == ("no authentication", "OAuth")
    assert [(row.user, row.item, row.cells) for row in matrix.rows] == [
        ("alice", "DEMO-1", ((Sight(sees=True, served_as=None),), (Sight(sees=True, served_as="integration"),))),
        ("alice", "SEC-1", ((), (Sight(sees=False, served_as="integration"),))),
    ]


def test_each_arrangement_of_userbases_has_a_table_of_its_own() -> None:
    """In one order, however the scenarios came."""
    found = matrices([replace(SEES, userbases="overlapping"), replace(SEES, userbases="separate"), SEES])
    assert [matrix.userbases for matrix in found] == ["shared", "separate", "overlapping"]


def test_a_persons_rows_stand_together() -> None:
    """Although scenarios mention them in turns."""
    matrix = only(SEES, replace(SEES, user="bob"), SEES_NOT)
    assert [(user, len(rows)) for user, rows in matrix.people] == [("alice", 2), ("bob", 1)]


def test_two_outcomes_for_one_cell_are_both_shown() -> None:
    """The same once is said once: the matrix must not hide that something changed."""
    matrix = only(SEES, SEES, replace(SEES, sees=False, served_as=None))
    assert [len(cell) for cell in matrix.rows[0].cells] == [2]
    assert [len(cell) for cell in only(SEES, SEES).rows[0].cells] == [1]


def test_a_terminal_shows_it_by_symbols_that_differ_without_colour() -> None:
    """Colour alone says nothing to many; square brackets in a name are no markup."""
    console = Console(width=120, record=True)
    for table in rich_matrix([SEES, replace(SEES_NOT, user="[red]bob[/red]", served_as=None)]):
        console.print(table)
    said = console.export_text()
    assert "● as integration" in said
    assert "○ as nobody" in said
    assert "[red]bob[/red]" in said
    assert "Both products share a userbase" in said


def test_nothing_observed_means_no_table() -> None:
    """A run without any look across a link."""
    assert rich_matrix([]) == []
