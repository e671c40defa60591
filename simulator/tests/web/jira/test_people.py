"""Who am I, sessions, users and groups; only administrators change people."""

import pytest


def test_myself_is_whoever_called(ask, jiras):
    me = ask("GET", "/rest/api/2/myself").json()
    assert (me["name"], me["displayName"], me["emailAddress"]) == ("alice", "Alice Able", "alice@example.test")
    assert me["self"] == f"{jiras.place('jira').url}/rest/api/2/user?username=alice"
    assert (me["active"], me["deleted"]) == (True, False)
    assert me["key"].startswith("JIRAUSER1")
    assert me["groups"] == {"size": 1, "items": []}
    assert {"timeZone", "locale", "avatarUrls", "applicationRoles"} <= me.keys()
    (group,) = ask("GET", "/rest/api/2/myself?expand=groups,applicationRoles").json()["groups"]["items"]
    assert group["name"] == "staff"


@pytest.mark.parametrize(
    "path",
    [
        "/rest/api/2/myself",
        "/rest/auth/1/session",
        "/rest/api/2/user?username=alice",
        "/rest/api/2/user/search?username=al",
        "/rest/api/2/user/picker?query=al",
        "/rest/api/2/groups/picker",
    ],
)
def test_people_are_shown_to_the_signed_in_only(ask, path):
    assert ask("GET", path, who=None).status == 401
    assert ask("GET", path, who="bob").status == 200


def test_a_session_begins_with_a_login_and_ends_with_a_logout(ask):
    began = ask("POST", "/rest/auth/1/session", {"username": "alice", "password": "alice"}, who=None)
    assert began.status == 200
    assert began.header("X-Seraph-LoginReason") == "OK"
    session = began.json()["session"]
    assert {"loginCount", "previousLoginTime"} <= began.json()["loginInfo"].keys()
    cookie = f"{session['name']}={session['value']}"
    assert (began.header("Set-Cookie") or "").startswith(cookie)
    found = ask("GET", "/rest/auth/1/session", who=None, Cookie=cookie).json()
    assert found["name"] == "alice"
    assert ask("GET", "/rest/api/2/issue/SEC-1", who=None, Cookie=cookie).status == 200
    assert ask("DELETE", "/rest/auth/1/session", who=None, Cookie=cookie).status == 204
    assert ask("GET", "/rest/auth/1/session", who=None, Cookie=cookie).status == 401


@pytest.mark.parametrize(
    ("username", "password"),
    [("alice", "wrong"), ("zoe", "zoe"), ("mallory", "mallory"), ("carol", "carol"), ("", "")],
)
def test_a_failed_login_gives_no_session(ask, username, password):
    """Wrong password, unknown, may not use this product, not active: all alike."""
    reply = ask("POST", "/rest/auth/1/session", {"username": username, "password": password}, who=None)
    assert reply.status == 401
    assert reply.header("Set-Cookie") is None
    assert reply.header("X-Seraph-LoginReason") == "AUTHENTICATED_FAILED"
    assert reply.json()["errorMessages"]


def test_users_are_found_by_name_and_key(ask):
    alice = ask("GET", "/rest/api/2/user?username=ALICE", who="bob").json()
    assert alice["name"] == "alice"
    assert ask("GET", f"/rest/api/2/user?key={alice['key']}", who="bob").json() == alice
    assert ask("GET", "/rest/api/2/user?username=zoe", who="bob").status == 404
    assert ask("GET", "/rest/api/2/user?key=JIRAUSER1", who="bob").status == 404
    assert ask("GET", "/rest/api/2/user", who="bob").status == 400


def test_user_search_looks_at_the_beginnings_of_words(ask):
    def found(query):
        return [each["name"] for each in ask("GET", f"/rest/api/2/user/search?{query}").json()]

    assert found("username=al") == ["alice"]
    assert found("username=baker") == ["bob"]
    assert found("username=bob@example") == ["bob"]
    assert found("username=.") == ["alice", "anna", "bob", "mallory"]
    assert found("username=.&includeInactive=true&includeActive=false") == ["carol"]
    assert found("username=.&startAt=1&maxResults=2") == ["anna", "bob"]
    assert found("username=xyz") == []
    assert ask("GET", "/rest/api/2/user/search").status == 400


def test_the_picker_suggests_users(ask):
    picked = ask("GET", "/rest/api/2/user/picker?query=bo").json()
    assert [each["name"] for each in picked["users"]] == ["bob"]
    assert picked["total"] == 1


CHANGES = [
    ("POST", "/rest/api/2/user", {"name": "zoe", "emailAddress": "zoe@example.test", "displayName": "Zoe"}, 201),
    ("PUT", "/rest/api/2/user?username=bob", {"active": False}, 200),
    ("PUT", "/rest/api/2/user/password?username=bob", {"password": "new"}, 204),
    ("DELETE", "/rest/api/2/user?username=bob", None, 204),
    ("POST", "/rest/api/2/group/user?groupname=vault", {"name": "bob"}, 201),
    ("DELETE", "/rest/api/2/group/user?groupname=staff&username=bob", None, 200),
    ("GET", "/rest/api/2/group?groupname=staff", None, 200),
    ("GET", "/rest/api/2/group/member?groupname=staff", None, 200),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), CHANGES)
def test_only_administrators_change_people(ask, method, path, body, status):
    assert ask(method, path, body, who=None).status == 401
    assert ask(method, path, body, who="alice").status == 403
    assert ask(method, path, body, who="anna").status == status


