"""People of a userbase, changed behind everybody's back."""

import pytest

from applink_simulator.topology.control import Control, ControlRefused
from applink_simulator.topology.running import RunningTopology

from .conftest import Ask

SELF = "/rest/api/2/myself"


def test_somebody_new_can_log_in_until_removed(jira: Control, status: Ask):
    """With the username as password, where none is given."""
    assert status("zoe", SELF) == 401
    jira.put_user("zoe", display_name="Zoe", password="secret")
    assert (status("zoe", SELF), status("zoe", SELF, password="secret")) == (401, 200)
    jira.remove_user("zoe")
    assert status("zoe", SELF, password="secret") == 401


def test_who_is_renamed_is_known_by_the_new_name_alone(jira: Control, status: Ask):
    """The password stays; the case of a name may change without anybody else being meant."""
    jira.put_user("alice", name="alicia")
    assert (status("alicia", SELF, password="alice"), status("alice", SELF)) == (200, 401)
    jira.put_user("alicia", name="Alicia")
    assert [user["name"] for user in jira.users() if user["name"].lower() == "alicia"] == ["Alicia"]


def test_nobody_is_given_the_name_of_somebody_else(jira: Control, status: Ask):
    """And both are there afterwards."""
    with pytest.raises(ControlRefused, match=r"409.*called BOB already"):
        jira.put_user("alice", name="BOB")
    assert (status("alice", SELF), status("bob", SELF)) == (200, 200)


def test_who_is_deactivated_cannot_log_in_until_reactivated(jira: Control, status: Ask):
    jira.put_user("alice", active=False)
    assert status("alice", SELF) in {401, 403}
    jira.put_user("alice", active=True)
    assert status("alice", SELF) == 200


def test_products_of_one_userbase_see_the_same_change(jira: Control, confluence: Control, status: Ask):
    jira.put_user("alice", groups=["travellers"])
    there = {user["name"]: user["groups"] for user in confluence.users()}
    assert there["alice"] == ["travellers"]


def test_passwords_are_never_told(jira: Control):
    told = jira.put_user("alice", password="not for everybody")
    assert "password" not in told
    assert "not for everybody" not in repr(jira.users())


def test_whoever_is_not_there_is_said_not_to_be(jira: Control, pair: RunningTopology):
    assert jira.ask("GET", "/users/ALICE")["name"] == "alice"
    for method in ("GET", "DELETE"):
        with pytest.raises(ControlRefused, match=r"404.*The user nobody does not exist"):
            jira.ask(method, "/users/nobody")
