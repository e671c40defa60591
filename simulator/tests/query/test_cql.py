from collections.abc import Callable

import pytest

from applink_simulator.query.cql import refusal
from applink_simulator.query.errors import (
    OperatorNotAllowed,
    QueryError,
    QuerySyntaxError,
    UnknownField,
    UnreadableDate,
    UnsearchableText,
)

Search = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("type = page", "101 102 103"),
        ("type != page", "100 200"),
        ("type in (space, blogpost)", "100 200"),
        ("space = doc", "101 102 103 100"),
        ("space = 'AND'", "200"),
        ("space.key = DOC and type = space", "100"),
        ("space.title ~ andromeda", "200"),
        ("space = NOPE", ""),
        ("title = lamps", "101"),
        ("title ~ lamps", "101 102"),
        ("title !~ lamps", "103 100 200"),
        ("title ~ 'la*'", "101 102"),
        ("text ~ lamps", "103"),
        ("text ~ 'replace bulb'", "101"),
        ("siteSearch ~ lamps", "101 102 103"),
        ("siteSearch ~ 'spare cupboard'", "103"),
        ("id = 102", "102"),
        ("content in (102, 103)", "102 103"),
        ("creator = alice", "101"),
        ("contributor = bob", "101"),
        ("label = howto", "101 103"),
        ("label != archived", "101 102 100 200"),
        ("label not in (archived, howto)", "102 100 200"),
        ("ancestor = 101", "102 103"),
        ("parent = 101", "102"),
        ("parent != 101", "101 103 100 200"),
        ("type = page and (label = howto or creator = carol) and not parent = 102", "101 102"),
    ],
)
def test_clauses_choose_by_the_fields_of_content(confluence: Search, text: str, found: str) -> None:
    """The last changed first; unlike in Jira what has no label differs from any."""
    assert confluence(text) == found.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("created = 2026-10-02", "101"),
        ("created = '2026-10-02 10:00'", "101"),
        ("created = '2026-10-02 10:01'", ""),
        ("created > 2026/10/01", "101"),
        ("created >= 2026/10/01 and created <= 2026/10/01", "102 103 200"),
        ("created < 2026-10-01", "100"),
        ("lastmodified > now('-2d')", "101"),
        ("lastModified >= startOfDay('-2d') and type = page", "101 102"),
        ("lastmodified < startOfMonth()", "200"),
    ],
)
def test_a_date_without_a_time_means_the_whole_day(confluence: Search, text: str, found: str) -> None:
    """`created > 2014/09/01` is documented as after that day, so it is not the midnight Jira makes of it."""
    assert confluence(text) == found.split()


@pytest.mark.parametrize(
    ("text", "alice", "anonymous"),
    [("creator = currentUser()", "101", ""), ("contributor not in (currentUser())", "102 103 100 200", "")],
)
def test_the_current_user_is_whom_the_call_acts_as(confluence: Search, text: str, alice: str, anonymous: str) -> None:
    """Nobody in particular is no error and finds nothing."""
    assert confluence(text) == alice.split()
    assert confluence(text, user=None) == anonymous.split()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("type = page order by title", "101 102 103"),
        ("type = page order by title desc", "103 102 101"),
        ("type in (page, blogpost) order by lastmodified asc", "200 103 102 101"),
        ("type in (page, blogpost) order by lastmodified", "101 102 103 200"),
        ("type in (page, blogpost) order by type, id desc", "200 103 102 101"),
    ],
)
def test_results_come_in_the_order_asked_for(confluence: Search, text: str, found: str) -> None:
    """Dates start with the newest unless told otherwise."""
    assert confluence(text) == found.split()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", QuerySyntaxError),
        ("order by title", QuerySyntaxError),
        ("space in (DOC, AND)", QuerySyntaxError),
        ("colour = red", UnknownField),
        ("text = lamps", OperatorNotAllowed),
        ("space ~ DOC", OperatorNotAllowed),
        ("created in (2026-10-01)", OperatorNotAllowed),
        ("created > soon", UnreadableDate),
        ("title ~ '?!'", UnsearchableText),
    ],
)
def test_every_refusal_says_that_the_query_could_not_be_parsed(
    confluence: Search, text: str, error: type[QueryError]
) -> None:
    """The words clients look for, whatever the mistake."""
    with pytest.raises(error) as caught:
        confluence(text)
    assert refusal(caught.value) == f"Could not parse cql : {caught.value}"
