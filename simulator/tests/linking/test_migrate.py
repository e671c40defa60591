"""Older authentication of a link becomes OAuth (applinks.md 3.3, auth.md 3.1)."""

import pytest

from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator

OFF = {"enabled": False, "twoLoEnabled": False, "twoLoImpersonationEnabled": False}
OAUTH = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": False}
IMPERSONATION = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": True}


def link(pair: RunningTopology) -> tuple[Administrator, Administrator]:
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    for near, far in ((jira, confluence), (confluence, jira)):
        assert near.create_end(far.place).status == 201
    return confluence, jira


def migrate(administrator: Administrator, remote: Administrator) -> Reply:
    return administrator.ask("POST", f"/rest/applinks/3.0/migration/{remote.place.application_id}", {})


def use_basic(administrator: Administrator, remote: Administrator, username: str) -> None:
    path = f"/rest/applinks/3.0/applicationlink/{remote.place.application_id}/authentication/provider"
    body = {"provider": Provider.BASIC.value, "config": {"username": username, "password": username}}
    assert administrator.ask("PUT", path, body).status == 201


@pytest.mark.conformance("REST-094")
def test_basic_access_becomes_oauth_at_both_ends(pair: RunningTopology):
    """The remote is asked over the link as it was; then the account is forgotten."""
    confluence, jira = link(pair)
    use_basic(confluence, jira, "adam")
    answer = migrate(confluence, jira)
    assert answer.json() == {
        "outgoing": {"oauth": OAUTH, "basic": False, "trusted": False},
        "incoming": {"oauth": OFF, "basic": False, "trusted": False},
        "capabilities": ["MIGRATION_API", "STATUS_API"],
    }
    assert confluence.status(jira.place)["working"] is True
    asked = [each for each in pair.journal if each.product == "jira" and each.method == "PUT"]
    assert (asked[-1].caller, asked[-1].way) == ("adam", "basic")
    end = pair.products["confluence"].state.ends.get(jira.place.application_id)
    assert end is not None
    assert end.basic_account is None


@pytest.mark.conformance("REST-094")
def test_what_the_remote_does_not_take_stays_beside_oauth(pair: RunningTopology):
    """bob is no administrator there: nothing that worked is lost."""
    confluence, jira = link(pair)
    use_basic(confluence, jira, "bob")
    assert migrate(confluence, jira).json()["outgoing"] == {"oauth": OAUTH, "basic": True, "trusted": False}
    assert jira.levels(confluence.place) == {"incoming": OFF, "outgoing": OFF}


@pytest.mark.conformance("REST-094")
def test_trusted_applications_become_impersonation_which_system_administrators_allow(pair: RunningTopology):
    """In the direction of each record; adam is administrator and no more."""
    confluence, jira = link(pair)
    path = f"/plugins/servlet/applinks/auth/conf/trusted/autoconfig/{jira.place.application_id}"
    assert confluence.ask("PUT", path).status == 200
    adam = pair.administrator("confluence", "adam")
    assert migrate(adam, jira).status == 403
    assert confluence.levels(jira.place) == {"incoming": OFF, "outgoing": OFF}
    found = migrate(confluence, jira).json()
    assert (found["outgoing"]["oauth"], found["incoming"]["oauth"]) == (IMPERSONATION, IMPERSONATION)


@pytest.mark.conformance("REST-094")
def test_a_link_with_nothing_to_migrate_stays_as_it_is(pair: RunningTopology):
    """401 for nobody, 403 for no administrator, 404 without a link, 400 where the id is none."""
    confluence, jira = link(pair)
    path = f"/rest/applinks/3.0/migration/{jira.place.application_id}"
    assert migrate(confluence, jira).json()["outgoing"] == {"oauth": OFF, "basic": False, "trusted": False}
    assert not [each for each in pair.journal if each.product == "jira" and each.path.endswith("/oauth")]
    assert pair.visitor(None, "confluence").ask("POST", path, {}).status == 401
    assert pair.administrator("confluence", "bob").ask("POST", path, {}).status == 403
    confluence.delete_link(jira.place)
    assert migrate(confluence, jira).status == 404
    assert confluence.ask("POST", "/rest/applinks/3.0/migration/nonsense", {}).status == 400
