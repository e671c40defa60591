"""The resources that only version 3 has: JSON alone (applinks.md 3.3)."""

import json
from collections.abc import Callable

import pytest

from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator

V3 = "/rest/applinks/3.0"
UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"


@pytest.fixture
def jira(pair: RunningTopology) -> Administrator:
    jira = pair.administrator("jira")
    assert jira.create_end(pair.place("confluence")).status == 201
    assert jira.ask("PUT", f"{V3}/applicationlink", GENERIC).status == 201
    return jira


GENERIC = {"typeId": "generic", "name": "Shop", "rpcUrl": "http://shop.invalid", "displayUrl": "http://shop.invalid"}


@pytest.mark.conformance("REST-080", "REST-015")
def test_links_are_a_bare_array_with_names_of_their_own(pair: RunningTopology, jira: Administrator):
    """``type``, ``primary`` and ``system`` are ``typeId``, ``isPrimary`` and ``isSystem`` in the older versions."""
    listed = jira.ask("GET", f"{V3}/applinks").json()
    place = pair.place("confluence")
    assert listed[0] == {
        "id": place.application_id,
        "name": "Confluence",
        "displayUrl": place.url,
        "rpcUrl": place.url,
        "type": "confluence",
        "system": False,
        "primary": True,
        "properties": {},
        "data": {},
    }
    older = jira.ask("GET", "/rest/applinks/1.0/applicationlink").json()["applicationLinks"][0]
    assert (older["typeId"], older["isPrimary"], older["isSystem"]) == ("confluence", True, False)
    assert not {"type", "primary", "system"} & set(older)


@pytest.mark.conformance("REST-081", "REST-082")
def test_properties_and_data_are_shown_as_far_as_they_are_asked_for(pair: RunningTopology, jira: Administrator):
    """Both repeat; what nobody knows is null. The last two ask the remote."""
    confluence = pair.place("confluence")
    assert jira.trust(confluence).fine
    known = ["atlassian", "configUrl", "editable", "v3Editable", "iconUri", "webItems", "capabilities"]
    query = "&".join(f"data={name}" for name in [*known, "applicationVersion", "nonsense"])
    query += "&property=oauth.incoming.consumerkey&property=nonsense"
    for path in (f"{V3}/applinks?{query}", f"{V3}/applinks/{confluence.application_id}?{query}"):
        shown = jira.ask("GET", path).json()
        link = shown[0] if isinstance(shown, list) else shown
        assert link["data"] == {
            "atlassian": True,
            "configUrl": f"{confluence.url}/admin/listapplicationlinks.action",
            "editable": True,
            "v3Editable": True,
            "iconUri": f"{jira.place.url}/static/128confluence.png",
            "webItems": [],
            "capabilities": ["MIGRATION_API", "STATUS_API"],
            "applicationVersion": {"versionString": "8.7.2", "major": 8, "minor": 7, "bugfix": 2, "suffix": ""},
            "nonsense": None,
        }
        assert link["properties"] == {
            "oauth.incoming.consumerkey": pair.products["confluence"].consumer_key,
            "nonsense": None,
        }
    shop = jira.ask("GET", f"{V3}/applinks?data=configUrl&data=atlassian&data=editable&data=v3Editable").json()[1]
    assert shop["data"] == {
        "configUrl": "http://shop.invalid",
        "atlassian": False,
        "editable": True,
        "v3Editable": False,
    }


