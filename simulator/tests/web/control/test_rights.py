"""Who administers a product and who may use it."""

from applink_simulator.topology.control import Control

from .conftest import Ask

LINKS = "/rest/applinks/1.0/applicationlink"


def test_who_is_made_administrator_is_one_until_taken_off(jira: Control, status: Ask):
    assert status("alice", LINKS) in {401, 403}
    jira.put_rights(administrators=["adam", "alice"])
    assert status("alice", LINKS) == 200
    jira.put_rights(administrators=["adam"])
    assert status("alice", LINKS) in {401, 403}


def test_who_has_no_licence_cannot_log_in(jira: Control, status: Ask):
    """Though the account is active, and works at the other product, which has rights of its own."""
    jira.put_rights(may_use=["group:staff"])
    assert status("alice", "/rest/api/2/myself") == 200
    assert status("bob", "/rest/api/2/myself") in {401, 403}
    assert status("bob", "/rest/api/user/current", at="confluence") == 200


def test_what_is_not_named_stays(jira: Control):
    before = jira.rights()
    jira.put_rights(anonymous_access=False)
    assert jira.rights() == before | {"anonymous_access": False}
