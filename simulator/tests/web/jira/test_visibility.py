"""Who sees what, and what those who do not see it are told (products.md 2)."""

import pytest

HIDDEN = "You do not have the permission to see the specified issue."


def test_whoever_may_see_an_issue_gets_it_by_key_and_by_id(ask, jiras):
    by_key = ask("GET", "/rest/api/2/issue/SEC-1")
    assert by_key.status == 200
    issue = by_key.json()
    assert issue["key"] == "SEC-1"
    assert issue["self"] == f"{jiras.place('jira').url}/rest/api/2/issue/{issue['id']}"
    assert ask("GET", f"/rest/api/latest/issue/{issue['id']}").json() == issue
    assert ask("GET", "/rest/api/2/issue/DEMO-1", who=None).status == 200


@pytest.mark.parametrize("key", ["SEC-1", "PART-2"])
def test_a_hidden_issue_is_refused_in_another_way_than_an_absent_one(ask, key):
    """The default guess: Jira reveals that it exists. Hidden by its project, or by its own level."""
    signed_in = ask("GET", f"/rest/api/2/issue/{key}", who="bob")
    assert signed_in.status == 403
    assert signed_in.json() == {"errorMessages": [HIDDEN], "errors": {}}
    anonymous = ask("GET", f"/rest/api/2/issue/{key}", who=None)
    assert anonymous.status == 401
    assert anonymous.json() == {"errorMessages": [HIDDEN, "Login Required"], "errors": {}}
    assert (anonymous.header("WWW-Authenticate") or "").startswith("OAuth realm=")
    for who in ("bob", None):
        absent = ask("GET", "/rest/api/2/issue/SEC-99", who=who)
        assert absent.status == 404
        assert absent.json() == {"errorMessages": ["Issue Does Not Exist"], "errors": {}}
    assert ask("GET", f"/rest/api/2/issue/{key}", who="alice").status == 200


@pytest.mark.parametrize("who", ["bob", None])
def test_a_discreet_jira_gives_nothing_away(ask, who):
    """The other guess: hidden and absent are answered with the same octets."""
    hidden = ask("GET", "/rest/api/2/issue/SEC-1", who=who, at="discreet")
    absent = ask("GET", "/rest/api/2/issue/SEC-99", who=who, at="discreet")
    assert (hidden.status, hidden.body) == (absent.status, absent.body)
    assert hidden.status == 404
    assert ask("GET", "/rest/api/2/issue/SEC-1", at="discreet").status == 200


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("GET", "/comment", None),
        ("POST", "/comment", {"body": "x"}),
        ("GET", "/remotelink", None),
        ("POST", "/remotelink", {"object": {"url": "http://h.test/", "title": "x"}}),
        ("DELETE", "/remotelink?globalId=x", None),
        ("PUT", "", {"fields": {"summary": "x"}}),
    ],
)
def test_what_hangs_on_an_issue_is_refused_like_the_issue(ask, method, rest, body):
    statuses = [
        ask(method, f"/rest/api/2/issue/{key}{rest}", body, who=who).status
        for key, who in (("SEC-1", "bob"), ("SEC-1", None), ("SEC-99", "bob"))
    ]
    assert statuses == [403, 401, 404]
    assert ask(method, f"/rest/api/2/issue/SEC-1{rest}", body).status in {200, 201, 204, 404}


@pytest.mark.parametrize("who", ["bob", None])
def test_a_hidden_project_is_as_absent_as_one_that_never_was(ask, who):
    hidden = ask("GET", "/rest/api/2/project/SEC", who=who)
    assert hidden.status == 404
    assert hidden.json()["errorMessages"] == ["No project could be found with key 'SEC'."]
    assert ask("GET", "/rest/api/2/project/NONE", who=who).body == hidden.body.replace(b"SEC", b"NONE")
    assert ask("GET", "/rest/api/2/project/SEC").json()["key"] == "SEC"