@pytest.mark.conformance("REST-083")
def test_everything_that_is_wrong_with_a_change_is_told_at_once(pair: RunningTopology, jira: Administrator):
    """Each with its context; nothing has changed. A blank, a relative URL, and what another link has."""
    path = f"{V3}/applinks/{pair.place('confluence').application_id}"
    before = jira.links()

    def contexts(**body: object) -> list[str]:
        answer = jira.ask("PUT", path, body)
        assert answer.status == answer.json()["status"] == 400
        return [error["context"] for error in answer.json()["errors"]]

    assert contexts(name=" ", rpcUrl="/relative", displayUrl="ftp://x") == ["name", "rpcUrl", "displayUrl"]
    assert contexts(name="Shop", rpcUrl="http://shop.invalid/", displayUrl="http://shop.invalid") == [
        "name",
        "rpcUrl",
        "displayUrl",
    ]
    assert contexts(name="Fine") == ["rpcUrl", "displayUrl"]
    assert jira.links() == before
    good = {"name": "Wiki", "rpcUrl": "http://new.invalid/", "displayUrl": "http://seen.invalid", "primary": False}
    answer = jira.ask("PUT", path, good)
    assert (answer.status, answer.json()["name"], answer.json()["rpcUrl"]) == (200, "Wiki", "http://new.invalid")
    assert answer.json()["primary"] is True


@pytest.mark.conformance("REST-084")
def test_a_link_is_deleted_here_alone(pair: RunningTopology, jira: Administrator):
    confluence = pair.administrator("confluence")
    confluence.create_end(jira.place)
    path = f"{V3}/applinks/{confluence.place.application_id}"
    assert pair.administrator("jira", "bob").ask("DELETE", path).status == 403
    assert (jira.ask("DELETE", path).status, jira.ask("DELETE", path).status) == (204, 404)
    assert confluence.link_to(jira.place)


@pytest.mark.conformance("REST-090")
def test_what_the_remote_can_do_is_asked_of_it(pair: RunningTopology, jira: Administrator):
    """maxAge is a number, timeUnit one of the usual; a silent remote is told in the answer."""
    confluence = pair.place("confluence")
    path = f"{V3}/capabilities/remote/{confluence.application_id}"
    found = jira.ask("GET", path, maxAge="5", timeUnit="hours").json()
    assert found["capabilities"] == ["MIGRATION_API", "STATUS_API"]
    assert found["applinksVersion"]["versionString"] == "9.1.4"
    for query in ({"maxAge": "-1"}, {"maxAge": "soon"}, {"timeUnit": "FORTNIGHTS"}):
        refused = jira.ask("GET", path, **query)
        assert (refused.status, refused.json()["errors"][0]["context"]) == (400, next(iter(query)))
    assert jira.ask("GET", f"{V3}/capabilities/remote/{UNKNOWN}").status == 404
    assert pair.administrator("jira", "bob").ask("GET", path).status == 403
    assert pair.visitor(None, "jira").ask("GET", path).status == 401
    pair.switch_off("confluence")
    silent = jira.ask("GET", path)
    assert (silent.status, silent.json()["capabilities"]) == (200, [])
    assert confluence.url in silent.json()["error"]


@pytest.mark.conformance("REST-091")
@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("BITBUCKET_REBRAND", True),
        ("ONE_WAY_APPLINKS", False),
        ("V3_UI", True),
        ("V4_UI", True),
        ("TEST_NON_SYSTEM", False),
    ],
)
def test_everybody_is_told_whether_a_feature_is_on(pair: RunningTopology, name: str, on: bool):
    reply = pair.visitor(None, "jira").ask("GET", f"{V3}/features/{name}")
    assert (reply.status, reply.json()) == (200, {name: on})
    assert pair.visitor(None, "jira").ask("GET", f"{V3}/features/NONSENSE").status == 400


@pytest.mark.conformance("REST-092")
def test_system_features_are_read_only_before_anybodys_rights_are_looked_at(pair: RunningTopology):
    for method in ("PUT", "DELETE"):
        for person in (pair.administrator("jira"), pair.administrator("jira", "bob"), pair.visitor(None, "jira")):
            assert person.ask(method, f"{V3}/features/V3_UI").status == 400
    assert pair.administrator("jira").ask("GET", f"{V3}/features/V3_UI").json() == {"V3_UI": True}


