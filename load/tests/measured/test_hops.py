"""From what products tell of their time to where the whole of it went."""

import json

import pytest
from rich.console import Console

from applink_load.measured.hops import BEFORE, BETWEEN, BEYOND, FIRST, SECOND, SIGNED, split
from applink_load.measured.run import Measured
from applink_load.verdict.judge import Judgement, judge
from applink_load.verdict.page import page
from applink_load.verdict.papers import as_markdown, as_table, hop_rows


def printed(judgement: Judgement) -> str:
    console = Console(width=120)
    with console.capture() as said:
        console.print(as_table(judgement))
    return said.get()


BOTH = "applinks-total;dur=80, applinks-signing;dur=1, applinks-waiting;dur=60, applinks-there;dur=50"
FIRST_ALONE = "applinks-total;dur=80, applinks-signing;dur=1, applinks-waiting;dur=60"


def test_every_part_of_the_time_is_somewhere_once():
    found = split(BOTH, 0.1)

    assert found == pytest.approx({BEFORE: 0.02, FIRST: 0.019, SIGNED: 0.001, BETWEEN: 0.01, SECOND: 0.05})
    assert sum(found.values()) == pytest.approx(0.1)


def test_a_second_product_that_tells_nothing_is_one_with_the_way_to_it():
    found = split(FIRST_ALONE, 0.1)

    assert found == pytest.approx({BEFORE: 0.02, FIRST: 0.019, SIGNED: 0.001, BEYOND: 0.06})


@pytest.mark.parametrize("header", ["", "miss, db;dur=53", "total;dur=80"])
def test_what_others_say_in_that_header_is_nothing_of_ours(header: str):
    assert split(header, 0.1) == {}
    assert split(f"applinks-total;dur=80, {header}", 0.1)


def test_hops_of_workers_are_merged_exactly_and_shown_in_order_of_the_way():
    one, other, both, whole = (
        Measured("proxied", "http://127.0.0.1:1990", 2, 1_700_000_000.0, 1.0) for _ in range(4)
    )
    for n, run in enumerate([one, other, one, other, other]):
        for each in (run, whole):
            each.add("search", 0.1 + n / 100, at=n / 10)
            each.add_hops("search", split(BOTH, 0.1 + n / 100))
    both.take(one)
    both.take(other)

    assert both.hops == whole.hops
    assert Measured.from_json(json.loads(json.dumps(both.to_json()))) == both
    assert [row[1] for row in hop_rows(both)] == [BEFORE, FIRST, SIGNED, BETWEEN, SECOND]
    assert [row[3] for row in hop_rows(both)] == ["33%", "16%", "1%", "8%", "42%"]
    judgement, silent = judge(both, []), judge(Measured("proxied", "", 2, 1_700_000_000.0, 1.0), [])
    for told in (as_markdown, page, printed):
        assert "Where the time went" in told(judgement)
        assert "Where the time went" not in told(silent)
