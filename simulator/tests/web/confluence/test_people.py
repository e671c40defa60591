"""Who am I and who is that, over REST."""

from dataclasses import replace

import pytest

from applink_simulator.linking.product import Product


def test_nobody_in_particular_is_no_error(person):
    """The commonest reason why tests wrongly pass: the status says nothing, the type does."""
    nobody = person(None).ask("GET", "/rest/api/user/current")
    assert (nobody.status, nobody.json()["type"], nobody.json()["displayName"]) == (200, "anonymous", "Anonymous")
    alice = person("alice").ask("GET", "/rest/api/user/current").json()
    assert (alice["type"], alice["username"], alice["displayName"]) == ("known", "alice", "Alice")
    assert set(alice) >= {"userKey", "profilePicture", "_links", "_expandable"}
    assert set(alice["profilePicture"]) == {"path", "width", "height", "isDefault"}


def test_people_are_found_by_username_or_key_by_whoever_is_logged_in(person):
    """A stranger learns of nobody, an unknown name is an envelope with 404."""
    alice = person("alice")
    bob = alice.ask("GET", "/rest/api/user", username="BOB").json()
    assert bob["username"] == "bob"
    assert alice.ask("GET", "/rest/api/user", key=bob["userKey"]).json()["username"] == "bob"
    unknown = alice.ask("GET", "/rest/api/user", username="nobody")
    assert (unknown.status, unknown.json()["message"]) == (404, "No user found with username : nobody")
    assert alice.ask("GET", "/rest/api/user").status == 400
    assert person(None).ask("GET", "/rest/api/user", username="bob").status == 403


def test_groups_list_their_members_and_people_their_groups(person):
    """Groups are those that people of the userbase belong to."""
    alice = person("alice")
    groups = alice.ask("GET", "/rest/api/group").json()
    assert [group["name"] for group in groups["results"]] == ["editors", "owners", "staff"]
    members = alice.ask("GET", "/rest/api/group/staff/member").json()
    assert [user["username"] for user in members["results"]] == ["alice", "bob"]
    assert alice.ask("GET", "/rest/api/group/staff").json()["type"] == "group"
    mine = alice.ask("GET", "/rest/api/user/memberof", username="bob").json()
    assert [group["name"] for group in mine["results"]] == ["staff"]
    assert alice.ask("GET", "/rest/api/group/nobodies/member").status == 404
    assert person(None).ask("GET", "/rest/api/group").status == 403


def test_an_administrator_changes_people(person):
    """Created, logged in, disabled, enabled, put into a group, deleted; each seen over HTTP."""
    adam = person("adam")
    dora = {"userName": "dora", "fullName": "Dora", "email": "dora@example.test", "password": "pw"}
    assert adam.ask("POST", "/rest/api/admin/user", dora).status == 201
    assert adam.ask("POST", "/rest/api/admin/user", dora).status == 409
    assert adam.ask("PUT", "/rest/api/user/dora/group/staff").status == 204
    groups = adam.ask("GET", "/rest/api/user/memberof", username="dora").json()
    assert [group["name"] for group in groups["results"]] == ["staff"]
    assert adam.ask("DELETE", "/rest/api/user/dora/group/staff").status == 204
    assert adam.ask("GET", "/rest/api/user/memberof", username="dora").json()["size"] == 0
    assert adam.ask("DELETE", "/rest/api/admin/user/dora").status == 204
    assert adam.ask("GET", "/rest/api/user", username="dora").status == 404


def test_a_disabled_user_is_locked_out_at_once_and_let_in_again_when_enabled(person):
    """Also with a session that was open before, which has ended for good."""
    adam, bob = person("adam"), person("bob")
    assert bob.ask("GET", "/rest/api/user/current").json()["type"] == "known"
    assert adam.ask("PUT", "/rest/api/admin/user/bob/disable").status == 204
    assert bob.ask("GET", "/rest/api/user/current").status == 401
    assert adam.ask("PUT", "/rest/api/admin/user/bob/enable").status == 204
    assert bob.ask("GET", "/rest/api/user/current").status == 401
    bob.log_out()
    assert bob.ask("GET", "/rest/api/user/current").json()["username"] == "bob"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/rest/api/admin/user", {"userName": "eve"}),
        ("PUT", "/rest/api/admin/user/bob/disable", None),
        ("PUT", "/rest/api/admin/user/bob/enable", None),
        ("POST", "/rest/api/admin/user/bob/password", {"password": "new"}),
        ("PUT", "/rest/api/user/bob/group/editors", None),
        ("DELETE", "/rest/api/user/bob/group/staff", None),
        ("DELETE", "/rest/api/admin/user/bob", None),
    ],
)
def test_only_administrators_change_people(person, method, path, body):
    """Alice may not, strangers are asked who they are, and adam may."""
    assert person("alice").ask(method, path, body).status == 403
    assert person(None).ask(method, path, body).status == 401
    assert person("adam").ask(method, path, body).fine


def test_an_administrator_cannot_make_or_disarm_a_system_administrator(person):
    """Else he would be one."""
    adam, anna = person("adam"), person("anna")
    assert adam.ask("PUT", "/rest/api/user/bob/group/owners").status == 403
    assert adam.ask("POST", "/rest/api/admin/user", {"userName": "eve", "groups": ["owners"]}).status == 403
    assert adam.ask("POST", "/rest/api/admin/user/anna/password", {"password": "mine"}).status == 403
    assert adam.ask("PUT", "/rest/api/admin/user/anna/disable").status == 403
    assert adam.ask("DELETE", "/rest/api/admin/user/anna").status == 403
    assert adam.ask("DELETE", "/rest/api/user/anna/group/owners").status == 403
    assert anna.ask("PUT", "/rest/api/user/bob/group/owners").status == 204


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"userName": ""},
        {"userName": " "},
        {"userName": "anyone"},
        {"userName": ["x"]},
        {"userName": "\ud800"},
        [1],
        7,
    ],
)
def test_a_misshapen_new_user_is_refused_and_not_half_made(person, body):
    """400 with the envelope, never a crash."""
    refused = person("adam").ask("POST", "/rest/api/admin/user", body)
    assert (refused.status, refused.json()["statusCode"]) == (400, 400)


def test_where_anonymous_use_is_off_strangers_get_an_envelope_and_people_their_answer(person, confluence: Product):
    """403 is a guess; some versions say 401."""
    confluence.state.rights = replace(confluence.state.rights, anonymous_access=False)
    for path in ("/rest/api/user/current", "/rest/api/space", "/rest/api/content", "/rest/api/search?cql=type=page"):
        refused = person(None).ask("GET", path)
        assert (refused.status, refused.json()["data"]["authorized"]) == (403, False)
        assert person("alice").ask("GET", path).status == 200
