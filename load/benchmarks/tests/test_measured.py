"""What is kept of a run, and the page that is made from it."""

from pathlib import Path

from applink_benchmarks.cells import cells
from applink_benchmarks.figures import Aim, Figure, Measured, Missing, Samples, Yardstick, at_most
from applink_benchmarks.page import FIGURES, PROFILE, with_figures

DOCS = Path(__file__).resolve().parents[3] / "docs"

FASTER = Figure("verify", "/s", Samples((30.0, 50.0)), Yardstick("Authlib", Samples((10.0, 10.0))), Aim(3.5), "why")
SLOWER = Figure("large", "ms", Samples((1.3,)), Yardstick("small", Samples((1.0,))), at_most(1.2))
NOT_THERE = Missing("direct", "there is no npm", "mountebank", Aim(1.3))
MEASURED = Measured("bench", "today", {"cores": "2"}, 2, (FASTER, SLOWER, NOT_THERE), {"Flask": 30.0, "RSA": 90.0})


def test_a_run_is_read_as_it_was_written():
    assert Measured.of_document(MEASURED.document()) == MEASURED


def test_a_row_tells_the_median_with_lowest_and_highest_and_whether_the_aim_is_met():
    assert cells(FASTER) == ("verify", "40.0 (30.0–50.0) /s", "10.0 Authlib", "4.00 (3.00–5.00)", "≥ 3.5", "yes")
    assert cells(SLOWER)[-2:] == ("≤ 1.2", "no")


def test_what_could_not_be_measured_is_neither_met_nor_missed():
    assert cells(NOT_THERE) == ("direct", "not measured", "mountebank", "", "≥ 1.3", "")


def test_the_page_tells_why_something_was_not_measured_and_keeps_what_is_written_by_hand():
    written = f"# Title\n\n{''.join(FIGURES)}\n\nBetween.\n\n{''.join(PROFILE)}\n\nEnd.\n"
    page = with_figures(written, MEASURED)

    assert "- *direct*: not measured: there is no npm\n" in page
    assert "| large | 1.30 ms | 1.00 small | 1.30 | ≤ 1.2 | **no** |\n" in page
    assert "| RSA | 90.0 | 75% |\n" in page
    assert [line for line in page.splitlines() if line in ("# Title", "Between.", "End.")] == [
        "# Title",
        "Between.",
        "End.",
    ]
    assert with_figures(page, MEASURED) == page


def test_the_committed_page_was_made_from_the_committed_run():
    written = (DOCS / "performance.md").read_text(encoding="utf-8")
    measured = Measured.of_document((DOCS / "performance.json").read_text(encoding="utf-8"))

    assert with_figures(written, measured) == written
    assert measured.rows
    assert measured.profile
