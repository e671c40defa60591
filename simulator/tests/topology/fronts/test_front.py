"""Fronts as values: what makes no sense is refused before anything stands."""

from typing import Any

import pytest

from applink_simulator.topology.fronts.front import (
    Forward,
    Front,
    FrontMakesNoSense,
    FrontPlace,
    Match,
    Override,
    Redirect,
)


@pytest.mark.parametrize(
    ("make", "wrong", "right", "said"),
    [
        (Override, {"location": "/x"}, {"location": "/x", "status": 302}, "an answer 200 leads nowhere"),
        (Override, {"body": None, "status": 404}, {"body": b"", "status": 404}, "keeps its status"),
        (Override, {"type": "a\r\nb: c"}, {"type": "a/b"}, "a single line"),
        (Redirect, {}, {"scheme": "http"}, "everybody where they are"),
        (Front, {"path": "jira"}, {"path": "/jira"}, "like /jira"),
        (Front, {"forwards": Forward(path="/jira/")}, {"forwards": Forward(path="")}, "'/jira/'"),
        (Front, {"redirects": Redirect(path="old")}, {"redirects": Redirect(path="/old")}, "'old'"),
    ],
)
def test_what_makes_no_sense_is_refused(make: Any, wrong: dict[str, Any], right: dict[str, Any], said: str):
    assert make(**right)
    with pytest.raises(FrontMakesNoSense, match=said):
        make(**wrong)


def test_a_match_is_of_the_whole_path_and_of_the_methods():
    match = Match("*/rest/applinks/*/manifest", frozenset({"GET"}))
    assert match.takes("GET", "/jira/rest/applinks/1.0/manifest")
    assert not match.takes("PUT", "/jira/rest/applinks/1.0/manifest")
    assert not match.takes("GET", "/jira/rest/applinks/1.0/manifest.json")
    assert Match().takes("ANY", "/thing")


def test_usual_ports_are_not_said():
    """As browsers and products leave them out; others stay."""
    assert FrontPlace(Front(), "http://jira:8080/jira", 443, host="jira.example").url == "https://jira.example/jira"
    assert FrontPlace(Front(), "http://jira:8080/jira", 80, host="jira.example").url == "https://jira.example:80/jira"
    redirecting = FrontPlace(
        Front(redirects=Redirect(scheme="http")), "http://jira:8080", 80, 443, host="jira.example"
    )
    assert (redirecting.url, redirecting.told_origin) == ("http://jira.example", "https://jira.example")
