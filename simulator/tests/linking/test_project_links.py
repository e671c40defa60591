"""Project links over HTTP, as seen from both products (applinks.md 6)."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from applink_simulator.domain.links import Provider
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator

TEAM = """
userbases:
  people:
    users: {anna: , adam: , alice: , bob: , paula: , peter: }
products:
  jira:
    userbase: people
    system_administrators: [anna]
    administrators: [adam]
    projects:
      DEMO: {name: Demonstration, visible_to: [anyone], administrators: [paula]}
      SEC: {name: Security, visible_to: [alice, paula], administrators: [paula]}
      OPS: {name: Operations, visible_to: [signed-in]}
  confluence:
    userbase: people
    system_administrators: [anna]
    administrators: [adam]
    spaces:
      DOC: {name: Documentation, visible_to: [anyone], administrators: [paula, peter]}
      HR: {name: Human resources, visible_to: [alice]}
links:
  - {from: confluence, to: jira, authentication: oauth-impersonation}
"""

ENTITYLINK = "/rest/applinks/1.0/entitylink"
DOC = f"{ENTITYLINK}/confluence.space/DOC"
ELSEWHERE = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"


@pytest.fixture
def team(serve: Callable[[str], RunningTopology]) -> Iterator[RunningTopology]:
    running = serve(TEAM)
    yield running
    assert not list(running.journal.crashes)


def person(team: RunningTopology, name: str, product: str = "confluence") -> Administrator:
    return team.administrator(product, name)


def wanted(team: RunningTopology, key: str = "DEMO", **more: Any) -> dict[str, Any]:
    return {
        "applicationId": team.place("jira").application_id,
        "typeId": "jira.project",
        "key": key,
        "name": key,
    } | more


def make(team: RunningTopology, who: str, key: str = "DEMO", reciprocate: str = "false", **more: Any) -> Reply:
    return person(team, who).ask("PUT", DOC, wanted(team, key, **more), reciprocate=reciprocate)


def linked(team: RunningTopology, product: str = "confluence", what: str = "confluence.space/DOC") -> list[str]:
    listed = person(team, "anna", product).ask("GET", f"{ENTITYLINK}/list/{what}").json()
    return [each["key"] for each in listed.get("entity", [])]


def drop(team: RunningTopology, name: str, key: str = "DEMO", reciprocate: str = "false") -> Reply:
    jira = team.place("jira").application_id
    query = {"typeId": "jira.project", "key": key, "applicationId": jira, "reciprocate": reciprocate}
    return person(team, name).ask("DELETE", DOC, **query)


@pytest.mark.conformance("REST-061")
def test_everybody_is_told_the_entities_that_they_may_see(team: RunningTopology):
    """Anonymous too; what is hidden is not named."""
    path = "/rest/applinks/1.0/entities"
    anybody = team.visitor(None, "jira").ask("GET", path).json()["entity"]
    assert [each["key"] for each in anybody] == ["DEMO"]
    assert set(anybody[0]) == {"key", "name", "typeId", "iconUri", "iconUrl"}
    assert anybody[0]["typeId"] == "jira.project"
    assert [each["key"] for each in person(team, "bob", "jira").ask("GET", path).json()["entity"]] == ["DEMO", "OPS"]
    assert [each["key"] for each in person(team, "alice", "jira").ask("GET", path).json()["entity"]] == [
        "DEMO",
        "SEC",
        "OPS",
    ]
    xml = team.visitor(None, "jira").visit(path).body
    assert b'<entity key="DEMO" name="Demonstration" typeId="jira.project" iconUri="' in xml
    assert b"iconUrl" not in xml


@pytest.mark.conformance("REST-061")
def test_where_nobody_looks_without_signing_in_entities_are_not_told(serve: Callable[[str], RunningTopology]):
    """The control: the same product for somebody who is signed in."""
    closed = serve(
        TEAM.replace("  jira:\n    userbase: people", "  jira:\n    userbase: people\n    anonymous: false")
    )
    assert closed.visitor(None, "jira").ask("GET", "/rest/applinks/1.0/entities").status == 401
    assert person(closed, "bob", "jira").ask("GET", "/rest/applinks/1.0/entities").status == 200


@pytest.mark.conformance("REST-062", "REST-063")
def test_the_remotes_entities_are_those_it_shows_to_the_one_who_asks(team: RunningTopology):
    jira = team.place("jira").application_id
    mine = person(team, "alice").ask("GET", f"/rest/applinks/1.0/entities/{jira}").json()["entity"]
    assert [each["key"] for each in mine] == ["DEMO", "SEC", "OPS"]
    anybodys = person(team, "alice").ask("GET", f"/rest/applinks/1.0/entities/anonymous/{jira}").json()["entity"]
    assert [each["key"] for each in anybodys] == ["DEMO"]
    asked = [each for each in team.journal if each.product == "jira" and each.path.endswith("/entities")]
    assert [each.caller for each in asked] == ["alice", None]


@pytest.mark.conformance("REST-062", "REST-063")
def test_a_remote_that_cannot_be_asked_for_its_entities_is_told_apart(team: RunningTopology):
    """401 where the user must authenticate there, 404 without a link, 500 where it is silent; 401 for nobody."""
    jira = team.place("jira")
    for path in (f"entities/{jira.application_id}", f"entities/anonymous/{jira.application_id}"):
        assert team.visitor(None, "confluence").ask("GET", f"/rest/applinks/1.0/{path}").status == 401
        assert person(team, "alice").ask("GET", f"/rest/applinks/1.0/{path}").status == 200
    assert person(team, "alice").ask("GET", f"/rest/applinks/1.0/entities/{ELSEWHERE}").status == 404
    assert person(team, "alice").ask("GET", f"/rest/applinks/1.0/entities/anonymous/{ELSEWHERE}").status == 404
    assert person(team, "alice").ask("GET", "/rest/applinks/1.0/entities/nonsense").status == 400
    levels = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": False}
    person(team, "anna").set_levels(jira, levels, levels)
    assert person(team, "alice").ask("GET", f"/rest/applinks/1.0/entities/{jira.application_id}").status == 401
    team.switch_off("jira")
    assert (
        person(team, "alice").ask("GET", f"/rest/applinks/1.0/entities/anonymous/{jira.application_id}").status == 500
    )


@pytest.mark.conformance("REST-068")
@pytest.mark.parametrize(("name", "status"), [("paula", 201), ("peter", 201), ("adam", 201), ("alice", 401)])
def test_who_administers_the_space_may_link_it(team: RunningTopology, name: str, status: int):
    """No administrator of the product is needed; readers are refused."""
    assert make(team, name).status == status
    assert linked(team) == (["DEMO"] if status == 201 else [])


@pytest.mark.conformance("REST-068")
def test_a_reciprocal_link_is_made_at_both_ends_as_the_current_user(team: RunningTopology):
    reply = make(team, "paula", reciprocate="true")
    assert reply.status == 201
    jira = team.place("jira")
    assert reply.json() == {
        "applicationId": jira.application_id,
        "typeId": "jira.project",
        "key": "DEMO",
        "name": "DEMO",
        "displayUrl": f"{jira.url}/browse/DEMO",
        "iconUri": f"{team.place('confluence').url}/static/128jira.png",
        "iconUrl": f"{team.place('confluence').url}/static/16jira.png",
        "isPrimary": True,
    }
    assert linked(team, "jira", "jira.project/DEMO") == ["DOC"]
    back = [each for each in team.journal if each.product == "jira" and each.method == "PUT" and each.sender][-1]
    assert (back.caller, back.way) == ("paula", "oauth-impersonation")


@pytest.mark.conformance("REST-068")
def test_who_does_not_administer_both_makes_no_reciprocal_link(team: RunningTopology):
    """peter administers the space alone: neither end changes, and one way he may."""
    assert make(team, "peter", reciprocate="true").status == 500
    assert (linked(team), linked(team, "jira", "jira.project/DEMO")) == ([], [])
    assert make(team, "peter").status == 201
    assert (linked(team), linked(team, "jira", "jira.project/DEMO")) == (["DEMO"], [])


@pytest.mark.conformance("REST-068", "REST-070")
def test_without_a_token_a_reciprocal_change_wants_the_user_to_authenticate(team: RunningTopology):
    """401, and nothing has changed here; one way needs nobody's token."""
    assert make(team, "paula").status == 201
    levels = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": False}
    person(team, "anna").set_levels(team.place("jira"), levels, levels)
    assert make(team, "paula", "OPS", reciprocate="true").status == 401
    assert drop(team, "paula", reciprocate="true").status == 401
    assert linked(team) == ["DEMO"]
    assert drop(team, "paula").status == 200
    assert linked(team) == []