def test_projects_are_listed_to_those_who_see_them(ask):
    def listed(who):
        return [each["key"] for each in ask("GET", "/rest/api/2/project", who=who).json()]

    assert listed("alice") == ["DEMO", "PART", "SEC"]
    assert listed("bob") == ["DEMO", "PART"]
    assert listed(None) == ["DEMO"]


def test_a_project_is_found_by_id_too_and_lists_its_issue_types(ask):
    project = ask("GET", "/rest/api/2/project/DEMO").json()
    assert ask("GET", f"/rest/api/2/project/{project['id']}").json() == project
    assert {"Task", "Bug", "Story"} <= {each["name"] for each in project["issueTypes"]}
    types = ask("GET", "/rest/api/2/project/DEMO/statuses").json()
    assert "In Progress" in {each["name"] for each in types[0]["statuses"]}


CONTENT = [
    "/rest/api/2/issue/DEMO-1",
    "/rest/api/2/search",
    "/rest/api/2/project",
    "/rest/api/2/project/DEMO",
    "/rest/api/2/issue/DEMO-1/comment",
    "/rest/api/2/issue/DEMO-1/remotelink",
    "/rest/api/2/mypermissions",
    "/rest/api/2/field",
    "/rest/api/2/status",
]


@pytest.mark.parametrize("path", CONTENT)
def test_a_closed_jira_shows_strangers_nothing(ask, path):
    """Not even what a project grants to anyone."""
    assert ask("GET", path, who=None, at="closed").status == 401
    assert ask("GET", path, who="bob", at="closed").status == 200
    assert ask("GET", path, who=None, at="jira").status == 200


def test_who_may_not_use_the_product_is_not_let_in(ask):
    """Mallory is in the userbase, Carol is not active; neither becomes a silent anonymous."""
    for who in ("mallory", "carol"):
        reply = ask("GET", "/rest/api/2/issue/DEMO-1", who=who)
        assert reply.status == 401
        assert reply.header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    assert ask("GET", "/rest/api/2/issue/DEMO-1", who="bob").header("X-AUSERNAME") == "bob"
    assert ask("GET", "/rest/api/2/issue/DEMO-1", who="mallory", at="closed").status == 200


def _held(ask, query, who):
    found = ask("GET", f"/rest/api/2/mypermissions{query}", who=who).json()["permissions"]
    return {key for key, each in found.items() if each["havePermission"]}


def test_mypermissions_says_what_one_may_do_where(ask):
    assert _held(ask, "?projectKey=DEMO", None) == {"BROWSE_PROJECTS"}
    bob = _held(ask, "?issueKey=DEMO-1", "bob")
    assert {"BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS", "LINK_ISSUES", "VIEW_DEV_TOOLS"} <= bob
    assert not {"ADMINISTER", "SYSTEM_ADMIN", "ADMINISTER_PROJECTS"} & bob
    assert "ADMINISTER_PROJECTS" in _held(ask, "?projectKey=SEC", "alice")
    assert "ADMINISTER_PROJECTS" not in _held(ask, "?projectKey=DEMO", "alice")
    assert {"ADMINISTER", "SYSTEM_ADMIN", "ADMINISTER_PROJECTS"} <= _held(ask, "", "anna")


def test_mypermissions_reveals_no_more_than_reading_would(ask):
    assert ask("GET", "/rest/api/2/mypermissions?projectKey=SEC", who="bob").status == 404
    assert ask("GET", "/rest/api/2/mypermissions?issueKey=SEC-1", who="bob").status == 403
    assert ask("GET", "/rest/api/2/mypermissions?issueKey=SEC-1", who="alice").status == 200


def test_the_list_of_permissions_is_for_the_signed_in(ask):
    assert "BROWSE_PROJECTS" in ask("GET", "/rest/api/2/permissions", who="bob").json()["permissions"]
    assert ask("GET", "/rest/api/2/permissions", who=None).status == 401
