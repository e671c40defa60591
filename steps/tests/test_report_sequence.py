"""Sequence diagrams: who asked whom, and what was asked in between."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from applink_steps.report.records import ExchangeRecord, StepRecord
from applink_steps.report.sequence import MOST_DRAWN, diagram, nested

SVG = "{http://www.w3.org/2000/svg}"
BY_ALICE = ExchangeRecord(
    number=1,
    sender="alice",
    sender_is_product=False,
    product="confluence",
    method="GET",
    path="/confluence/display/DOC/Roadmap?a=b",
    status=200,
    caller="alice",
    way="session",
    consumer=None,
    refusal="",
    comparison=None,
    request_headers=(),
    request_body="",
    reply_headers=(),
    reply_body="",
    seconds=0.5,
)
BY_CONFLUENCE = replace(
    BY_ALICE,
    number=2,
    sender="confluence",
    sender_is_product=True,
    product="jira",
    caller="integration",
    way="oauth",
    seconds=0.1,
)


def drawn(*exchanges: ExchangeRecord) -> ET.Element:
    return ET.fromstring(  # noqa: S314 - our own picture
        diagram([StepRecord("When", "alice looks", 3, "passed", exchanges=exchanges)], "s1")
    )


def texts(svg: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def classes(svg: ET.Element) -> list[str]:
    return [element.get("class", "") for element in svg.iter()]


def test_what_a_product_asks_while_it_serves_lies_within() -> None:
    """The caller of the inner exchange is the server of the outer one."""
    (outer,) = nested([BY_CONFLUENCE, BY_ALICE])
    assert outer.exchange == BY_ALICE
    assert [call.exchange for call in outer.inner] == [BY_CONFLUENCE]


@pytest.mark.parametrize(
    "second",
    [
        replace(BY_CONFLUENCE, sender="alice", sender_is_product=False),
        replace(BY_CONFLUENCE, sender="jira", product="confluence"),
        replace(BY_CONFLUENCE, seconds=0.9),
    ],
)
def test_what_it_did_not_ask_lies_beside(second: ExchangeRecord) -> None:
    """A person's next click, another product, or something that lasted longer."""
    assert [call.exchange for call in nested([BY_ALICE, second])] == [BY_ALICE, second]


def test_people_stand_on_the_left_and_products_on_the_right() -> None:
    """Also when a product was the first to appear."""
    names = [
        text
        for text in texts(drawn(replace(BY_CONFLUENCE, number=1), replace(BY_ALICE, number=2)))
        if "/" not in text
    ]
    assert names[:3] == ["alice", "confluence", "jira"]


def test_each_arrow_says_what_was_asked_what_came_back_and_as_whom() -> None:
    """The query is left to the list of exchanges: a diagram has little room."""
    said = texts(drawn(BY_ALICE, BY_CONFLUENCE))
    assert "1 GET …/display/DOC/Roadmap" in said
    assert "as integration (oauth)" in said
    assert said.count("200 OK") == 2


def test_a_refusal_is_red_and_gives_its_reason() -> None:
    """And an exchange that went well is not."""
    refused = replace(BY_CONFLUENCE, status=401, caller=None, way="anonymous", refusal="NonceUsed: Again.")
    svg = drawn(BY_ALICE, refused)
    assert any(text.startswith("401 Unauthorized  NonceUsed") for text in texts(svg))
    assert "as nobody" in texts(svg)
    assert "sd-call sd-wrong" in classes(svg)
    assert "sd-wrong" not in " ".join(classes(drawn(BY_ALICE, BY_CONFLUENCE)))


def test_who_cannot_see_it_can_have_it_read_out() -> None:
    """As a picture with a title and every exchange in words."""
    svg = drawn(BY_ALICE, BY_CONFLUENCE)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "s1-t s1-d"
    assert svg.findtext(f"{SVG}title") == "Who asked whom: alice, confluence, jira"
    assert "2. confluence asks jira: GET" in (svg.findtext(f"{SVG}desc") or "")


def test_names_cannot_break_out_of_the_picture() -> None:
    """Whatever somebody called a product, a person or a page."""
    evil = '</text></svg><script>alert("1")</script>'
    svg = drawn(replace(BY_ALICE, sender=evil, product=evil, path=evil, caller=evil, refusal=evil, way=evil))
    assert not list(svg.iter(f"{SVG}script"))
    assert not list(svg.iter("script"))


def test_a_product_that_asks_itself_and_a_sender_nobody_knows_are_drawn_too() -> None:
    """An arrow back to the same line; a participant called somebody."""
    itself = replace(BY_CONFLUENCE, product="confluence")
    said = texts(drawn(replace(BY_ALICE, sender=""), itself))
    assert "somebody" in said
    assert sum("2 GET" in text for text in said) == 1


def test_a_long_scenario_is_drawn_in_part() -> None:
    """The rest is counted, and listed in full below."""
    many = [replace(BY_ALICE, number=number) for number in range(1, MOST_DRAWN + 6)]
    assert "and 5 more, listed under their steps" in texts(drawn(*many))
    assert not any("more" in text for text in texts(drawn(*many[:MOST_DRAWN])))


def test_without_exchanges_there_is_no_picture() -> None:
    """A scenario that never asked a product anything."""
    assert diagram([StepRecord("Given", "nothing", 1, "passed")], "s1") == ""