@pytest.mark.conformance("REST-068")
def test_what_cannot_be_linked_is_refused(team: RunningTopology):
    """404 without an application link, space or sight of it; 400 for a type that is not the remote's."""
    assert make(team, "paula", applicationId=ELSEWHERE).status == 404
    assert make(team, "paula", applicationId="nonsense").status == 400
    assert make(team, "paula", typeId="confluence.space").status == 400
    assert make(team, "paula", typeId="nonsense").status == 400
    assert make(team, "paula", key="").status == 400
    paula = person(team, "paula")
    assert paula.ask("PUT", f"{ENTITYLINK}/confluence.space/NONE", wanted(team)).status == 404
    assert paula.ask("PUT", f"{ENTITYLINK}/confluence.space/HR", wanted(team)).status == 404
    assert paula.ask("PUT", f"{ENTITYLINK}/jira.project/DOC", wanted(team)).status == 400
    assert team.visitor(None, "confluence").ask("PUT", DOC, wanted(team)).status == 401
    assert linked(team) == []
    assert make(team, "paula").status == 201


@pytest.mark.conformance("REST-064", "REST-065", "REST-066", "REST-069")
def test_the_first_link_of_a_type_is_primary_until_another_is_made_so(team: RunningTopology):
    for key in ("DEMO", "SEC", "OPS"):
        assert make(team, "paula", key).status == 201
    alice, jira = person(team, "alice"), team.place("jira").application_id
    primary = f"{ENTITYLINK}/primary/confluence.space/DOC"
    assert alice.ask("GET", primary, typeId="jira.project").json()["key"] == "DEMO"
    named = {"typeId": "jira.project", "key": "OPS", "applicationId": jira}
    assert alice.ask("POST", primary, **named).status == 401
    assert person(team, "paula").ask("POST", primary, **named).status == 200
    assert person(team, "paula").ask("POST", primary, **(named | {"key": "NONE"})).status == 404
    assert person(team, "paula").ask("POST", primary, typeId="jira.project").status == 400
    assert alice.ask("GET", primary, typeId="jira.project").json()["key"] == "OPS"
    assert alice.ask("GET", primary, typeId="confluence.space").status == 404
    every = alice.ask("GET", f"{ENTITYLINK}/primaryLinks/confluence.space/DOC").json()
    assert {name: link["key"] for name, link in every.items()} == {"applinks.jira.project": "OPS"}
    listed = alice.ask("GET", f"{ENTITYLINK}/list/confluence.space/DOC", typeId="jira.project").json()["entity"]
    assert [(each["key"], each["isPrimary"]) for each in listed] == [("DEMO", False), ("SEC", False), ("OPS", True)]
    assert not alice.ask("GET", f"{ENTITYLINK}/list/confluence.space/DOC", typeId="x").json().get("entity")
    assert drop(team, "paula", "OPS").status == 200
    assert alice.ask("GET", primary, typeId="jira.project").json()["key"] == "DEMO"