@pytest.mark.conformance("REST-092")
def test_other_features_are_switched_by_system_administrators(pair: RunningTopology):
    path = f"{V3}/features/TEST_NON_SYSTEM"
    anna = pair.administrator("jira")
    assert pair.visitor(None, "jira").ask("PUT", path).status == 401
    for name in ("bob", "adam"):
        assert pair.administrator("jira", name).ask("PUT", path).status == 403
    assert anna.ask("GET", path).json() == {"TEST_NON_SYSTEM": False}
    assert anna.ask("PUT", path).json() == {"TEST_NON_SYSTEM": True}
    assert anna.ask("GET", path).json() == {"TEST_NON_SYSTEM": True}
    assert pair.administrator("confluence").ask("GET", path).json() == {"TEST_NON_SYSTEM": False}
    assert anna.ask("DELETE", path).status == 204
    assert anna.ask("GET", path).json() == {"TEST_NON_SYSTEM": False}


@pytest.mark.conformance("REST-093")
def test_each_user_discovers_features_for_themselves(pair: RunningTopology):
    path = f"{V3}/feature-discovery"
    alice, bob = pair.administrator("jira", "alice"), pair.administrator("jira", "bob")
    assert pair.visitor(None, "jira").ask("GET", path).status == 401
    missing = alice.ask("GET", f"{path}/new-list")
    assert (missing.status, missing.json()["errors"][0]["context"]) == (404, "new-list")
    assert alice.ask("PUT", f"{path}/new-list").json() == ["new-list"]
    assert alice.ask("GET", f"{path}/new-list").json() == alice.ask("GET", path).json() == ["new-list"]
    assert bob.ask("GET", path).json() == []
    assert alice.ask("PUT", f"{path}/<script>").status == 400


@pytest.mark.conformance("REST-083", "REST-027", "REST-026", "REST-024", "REST-084")
def test_a_system_link_is_changed_by_system_administrators_alone(serve: Callable[[str], RunningTopology]):
    """Version 3 does not change it at all, and deletes it without a look (applinks.md 3.3)."""
    running = serve(SYSTEM)
    anna, adam = running.administrator("jira"), running.administrator("jira", "adam")
    confluence = running.place("confluence").application_id
    older, newer = f"/rest/applinks/2.0/applicationlink/{confluence}", f"{V3}/applinks/{confluence}"
    shown = anna.ask("GET", older).json()
    assert shown["isSystem"] is True
    assert "rpcUrl" not in shown
    assert anna.ask("GET", f"{V3}/applinks", data="editable").json()[0]["data"] == {"editable": False}
    assert adam.ask("POST", older, {"name": "Mine"}).status == 403
    assert adam.ask("DELETE", older).status == 403
    entity = {"typeId": "confluence", "name": "Mine", "rpcUrl": running.place("confluence").url}
    assert adam.ask("PUT", f"/rest/applinks/1.0/applicationlink/{confluence}", entity).status == 403
    assert anna.ask("POST", older, {"name": "Renamed"}).status == 200
    body = {"name": "Mine", "rpcUrl": "http://x.invalid", "displayUrl": "http://x.invalid"}
    refused = anna.ask("PUT", newer, body)
    assert (refused.status, refused.json()["errors"][0]["context"]) == (400, "system")
    assert anna.links()[0]["name"] == "Renamed"
    assert anna.status(running.place("confluence"))["error"]["type"] == "SYSTEM_LINK"
    assert running.administrator("confluence").links()[0]["isSystem"] is True
    assert adam.ask("DELETE", newer).status == 204
    assert anna.links() == []


SYSTEM = """
userbases: {people: {users: {anna: , adam: }}}
products:
  jira: {system_administrators: [anna], administrators: [adam]}
  confluence: {system_administrators: [anna]}
links:
  - {from: confluence, to: jira, authentication: oauth-impersonation, system: true}
"""


