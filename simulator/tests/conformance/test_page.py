"""The page on conformance says what the tests say."""

from typing import Any

import pytest

from .page import COMMAND, PAGE, OpenRows, PageError, Proof, account_for, catalogue, made, page_of

SMALL: dict[str, Any] = {
    "1": {"title": "One", "rows": {"A-1": ["M", "First"], "A-2": ["S", "Second"]}},
    "2": {"title": "Two", "rows": {"B-1": ["V", "Third"]}},
}
SHOWN = {"A-1": [Proof("test_it_is_so", "tests/test_it.py")]}
LATER = OpenRows({"2": "Later."}, {"A-2": "Soon."})


def test_the_page_is_up_to_date():
    """Made from the markers of all tests that can be collected."""
    assert PAGE.read_text(encoding="utf-8") == made(), f"Run: {COMMAND}"


def test_no_row_has_gone_missing():
    """So many were agreed; ids stay, also of rows that are withdrawn."""
    rows = [row_id for section in catalogue().values() for row_id in section["rows"]]
    assert sum(not row_id.startswith("REST-") for row_id in rows) == 308
    assert sum(row_id.startswith("REST-") for row_id in rows) == 103


def test_a_row_is_shown_open_or_not_applicable():
    sections = account_for(SMALL, SHOWN, OpenRows({"2": "Later."}, {}, {"A-2": "Not here."}))
    assert [row.state for section in sections for row in section.rows] == ["shown", "not applicable", "open"]
    page = page_of(sections)
    assert "| 1 One | 2 | 1 | 0 | 0 | 1 |" in page
    assert "| A-1 | M | First | [it is so](../tests/test_it.py) |" in page
    assert "| B-1 | V | Third | *open*: Later. |" in page


def test_a_test_that_is_expected_to_fail_shows_nothing():
    failing = {"A-1": [Proof("test_it_is_so", "tests/test_it.py", "it is not")]}
    sections = account_for(SMALL, failing, LATER)
    assert sections[0].rows[0].state == "open"
    assert "it is not" in sections[0].rows[0].reason


def test_a_row_may_be_shown_in_part():
    sections = account_for(SMALL, SHOWN, OpenRows({"2": "Later."}, {"A-2": "Soon."}, {}, {"A-1": "The rest."}))
    assert sections[0].rows[0].state == "partly shown"
    assert "[it is so](../tests/test_it.py)<br>*partly shown*: The rest. |" in page_of(sections)


@pytest.mark.parametrize(
    ("tests", "open_rows", "complaint"),
    [
        (SHOWN | {"X-1": []}, LATER, "X-1"),
        (SHOWN, OpenRows({"2": "Later."}, {"A-2": "Soon.", "X-2": "?"}), "X-2"),
        (SHOWN, OpenRows({"3": "Later."}), "sections 3"),
        (SHOWN, OpenRows({"2": "Later."}), "A-2"),
        (SHOWN, OpenRows({"2": "Later."}, {"A-1": "Soon.", "A-2": "Soon."}), "test_it_is_so shows it"),
    ],
)
def test_contradictions_are_complained_of(tests: dict[str, list[Proof]], open_rows: OpenRows, complaint: str):
    with pytest.raises(PageError, match=complaint):
        account_for(SMALL, tests, open_rows)
    assert account_for(SMALL, SHOWN, LATER)