@pytest.mark.conformance("REST-068")
def test_an_update_replaces_an_equal_link(team: RunningTopology):
    """It keeps its place as the primary one."""
    make(team, "paula", "DEMO")
    make(team, "paula", "OPS")
    assert make(team, "paula", "DEMO", name="The demonstration").status == 201
    listed = person(team, "alice").ask("GET", f"{ENTITYLINK}/list/confluence.space/DOC").json()["entity"]
    assert [(each["name"], each["isPrimary"]) for each in listed] == [("The demonstration", True), ("OPS", False)]


@pytest.mark.conformance("REST-064", "REST-067")
def test_readers_see_links_and_what_they_may_not_see_is_not_there(team: RunningTopology):
    make(team, "paula")
    jira = team.place("jira").application_id
    assert linked(team) == ["DEMO"]
    bob = person(team, "bob")
    assert bob.ask("GET", f"{ENTITYLINK}/list/confluence.space/DOC").status == 200
    assert bob.ask("GET", f"{ENTITYLINK}/list/confluence.space/HR").status == 404
    assert person(team, "alice").ask("GET", f"{ENTITYLINK}/list/confluence.space/HR").status == 200
    assert team.visitor(None, "confluence").ask("GET", f"{ENTITYLINK}/list/confluence.space/DOC").status == 401
    found = bob.ask("GET", f"{ENTITYLINK}/localEntitiesWithLinksTo/{jira}").json()["entity"]
    assert [each["key"] for each in found] == ["DOC"]
    assert bob.ask("GET", f"{ENTITYLINK}/localEntitiesWithLinksTo/{ELSEWHERE}").status == 404


@pytest.mark.conformance("REST-070")
def test_a_project_link_is_removed_here_alone_or_at_both_ends(team: RunningTopology):
    for name, reciprocate, left in (("paula", "true", []), ("peter", "false", ["DOC"])):
        assert make(team, "paula", reciprocate="true").status == 201
        assert drop(team, "alice").status == 401
        assert drop(team, name, reciprocate=reciprocate).status == 200
        assert (linked(team), linked(team, "jira", "jira.project/DEMO")) == ([], left)
    assert drop(team, "paula").status == 404


@pytest.mark.conformance("REST-070")
def test_what_the_remote_does_not_remove_stays_here(team: RunningTopology):
    """peter may not there; and what is gone there already is an administrator's to remove here alone."""
    make(team, "paula", reciprocate="true")
    assert drop(team, "peter", reciprocate="true").status == 500
    assert linked(team) == ["DEMO"]
    team.switch_off("jira")
    assert drop(team, "paula", reciprocate="true").status == 500
    team.switch_on("jira")
    assert linked(team) == ["DEMO"]
    assert drop(team, "paula", reciprocate="true").status == 200