@pytest.mark.conformance("REST-085", "REST-086")
def test_status_wants_an_administrator_and_its_oauth_part_nobody(pair: RunningTopology, jira: Administrator):
    """A callback that is no absolute URL is refused."""
    place = pair.place("confluence")
    path = f"{V3}/status/{place.application_id}"
    assert jira.ask("GET", path).json()["link"]["type"] == "confluence"
    assert jira.ask("GET", path, authorisationCallback="http://x.invalid/back").status == 200
    assert jira.ask("GET", path, authorisationCallback="/back").status == 400
    assert pair.visitor(None, "jira").ask("GET", path).status == 401
    assert pair.administrator("jira", "bob").ask("GET", path).status == 403
    assert jira.ask("GET", f"{V3}/status/{UNKNOWN}").status == 404
    assert set(pair.visitor(None, "jira").ask("GET", f"{path}/oauth").json()) == {"incoming", "outgoing"}
    assert pair.visitor(None, "jira").ask("GET", f"{V3}/status/{UNKNOWN}/oauth").status == 404


@pytest.mark.conformance("REST-087")
def test_levels_are_set_both_at_once_by_those_who_may(pair: RunningTopology, jira: Administrator):
    """Impersonation by system administrators, and not while the remote's consumer cannot be read."""
    place = pair.place("confluence")
    off = {"enabled": False, "twoLoEnabled": False, "twoLoImpersonationEnabled": False}
    highest = {"twoLoImpersonationEnabled": True}
    adam, bob = pair.administrator("jira", "adam"), pair.administrator("jira", "bob")
    oauth = {"enabled": True, "twoLoEnabled": True}
    assert pair.visitor(None, "jira").ask("PUT", f"{V3}/status/{place.application_id}/oauth", {}).status == 401
    assert bob.set_levels(place, oauth, oauth).status == 403
    assert adam.set_levels(place, off, highest).status == 403
    assert jira.levels(place) == {"incoming": off, "outgoing": off}
    pair.switch_off("confluence")
    assert adam.set_levels(place, oauth, oauth).status == 409
    assert jira.levels(place) == {"incoming": off, "outgoing": off}
    pair.switch_on("confluence")
    assert adam.set_levels(place, oauth, oauth).status == 204
    assert jira.set_levels(place, highest, off).status == 204
    assert jira.levels(place) == {"incoming": dict.fromkeys(off, True), "outgoing": off}
    assert jira.ask("PUT", f"{V3}/status/{UNKNOWN}/oauth", {"incoming": off, "outgoing": off}).status == 404


@pytest.mark.conformance("REST-080")
def test_a_thousand_links_are_listed_and_read(serve: Callable[[str], RunningTopology]):
    """Put in place behind the product's back, for making them takes longer than showing them."""
    from dataclasses import replace

    running = serve(SYSTEM.partition("links:")[0])
    state, anna = running.products["jira"].state, running.administrator("jira")
    assert anna.create_end(running.place("confluence")).status == 201
    first = next(iter(state.ends))
    for number in range(1000):
        application_id = f"4c0f3f0e-1c50-3b0a-9a55-{number:012x}"
        url = f"http://wiki-{number}.invalid"
        name = f"Wiki {number} <script>alert(1)</script>"
        state.ends.add(replace(first, application_id=application_id, name=name, rpc_url=url, primary=False))
    assert len(anna.ask("GET", f"{V3}/applinks", data="configUrl").json()) == 1001
    assert len(anna.links()) == 1001
    assert len(anna.ask("GET", "/rest/applinks/1.0/listApplicationlinks").json()["list"]) == 1001
    xml = anna.ask("GET", "/rest/applinks/1.0/applicationlink.xml").text
    assert xml.count("&lt;script&gt;") == 1000
    assert "<script" not in xml
    body = json.loads(anna.ask("GET", f"{V3}/applinks/4c0f3f0e-1c50-3b0a-9a55-0000000003e7").body)
    assert body["name"] == "Wiki 999 <script>alert(1)</script>"
