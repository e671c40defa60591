"""CQL over REST."""

import pytest


@pytest.mark.parametrize(
    ("username", "titles"),
    [("alice", {"Salaries", "Plans"}), ("bob", set()), (None, set())],
)
def test_a_search_finds_what_its_caller_may_see(person, username, titles):
    """What is hidden is not found, without a word."""
    found = person(username).ask("GET", "/rest/api/content/search", cql="title in (Salaries, Plans)").json()
    assert {page["title"] for page in found["results"]} == titles


def test_site_search_wraps_content_in_results(person):
    """With totals, excerpt and where it lives."""
    found = person("alice").ask("GET", "/rest/api/search", cql="text ~ bulbs", expand="content.version").json()
    assert (found["totalSize"], found["size"], found["cqlQuery"]) == (1, 1, "text ~ bulbs")
    assert isinstance(found["searchDuration"], int)
    result = found["results"][0]
    assert result["content"]["title"] == result["title"] == "Welcome"
    assert result["content"]["version"]["number"] == 1
    assert result["excerpt"] == "Lamps & bulbs"
    assert result["url"] == "/display/DOC/Welcome"
    assert result["entityType"] == "content"
    assert result["resultGlobalContainer"]["title"] == "Handbook"


def test_the_current_user_is_the_caller(person):
    """Nobody in particular wrote nothing."""
    cql = "creator = currentUser()"
    alices = person("alice").ask("GET", "/rest/api/content/search", cql=cql).json()
    assert [page["title"] for page in alices["results"]] == ["Welcome"]
    assert person(None).ask("GET", "/rest/api/content/search", cql=cql).json()["results"] == []


def test_results_come_in_parts(person):
    """The next part is asked for with the same query."""
    alice = person("alice")
    first = alice.ask("GET", "/rest/api/search", cql="type = page order by id", limit="4").json()
    assert (first["size"], first["totalSize"]) == (4, 6)
    second = alice.ask("GET", first["_links"]["next"]).json()
    assert (second["start"], second["size"], "next" in second["_links"]) == (4, 2, False)


@pytest.mark.parametrize("path", ["/rest/api/search", "/rest/api/content/search"])
@pytest.mark.parametrize("cql", ["title =", "colour = red", "((((", "text ~ '\u0000"])
def test_a_query_that_makes_no_sense_is_said_to_be_unparsed(person, path, cql):
    """The words that clients look for."""
    refused = person("alice").ask("GET", path, cql=cql)
    assert refused.status == 400
    assert refused.json()["message"].startswith("Could not parse cql : ")
    assert person("alice").ask("GET", path).status == 400
    assert person("alice").ask("GET", path, cql="type = page").status == 200
