"""A link whose remote goes by another id than when it was made (applinks.md 5.8)."""

from typing import Any

import pytest

from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import ProjectLink, Provider
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.tokens import UserToken
from applink_simulator.topology.running import RunningTopology

UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
OTHER = "5d41402a-bc4b-3a76-b971-9d911017c592"


def make(running: RunningTopology, application_id: str, url: str, **more: str) -> None:
    entity = {"id": application_id, "typeId": "jira", "name": "Old Jira", "rpcUrl": url, "displayUrl": url}
    reply = running.administrator("confluence").ask("PUT", "/rest/applinks/2.0/applicationlink", entity | more)
    assert reply.status == 201


def upgrade(running: RunningTopology, application_id: str, **body: Any) -> Reply:
    return running.administrator("confluence").ask("POST", f"/rest/applinks/1.0/upgrade/ual/{application_id}", body)


def to_older(running: RunningTopology, application_id: str) -> Reply:
    return running.administrator("confluence").ask("POST", f"/rest/applinks/1.0/upgrade/legacy/{application_id}", {})


@pytest.mark.conformance("REST-041")
def test_everything_that_hangs_on_a_link_moves_to_the_new_id(pair: RunningTopology):
    """Providers, consumer, tokens, trusted applications, project links; and it stays the primary one."""
    jira, confluence = pair.place("jira"), pair.administrator("confluence")
    make(pair, UNKNOWN, jira.url)
    state = pair.products["confluence"].state
    path = f"/rest/applinks-oauth/latest/applicationlink/{UNKNOWN}/authentication/consumer"
    assert confluence.ask("PUT", path, {"twoLOAllowed": True}, autoConfigure="true").status == 201
    providers = f"/rest/applinks/3.0/applicationlink/{UNKNOWN}/authentication/provider"
    assert confluence.ask("PUT", providers, {"provider": Provider.TWO_LEGGED.value, "config": {}}).status == 201
    state.project_links.put(ProjectLink("DOC", UNKNOWN, "jira.project", "DEMO", "Demo", primary=True))
    state.user_tokens.put(UserToken(UNKNOWN, "alice", "t", "s", granted=True))
    state.trusted_applications.put("jira:1", UNKNOWN)

    answer = upgrade(pair, UNKNOWN)
    assert answer.status == 200
    assert answer.json()["applicationLink"]["id"] == jira.application_id
    assert answer.json()["message"] == []
    [link] = confluence.links()
    assert (link["id"], link["name"], link["isPrimary"]) == (jira.application_id, "Old Jira", True)
    assert confluence.levels(jira)["incoming"]["twoLoEnabled"]
    assert state.ends.get(jira.application_id).providers == {Provider.TWO_LEGGED}  # type: ignore[union-attr]
    assert [(each.key, each.primary) for each in state.project_links.of("DOC")] == [("DEMO", True)]
    assert state.user_tokens.get(jira.application_id, "alice")
    assert state.trusted_applications.items() == [("jira:1", jira.application_id)]
    assert upgrade(pair, jira.application_id).body == b""


@pytest.mark.conformance("REST-041")
def test_a_link_that_has_the_new_id_already_takes_the_older_one_in(pair: RunningTopology):
    """It keeps its own name and consumer; the other's is left over, its project links come along."""
    jira, confluence = pair.place("jira"), pair.administrator("confluence")
    confluence.create_end(jira)
    confluence.trust(jira)
    make(pair, UNKNOWN, f"{jira.url}/", name="Once more")
    state = pair.products["confluence"].state
    state.project_links.put(ProjectLink("DOC", jira.application_id, "jira.project", "DEMO", "Demo", primary=True))
    state.project_links.put(ProjectLink("DOC", UNKNOWN, "jira.project", "DEMO", "Demo", primary=False))
    state.project_links.put(ProjectLink("DOC", UNKNOWN, "jira.project", "SEC", "Sec", primary=False))
    assert upgrade(pair, UNKNOWN).status == 200
    assert [link["name"] for link in confluence.links()] == ["Jira"]
    assert sorted((each.key, each.primary) for each in state.project_links.of("DOC")) == [
        ("DEMO", True),
        ("SEC", False),
    ]
    assert confluence.levels(jira)["incoming"]["enabled"]