def test_project_links_go_with_the_application_link(team: RunningTopology):
    make(team, "paula", reciprocate="true")
    confluence = person(team, "anna")
    assert confluence.delete_link(team.place("jira")).status == 200
    assert linked(team) == []
    assert linked(team, "jira", "jira.project/DEMO") == ["DOC"]
    assert confluence.create_end(team.place("jira")).status == 201
    assert linked(team) == []


@pytest.mark.conformance("REST-071")
@pytest.mark.parametrize(("name", "code"), [("paula", "ALLOWED"), ("adam", "ALLOWED"), ("peter", "NO_PERMISSION")])
def test_one_is_told_whether_the_remote_would_let_one_link_a_project(team: RunningTopology, name: str, code: str):
    """Asked there as the person, of whom it tells what it would tell the person themselves."""
    jira, confluence = team.place("jira").application_id, team.place("confluence").application_id
    asked = person(team, name).ask("GET", f"/rest/applinks/1.0/permission/reciprocate-entity-create/{jira}")
    assert (asked.status, asked.json()) == (200, {"code": code})
    there = person(team, name, "jira").ask("GET", f"/rest/applinks/1.0/permission/create-entity/{confluence}")
    assert (there.status, there.json()) == (200, {"code": code})


def _delete_pair(product: str, application_id: str, *parts: str) -> str:
    return "/".join(["/rest/applinks/1.0/permission", product, application_id, *(quote(part) for part in parts)])


@pytest.mark.conformance("REST-072")
@pytest.mark.parametrize(("name", "code"), [("paula", "ALLOWED"), ("adam", "ALLOWED"), ("peter", "NO_PERMISSION")])
def test_one_is_told_whether_the_remote_would_let_one_unlink_a_project(team: RunningTopology, name: str, code: str):
    jira, confluence = team.place("jira").application_id, team.place("confluence").application_id
    here = _delete_pair("reciprocate-entity-delete", jira, "confluence.space", "DOC", "jira.project", "DEMO")
    there = _delete_pair("delete-entity", confluence, "jira.project", "DEMO", "confluence.space", "DOC")
    assert person(team, name).ask("GET", here).json() == {"code": "MISSING"}
    assert person(team, name, "jira").ask("GET", there).json() == {"code": "MISSING"}
    make(team, "paula", reciprocate="true")
    assert person(team, name).ask("GET", here).json() == {"code": code}
    assert person(team, name, "jira").ask("GET", there).json() == {"code": code}


@pytest.mark.conformance("REST-071", "REST-072")
def test_what_stands_between_the_two_ends_has_a_code_of_its_own(team: RunningTopology):
    """No token, refused, no link there, nobody there; only who is nobody here is refused."""
    place = team.place("jira")
    create = f"/rest/applinks/1.0/permission/reciprocate-entity-create/{place.application_id}"
    delete = _delete_pair(
        "reciprocate-entity-delete", place.application_id, "confluence.space", "DOC", "jira.project", "X"
    )
    confluence, paula = person(team, "anna"), person(team, "paula")

    def code(path: str) -> tuple[str, bool]:
        answer = paula.ask("GET", path).json()
        return answer["code"], "oauth/login-dance/authorize" in answer.get("url", "")

    for path in (create, delete):
        assert team.visitor(None, "confluence").ask("GET", path).status == 401
        assert paula.ask("GET", path.replace(place.application_id, ELSEWHERE)).status == 404
    assert person(team, "anna", "jira").delete_link(team.place("confluence")).status == 200
    assert code(create) == ("AUTHENTICATION_FAILED", True)
    off = {"enabled": False, "twoLoEnabled": False, "twoLoImpersonationEnabled": False}
    assert confluence.set_levels(place, off, off).status == 204
    assert code(create) == ("AUTHENTICATION_FAILED", False)
    assert code(delete) == ("AUTHENTICATION_FAILED", False)
    assert confluence.authenticate_with(place, Provider.OAUTH)[-1].status == 201
    assert code(create) == ("CREDENTIALS_REQUIRED", True)
    assert code(delete) == ("CREDENTIALS_REQUIRED", True)
    team.switch_off("jira")
    confluence.set_levels(place, off, off)
    assert code(create) == ("NO_CONNECTION", False)
    assert code(delete) == ("NO_CONNECTION", False)
    team.switch_on("jira")
    gone = person(team, "paula", "jira").ask("GET", f"/rest/applinks/1.0/permission/create-entity/{ELSEWHERE}")
    assert gone.json() == {"code": "MISSING"}
