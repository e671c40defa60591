"""``issue``: reading, creating, editing, commenting."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

NEW = {"project": {"key": "DEMO"}, "summary": "Window sticks", "issuetype": {"name": "Bug"}}


def _fields(ask, key, **more):
    return ask("GET", f"/rest/api/2/issue/{key}", **more).json()["fields"]


def test_an_issue_has_the_fields_clients_read(ask):
    fields = _fields(ask, "DEMO-1")
    assert fields["summary"] == "Lamp flickers"
    assert fields["description"] == "Since Monday."
    assert (fields["status"]["name"], fields["status"]["statusCategory"]["key"]) == ("Open", "new")
    assert fields["project"]["key"] == "DEMO"
    assert fields["issuetype"]["name"] == "Task"
    assert fields["priority"]["name"] == "Medium"
    assert fields["assignee"]["name"] == "alice"
    assert fields["reporter"]["displayName"] == "Bob Baker"
    assert fields["labels"] == ["ui"]
    assert fields["resolution"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", fields["created"])


def test_only_the_fields_asked_for_are_shown(ask):
    issue = ask("GET", "/rest/api/2/issue/DEMO-1?fields=summary,labels&expand=names").json()
    assert issue["fields"].keys() == {"summary", "labels"}
    assert issue["names"] == {"summary": "Summary", "labels": "Labels"}
    assert "comment" in _fields(ask, "DEMO-1")


def test_an_issue_outlives_the_people_it_names(ask):
    assert ask("DELETE", "/rest/api/2/user?username=bob", who="anna").status == 204
    reporter = _fields(ask, "DEMO-1")["reporter"]
    assert (reporter["name"], reporter["active"]) == ("bob", False)


def test_a_new_issue_gets_the_next_number_and_its_reporter(ask, jiras):
    reply = ask("POST", "/rest/api/2/issue", {"fields": {**NEW, "labels": ["a", "b"], "assignee": {"name": "bob"}}})
    assert reply.status == 201
    created = reply.json()
    assert created.keys() == {"id", "key", "self"}
    assert created["key"] == "DEMO-3"
    assert created["self"] == f"{jiras.place('jira').url}/rest/api/2/issue/{created['id']}"
    fields = _fields(ask, created["id"])
    assert (fields["summary"], fields["issuetype"]["name"], fields["labels"]) == ("Window sticks", "Bug", ["a", "b"])
    assert (fields["reporter"]["name"], fields["assignee"]["name"]) == ("alice", "bob")
    assert fields["status"]["name"] == "Open"


def test_references_may_be_by_id(ask):
    project = ask("GET", "/rest/api/2/project/DEMO").json()
    kind = next(each for each in project["issueTypes"] if each["name"] == "Story")
    fields = {"project": {"id": project["id"]}, "summary": "x", "issuetype": {"id": int(kind["id"])}}
    created = ask("POST", "/rest/api/2/issue", {"fields": fields}).json()
    assert _fields(ask, created["key"])["issuetype"]["name"] == "Story"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"summary": None}, "summary"),
        ({"summary": "two\nlines"}, "summary"),
        ({"summary": "x" * 255}, "summary"),
        ({"summary": ["x"]}, "summary"),
        ({"summary": "\ud800"}, "summary"),
        ({"project": None}, "project"),
        ({"project": {"key": "ZZZ"}}, "project"),
        ({"project": "DEMO"}, "project"),
        ({"issuetype": None}, "issuetype"),
        ({"issuetype": {}}, "issuetype"),
        ({"issuetype": {"name": "Wish"}}, "issuetype"),
        ({"priority": {"name": "Whatever"}}, "priority"),
        ({"assignee": {"name": "zoe"}}, "assignee"),
        ({"assignee": {"name": "carol"}}, "assignee"),
        ({"reporter": {"name": "zoe"}}, "reporter"),
        ({"labels": ["two words"]}, "labels"),
        ({"labels": [""]}, "labels"),
        ({"labels": "ui"}, "labels"),
        ({"labels": ["\ud800"]}, "labels"),
        ({"fixVersions": [{}]}, "fixVersions"),
        ({"customfield_10001": 1}, "customfield_10001"),
        ({"description": {"type": "doc"}}, "description"),
    ],
)
def test_a_wrong_field_is_400_and_named(ask, changed, field):
    reply = ask("POST", "/rest/api/2/issue", {"fields": {**NEW, **changed}})
    assert reply.status == 400
    assert reply.json()["errorMessages"] == []
    assert reply.json()["errors"].keys() == {field}
    assert ask("POST", "/rest/api/2/issue", {"fields": NEW}).status == 201


def test_all_wrong_fields_are_named_at_once(ask):
    reply = ask("POST", "/rest/api/2/issue", {"fields": {}})
    assert reply.status == 400
    assert reply.json()["errors"].keys() == {"project", "summary", "issuetype"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"fields": []}', b'{"fields": null, "update": 3}', b'"x"'])
def test_a_body_of_the_wrong_shape_is_400(ask, body):
    for method, path in (("POST", "/rest/api/2/issue"), ("PUT", "/rest/api/2/issue/DEMO-1")):
        assert ask(method, path, body).status == 400


def test_nobody_creates_in_a_project_they_do_not_see(ask):
    """Hidden or absent: the same answer."""
    hidden = {"fields": {**NEW, "project": {"key": "SEC"}}}
    absent = {"fields": {**NEW, "project": {"key": "ZZZ"}}}
    refused = ask("POST", "/rest/api/2/issue", hidden, who="bob")
    assert refused.status == 400
    assert refused.body == ask("POST", "/rest/api/2/issue", absent, who="bob").body
    assert ask("POST", "/rest/api/2/issue", hidden).status == 201


def test_strangers_change_nothing(ask):
    changes = [
        ("POST", "/rest/api/2/issue", {"fields": NEW}),
        ("PUT", "/rest/api/2/issue/DEMO-1", {"fields": {"summary": "x"}}),
        ("PUT", "/rest/api/2/issue/DEMO-1/assignee", {"name": "bob"}),
        ("POST", "/rest/api/2/issue/DEMO-1/comment", {"body": "x"}),
        ("POST", "/rest/api/2/issue/DEMO-1/remotelink", {"object": {"url": "http://h.test/", "title": "x"}}),
    ]
    for method, path, body in changes:
        assert ask(method, path, body, who=None).status == 401
        assert ask(method, path, body).status in {201, 204}


def test_an_edit_changes_what_is_given_and_nothing_else(ask):
    before = _fields(ask, "DEMO-1")
    edit = {
        "fields": {
            "summary": "Lamp is dark",
            "description": None,
            "assignee": {"name": "bob"},
            "priority": {"name": "High"},
        },
        "update": {"labels": [{"add": "new"}, {"remove": "ui"}], "comment": [{"add": {"body": "Seen."}}]},
    }
    reply = ask("PUT", "/rest/api/2/issue/DEMO-1", edit)
    assert (reply.status, reply.body) == (204, b"")
    after = _fields(ask, "DEMO-1")
    assert (after["summary"], after["description"], after["labels"]) == ("Lamp is dark", None, ["new"])
    assert (after["assignee"]["name"], after["priority"]["name"]) == ("bob", "High")
    assert after["comment"]["comments"][0]["body"] == "Seen."
    assert after["updated"] > before["updated"]
    for same in ("created", "reporter", "issuetype", "status"):
        assert after[same] == before[same]


def test_update_may_set_and_fields_may_empty(ask):
    edit = {"update": {"summary": [{"set": "Set"}], "labels": [{"set": ["x", "y"]}]}, "fields": {"assignee": None}}
    assert ask("PUT", "/rest/api/2/issue/DEMO-1", edit).status == 204
    fields = _fields(ask, "DEMO-1")
    assert (fields["summary"], fields["labels"], fields["assignee"]) == ("Set", ["x", "y"], None)


@pytest.mark.parametrize(
    "edit",
    [
        {"fields": {"summary": ""}},
        {"fields": {"status": {"name": "Done"}}},
        {"fields": {"project": {"key": "SEC"}}},
        {"update": {"summary": [{"add": "x"}]}},
        {"update": {"labels": [{"add": "two words"}]}},
        {"update": {"labels": {"add": "x"}}},
        {"update": {"comment": [{"add": {"body": ""}}]}},
    ],
)
def test_a_wrong_edit_changes_nothing(ask, edit):
    before = _fields(ask, "DEMO-1")
    assert ask("PUT", "/rest/api/2/issue/DEMO-1", edit).status == 400
    assert _fields(ask, "DEMO-1") == before


def test_an_issue_is_assigned_by_its_own_resource(ask):
    assert ask("PUT", "/rest/api/2/issue/DEMO-1/assignee", {"name": "bob"}).status == 204
    assert _fields(ask, "DEMO-1")["assignee"]["name"] == "bob"
    assert ask("PUT", "/rest/api/2/issue/DEMO-1/assignee", {"name": None}).status == 204
    assert _fields(ask, "DEMO-1")["assignee"] is None
    assert ask("PUT", "/rest/api/2/issue/DEMO-1/assignee", {"name": "zoe"}).status == 400


def test_comments_are_added_listed_and_read(ask, jiras):
    path = "/rest/api/2/issue/DEMO-1/comment"
    assert ask("GET", path).json()["total"] == 0
    reply = ask("POST", path, {"body": "First"}, who="bob")
    assert reply.status == 201
    comment = reply.json()
    assert (comment["body"], comment["author"]["name"]) == ("First", "bob")
    assert comment["self"].startswith(jiras.place("jira").url)
    assert ask("GET", f"{path}/{comment['id']}").json() == comment
    assert ask("GET", f"{path}/1").status == 404
    ask("POST", path, {"body": "Second"})
    page = ask("GET", f"{path}?startAt=1&maxResults=1").json()
    assert (page["total"], [each["body"] for each in page["comments"]]) == (2, ["Second"])


@pytest.mark.parametrize("body", [{}, {"body": ""}, {"body": " \n"}, {"body": None}, {"body": "x" * 40_000}])
def test_a_comment_needs_a_text(ask, body):
    reply = ask("POST", "/rest/api/2/issue/DEMO-1/comment", body)
    assert reply.status == 400
    assert reply.json()["errors"]
    assert ask("GET", "/rest/api/2/issue/DEMO-1/comment").json()["total"] == 0


def test_comments_at_the_same_time_all_stay(ask):
    """Reading, changing and storing an issue is one step."""
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda n: ask("POST", "/rest/api/2/issue/DEMO-1/comment", {"body": str(n)}), range(40)))
    comments = ask("GET", "/rest/api/2/issue/DEMO-1/comment").json()["comments"]
    assert sorted(int(each["body"]) for each in comments) == list(range(40))
    assert len({each["id"] for each in comments}) == 40
