"""``search``: by GET and by POST, only what the caller may see."""

from urllib.parse import urlencode

import pytest


def _get(ask, who="alice", at="jira", **parameters):
    return ask("GET", f"/rest/api/2/search?{urlencode(parameters, doseq=True)}", who=who, at=at)


def _keys(reply):
    assert reply.status == 200, reply.text
    return [each["key"] for each in reply.json()["issues"]]


def test_a_search_finds_only_what_the_caller_may_see(ask):
    assert _keys(_get(ask, jql="order by key")) == ["DEMO-1", "DEMO-2", "PART-1", "PART-2", "SEC-1"]
    assert _keys(_get(ask, who="bob", jql="order by key")) == ["DEMO-1", "DEMO-2", "PART-1"]
    assert _keys(_get(ask, who=None, jql="order by key")) == ["DEMO-1", "DEMO-2"]


def test_a_stranger_who_sees_nothing_gets_an_empty_list_not_a_refusal(ask):
    found = _get(ask, who=None, jql="summary ~ safe")
    assert _keys(found) == []
    assert found.json()["total"] == 0
    assert _keys(_get(ask, jql="summary ~ safe")) == ["SEC-1"]


@pytest.mark.parametrize("who", ["bob", None])
def test_a_hidden_project_in_jql_is_refused_like_an_unknown_one(ask, who):
    hidden, unknown = _get(ask, who=who, jql="project = SEC"), _get(ask, who=who, jql="project = ZZZ")
    assert hidden.status == unknown.status == 400
    assert hidden.json()["errorMessages"] == ["The value 'SEC' does not exist for the field 'project'."]
    assert unknown.body == hidden.body.replace(b"SEC", b"ZZZ")
    assert _keys(_get(ask, jql="project = SEC")) == ["SEC-1"]


def test_a_hidden_issue_in_jql_is_refused_like_an_unknown_one(ask):
    hidden, unknown = _get(ask, who="bob", jql="key = SEC-1"), _get(ask, who="bob", jql="key = SEC-7")
    assert hidden.status == 400
    assert unknown.body == hidden.body.replace(b"SEC-1", b"SEC-7")
    assert _keys(_get(ask, jql="key = SEC-1")) == ["SEC-1"]


@pytest.mark.parametrize("who", ["alice", "bob", None])
@pytest.mark.parametrize(
    "named",
    [
        "key = DEMO-2",
        "issuekey in (demo-1, DEMO-2, DEMO-1)",
        "id in (DEMO-1, PART-1) order by key",
        "key in (DEMO-1, PART-2)",
        "key = DEMO-99",
    ],
)
def test_issues_named_by_key_are_found_or_refused_as_among_all_others(ask, who, named):
    """They are looked up one by one; with a clause that holds of every issue they are looked for among all."""
    clause, order, by = named.partition(" order by ")
    alone = _get(ask, who=who, jql=named)
    among = _get(ask, who=who, jql=f"({clause}) and created is not empty{order}{by}")

    assert (alone.status, alone.json()) == (among.status, among.json())


def test_current_user_is_whoever_called(ask):
    """The best single probe for the question as whom a call arrived."""
    assert _keys(_get(ask, jql="assignee = currentUser()")) == ["DEMO-1"]
    assert _keys(_get(ask, who="bob", jql="assignee = currentUser()")) == []
    assert _keys(_get(ask, who=None, jql="assignee = currentUser()")) == []


def test_post_finds_the_same_as_get(ask):
    question = {"jql": "project = DEMO order by key", "fields": ["summary"], "maxResults": 1, "startAt": 1}
    assert ask("POST", "/rest/api/2/search", question).json() == _get(ask, **question).json()


def test_pages_say_where_they_are(ask):
    page = _get(ask, jql="order by key", startAt=1, maxResults=2).json()
    assert (page["startAt"], page["maxResults"], page["total"]) == (1, 2, 5)
    assert [each["key"] for each in page["issues"]] == ["DEMO-2", "PART-1"]
    assert _get(ask, jql="").json()["maxResults"] == 50
    counted = _get(ask, jql="", maxResults=0).json()
    assert (counted["total"], counted["issues"]) == (5, [])
    beyond = _get(ask, jql="", startAt=99).json()
    assert (beyond["total"], beyond["issues"]) == (5, [])
    assert _get(ask, jql="", maxResults=10**9).json()["maxResults"] == 1000


def test_fields_are_those_asked_for(ask):
    def fields(**parameters):
        (issue,) = _get(ask, jql="key = DEMO-1", **parameters).json()["issues"]
        return set(issue["fields"])

    assert fields(fields="summary,status") == {"summary", "status"}
    assert fields(fields=["summary", "status"]) == {"summary", "status"}
    assert fields(fields="nothing-like-it") == set()
    navigable, everything = fields(), fields(fields="*all")
    assert navigable == everything - {"comment"}
    assert fields(fields="*all,-status") == everything - {"status"}
    assert fields(fields="-status") == navigable - {"status"}


def test_names_and_schema_are_added_when_expanded(ask):
    page = _get(ask, jql="", fields="summary", expand="names,schema").json()
    assert page["names"] == {"summary": "Summary"}
    assert page["schema"] == {"summary": {"type": "string", "system": "summary"}}


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("project = ", "Error in the JQL Query"),
        ("nothing = 1", "nothing"),
        ("status = Nowhere", "Nowhere"),
        ("summary = x", "summary"),
    ],
)
def test_a_query_that_cannot_be_run_is_400_and_says_why(ask, jql, words):
    for reply in (_get(ask, jql=jql), ask("POST", "/rest/api/2/search", {"jql": jql})):
        assert reply.status == 400
        assert words in reply.json()["errorMessages"][0]
        assert reply.json()["errors"] == {}


def test_validate_query_decides_about_unknown_values(ask):
    jql = "status in (Nowhere, Open) and project = DEMO"
    assert _get(ask, jql=jql, validateQuery="true").status == 400
    for lenient in ("false", "none"):
        assert _keys(_get(ask, jql=jql, validateQuery=lenient)) == ["DEMO-1"]
    warned = _get(ask, jql=jql, validateQuery="warn")
    assert _keys(warned) == ["DEMO-1"]
    assert "Nowhere" in warned.json()["warningMessages"][0]
    assert ask("POST", "/rest/api/2/search", {"jql": jql, "validateQuery": False}).status == 200
    assert _get(ask, jql="nothing = 1", validateQuery="none").status == 400


@pytest.mark.parametrize("query", ["startAt=x", "maxResults=1.5", "startAt=" + "9" * 5000])
def test_a_number_that_is_none_is_refused(ask, query):
    assert ask("GET", f"/rest/api/2/search?{query}").status == 400
    assert ask("GET", "/rest/api/2/search?startAt=1&maxResults=-1").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"startAt": []}',
        b'{"maxResults": "many"}',
        b'{"jql": {"a": 1}}',
        b'{"fields": 3}',
        b'{"jql": "\\ud800"}',
        b'{"jql": "\\ud800 = 1"}',
        b'{"jql": "summary ~ \\"\\ud800\\" and status = \\"\\udfff\\""}',
    ],
)
def test_a_body_of_the_wrong_shape_is_400(ask, body):
    assert ask("POST", "/rest/api/2/search", body).status == 400
    assert ask("POST", "/rest/api/2/search", b'{"jql": "", "unknown": 1}').status == 200