def test_a_new_user_can_log_in_and_has_a_key_that_stays(ask):
    body = {"name": "zoe", "password": "zoe", "emailAddress": "zoe@example.test", "displayName": "Zoe Zed"}
    created = ask("POST", "/rest/api/2/user", body, who="anna").json()
    assert created["key"].startswith("JIRAUSER")
    ask("POST", "/rest/api/2/group/user?groupname=staff", {"name": "zoe"}, who="anna")
    ask("PUT", "/rest/api/2/user?username=zoe", {"displayName": "Zoe Zet"}, who="anna")
    me = ask("GET", "/rest/api/2/myself", who="zoe").json()
    assert (me["displayName"], me["emailAddress"], me["key"]) == ("Zoe Zet", "zoe@example.test", created["key"])


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"name", "emailAddress", "displayName"}),
        ({"name": "ALICE", "emailAddress": "a@example.test", "displayName": "A"}, {"username"}),
        ({"name": ["x"], "emailAddress": "a@example.test", "displayName": "A"}, {"name"}),
    ],
)
def test_a_user_that_cannot_be_made_is_400(ask, body, fields):
    reply = ask("POST", "/rest/api/2/user", body, who="anna")
    assert reply.status == 400
    assert reply.json()["errors"].keys() == fields


def test_who_is_made_inactive_is_out_at_once(ask):
    session = ask("POST", "/rest/auth/1/session", {"username": "bob", "password": "bob"}, who=None).json()["session"]
    cookie = f"{session['name']}={session['value']}"
    assert ask("GET", "/rest/api/2/myself", who=None, Cookie=cookie).status == 200
    assert ask("PUT", "/rest/api/2/user?username=bob", {"active": False}, who="anna").json()["active"] is False
    assert ask("GET", "/rest/api/2/myself", who="bob").status == 401
    assert ask("GET", "/rest/api/2/myself", who=None, Cookie=cookie).status == 401
    assert ask("PUT", "/rest/api/2/user?username=bob", {"active": True}, who="anna").status == 200
    assert ask("GET", "/rest/api/2/myself", who="bob").status == 200


def test_a_change_in_one_product_is_seen_in_all_that_share_the_userbase(ask):
    ask("DELETE", "/rest/api/2/user?username=bob", who="anna")
    assert ask("GET", "/rest/api/2/user?username=bob", at="closed").status == 404
    assert ask("GET", "/rest/api/2/user?username=alice", at="closed").status == 200


def test_a_new_password_replaces_the_old_one(ask):
    assert ask("PUT", "/rest/api/2/user/password?username=bob", {"password": "new"}, who="anna").status == 204
    assert ask("GET", "/rest/api/2/myself", who="bob").status == 401
    assert ask("POST", "/rest/auth/1/session", {"username": "bob", "password": "new"}, who=None).status == 200
    assert ask("PUT", "/rest/api/2/user/password?username=bob", {}, who="anna").status == 400


def test_usernames_stay(ask):
    reply = ask("PUT", "/rest/api/2/user?username=bob", {"name": "robert"}, who="anna")
    assert reply.status == 400
    assert "name" in reply.json()["errors"]
    assert ask("PUT", "/rest/api/2/user?username=bob", {"name": "bob"}, who="anna").status == 200


def test_membership_decides_at_once_what_one_sees(ask):
    """A group exists already when a right is given to it, even with nobody in it."""
    assert ask("GET", "/rest/api/2/issue/SEC-1", who="bob").status == 403
    assert (
        ask("POST", "/rest/api/2/group/user?groupname=vault", {"name": "bob"}, who="anna").json()["name"] == "vault"
    )
    assert ask("GET", "/rest/api/2/issue/SEC-1", who="bob").status == 200
    assert ask("POST", "/rest/api/2/group/user?groupname=vault", {"name": "bob"}, who="anna").status == 400
    assert ask("DELETE", "/rest/api/2/group/user?groupname=vault&username=bob", who="anna").status == 200
    assert ask("GET", "/rest/api/2/issue/SEC-1", who="bob").status == 403
    assert ask("DELETE", "/rest/api/2/group/user?groupname=vault&username=bob", who="anna").status == 400


def test_an_unknown_group_or_member_is_404(ask):
    assert ask("GET", "/rest/api/2/group?groupname=nobody", who="anna").status == 404
    assert ask("GET", "/rest/api/2/group", who="anna").status == 400
    assert ask("POST", "/rest/api/2/group/user?groupname=nobody", {"name": "bob"}, who="anna").status == 404
    assert ask("POST", "/rest/api/2/group/user?groupname=vault", {"name": "zoe"}, who="anna").status == 404


def test_members_are_listed_in_pages(ask):
    page = ask("GET", "/rest/api/2/group/member?groupname=staff&maxResults=1", who="anna").json()
    assert (page["total"], page["isLast"], [each["name"] for each in page["values"]]) == (2, False, ["alice"])
    everyone = ask("GET", "/rest/api/2/group/member?groupname=staff&includeInactiveUsers=true", who="anna").json()
    assert [each["name"] for each in everyone["values"]] == ["alice", "bob", "carol"]
    users = ask("GET", "/rest/api/2/group?groupname=staff&expand=users[1:1]", who="anna").json()["users"]
    assert (users["size"], users["start-index"], [each["name"] for each in users["items"]]) == (3, 1, ["bob"])


def test_the_group_picker_knows_all_groups(ask):
    picked = ask("GET", "/rest/api/2/groups/picker?query=").json()
    assert [each["name"] for each in picked["groups"]] == ["staff", "vault"]
    assert ask("GET", "/rest/api/2/groups/picker?query=vau").json()["total"] == 1