@pytest.mark.conformance("REST-041")
def test_an_upgrade_may_make_the_remotes_half_as_well(pair: RunningTopology):
    """With the account of an administrator there; project links are made there too."""
    jira = pair.administrator("jira")
    make(pair, UNKNOWN, jira.place.url)
    here = ProjectLink("DOC", UNKNOWN, "jira.project", "DEMO", "Demo", primary=True)
    pair.products["confluence"].state.project_links.put(here)
    wanted = {"username": "anna", "password": "anna", "createTwoWayLink": True, "reciprocateEntityLinks": True}
    trust = {"trustEachOther": True, "shareUserbase": True}
    answer = upgrade(pair, UNKNOWN, **wanted, configFormValues=trust)
    assert answer.json()["message"] == []
    assert pair.administrator("confluence").status(jira.place)["working"] is True
    listed = jira.ask("GET", "/rest/applinks/1.0/entitylink/list/jira.project/DEMO").json()["entity"]
    assert [each["key"] for each in listed] == ["DOC"]


@pytest.mark.conformance("REST-041")
def test_what_does_not_work_at_the_remote_is_a_warning(pair: RunningTopology):
    """The id has changed all the same; saying that userbases are shared needs a system administrator."""
    jira = pair.place("jira")
    make(pair, UNKNOWN, jira.url)
    path = f"/rest/applinks/1.0/upgrade/ual/{UNKNOWN}"
    adam = pair.administrator("confluence", "adam")
    assert adam.ask("POST", path, {"configFormValues": {"shareUserbase": True}}).status == 403
    answer = upgrade(pair, UNKNOWN, username="bob", password="bob", createTwoWayLink=True)
    assert answer.status == 200
    assert "not those of an administrator" in answer.json()["message"][0]
    assert pair.administrator("confluence").link_to(jira)
    assert not pair.administrator("jira").links()


@pytest.mark.conformance("REST-040", "REST-041")
def test_a_remote_that_does_not_fit_the_upgrade_is_refused(pair: RunningTopology):
    """Offline, of the other sort, or without a manifest; and a link that is not there is a 404."""
    jira = pair.place("jira")
    make(pair, UNKNOWN, jira.url)
    make(pair, OTHER, "http://127.0.0.1:9")
    assert (to_older(pair, OTHER).status, upgrade(pair, OTHER).status) == (400, 400)
    assert to_older(pair, UNKNOWN).status == 400
    assert (to_older(pair, jira.application_id).status, upgrade(pair, jira.application_id).status) == (404, 404)
    assert (to_older(pair, "nonsense").status, upgrade(pair, "nonsense").status) == (400, 400)
    bob = pair.administrator("confluence", "bob")
    assert bob.ask("POST", f"/rest/applinks/1.0/upgrade/ual/{UNKNOWN}", {}).status == 401
    assert {link["id"] for link in pair.administrator("confluence").links()} == {UNKNOWN, OTHER}
    assert upgrade(pair, UNKNOWN).status == 200


@pytest.mark.conformance("REST-040")
def test_a_remote_without_application_links_gets_the_id_of_its_address(pair: RunningTopology):
    """Some other web site answers there: it is known by its URL alone (applinks.md 2.4)."""
    url = f"{pair.place('jira').url}/nothing-here"
    make(pair, UNKNOWN, url)
    assert upgrade(pair, UNKNOWN).status == 400
    answer = to_older(pair, UNKNOWN)
    assert answer.json()["applicationLink"]["id"] == url_based_id(url)
    assert to_older(pair, url_based_id(url)).body == b""
