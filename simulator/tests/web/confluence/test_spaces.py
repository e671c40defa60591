"""Spaces over REST, and what Confluence says of itself."""

import pytest


@pytest.mark.parametrize(
    ("username", "keys"), [("alice", ["DOC", "HR", "OPS"]), ("bob", ["DOC", "OPS"]), (None, ["DOC"])]
)
def test_everybody_gets_the_spaces_they_may_see(person, username, keys):
    """Filtered in silence."""
    found = person(username).ask("GET", "/rest/api/space").json()
    assert [space["key"] for space in found["results"]] == keys
    assert found["size"] == len(keys)


def test_a_space_one_may_not_see_is_answered_like_one_that_does_not_exist(person):
    """Only the key differs, which the caller knows already."""
    hr = person("alice").ask("GET", "/rest/api/space/HR")
    assert hr.status == 200
    assert set(hr.json()) >= {"id", "key", "name", "type", "status", "_links"}
    for username in ("bob", None):
        hidden, absent = (person(username).ask("GET", f"/rest/api/space/{key}") for key in ("HR", "NO"))
        assert hidden.status == absent.status == 404
        assert hidden.json()["message"] == "No space with key : HR"
        assert hidden.json()["data"]["authorized"] is False
        assert hidden.text.replace("HR", "NO") == absent.text


def test_a_list_leads_on_from_page_to_page_without_the_context_path(person):
    """A client puts ``_links.base`` before ``_links.next``."""
    alice, seen = person("alice"), []
    path = "/rest/api/space?limit=2"
    for _ in range(5):
        part = alice.ask("GET", path).json()
        seen += [space["key"] for space in part["results"]]
        if "next" not in part["_links"]:
            break
        path = part["_links"]["next"]
        assert path.startswith("/rest/api/space?")
        assert part["_links"]["base"].endswith("/confluence")
        assert part["_links"]["context"] == "/confluence"
    assert seen == ["DOC", "HR", "OPS"]
    assert (part["start"], part["limit"], part["size"]) == (2, 2, 1)


@pytest.mark.parametrize("query", ["start=-1", "start=x", "limit=1.5", "limit=" + "9" * 30])
def test_a_place_in_a_list_that_is_no_number_is_refused(person, query):
    """And a limit of zero is a number."""
    assert person("alice").ask("GET", f"/rest/api/space?{query}").status == 400
    none = person("alice").ask("GET", "/rest/api/space?limit=0").json()
    assert (none["results"], "next" in none["_links"]) == ([], False)


def test_credentials_in_the_query_do_not_come_back_in_links(person):
    """Such as the name that an impersonating product signs into its request."""
    found = (
        person(None).ask("GET", "/rest/api/content?limit=1&os_password=x&xoauth_requestor_id=y&spaceKey=DOC").json()
    )
    assert "spaceKey=DOC" in found["_links"]["next"]
    assert "os_password" not in str(found["_links"])
    assert "xoauth_requestor_id" not in str(found["_links"])


def test_confluence_tells_everybody_what_it_is(person):
    """Readiness probes and other products ask this without a login."""
    nobody = person(None)
    assert nobody.ask("GET", "/status").json() == {"state": "RUNNING"}
    assert nobody.ask("GET", "/rest/capabilities").json()["application"] == "confluence"
    assert nobody.ask("GET", "/rest/api/server-information").json()["version"] == "8.7.2"
