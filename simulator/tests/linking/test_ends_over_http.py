"""A product's own link ends over REST 1.0, 2.0 and 3.0 (applinks.md 3.1 and 3.3)."""

from collections.abc import Callable

import pytest

from applink_simulator.domain.links import Provider
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Administrator

UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
OTHER = "5d41402a-bc4b-3a76-b971-9d911017c592"


def make(administrator: Administrator, application_id: str, name: str, url: str, type_id: str = "jira") -> int:
    entity = {"id": application_id, "typeId": type_id, "name": name, "rpcUrl": url, "displayUrl": url}
    return administrator.ask("PUT", "/rest/applinks/2.0/applicationlink", entity).status


@pytest.fixture
def jira(pair: RunningTopology) -> Administrator:
    return pair.administrator("jira")


@pytest.mark.conformance("REST-020", "REST-022", "REST-027", "REST-084")
def test_a_link_is_listed_read_and_deleted_under_every_version(pair: RunningTopology, jira: Administrator):
    """Version 3 has its own names and answers 204."""
    confluence = pair.place("confluence")
    for version in ("1.0", "2.0", "3.0", "latest"):
        assert jira.create_end(confluence).status == 201
        path = f"/rest/applinks/{version}/applicationlink"
        listed = jira.ask("GET", path).json()["applicationLinks"]
        assert [each["id"] for each in listed] == [confluence.application_id]
        one = jira.ask("GET", f"{path}/{confluence.application_id}").json()
        assert (one["typeId"], one["rpcUrl"], one["isPrimary"]) == ("confluence", confluence.url, True)
        assert one["link"] == [{"href": f"{jira.place.url}{path}/{confluence.application_id}", "rel": "self"}]
        answer = jira.ask("DELETE", f"{path}/{confluence.application_id}")
        assert answer.json() == {
            "message": f"Deleted application with id '{confluence.application_id}'",
            "status-code": 200,
        }
    assert jira.create_end(confluence).status == 201
    assert jira.ask("DELETE", f"/rest/applinks/3.0/applinks/{confluence.application_id}").status == 204
    assert jira.ask("DELETE", f"/rest/applinks/3.0/applinks/{confluence.application_id}").status == 404


@pytest.mark.conformance("REST-014")
def test_xml_is_the_default_of_the_older_resources(pair: RunningTopology, jira: Administrator):
    """No Accept or any: XML; a suffix decides against Accept (applinks.md 1)."""
    jira.create_end(pair.place("confluence"))
    path = "/rest/applinks/1.0/applicationlink"
    assert b"<applicationLinks>" in jira.ask("GET", path + ".xml").body
    assert jira.ask("GET", path + ".json").content_type == "application/json"
    stranger = pair.visitor(None, "jira")
    assert stranger.visit("/rest/applinks/1.0/manifest").content_type == "application/xml"
    assert stranger.visit("/rest/applinks/latest/manifest.json").content_type == "application/json"


@pytest.mark.conformance("REST-024")
def test_version_1_creates_or_updates_by_the_id_in_the_path(pair: RunningTopology, jira: Administrator):
    place = pair.place("confluence")
    path = f"/rest/applinks/1.0/applicationlink/{place.application_id}"
    entity = {"typeId": "confluence", "name": "Wiki", "rpcUrl": place.url, "displayUrl": place.url}
    assert jira.ask("PUT", path, entity).status == 201
    assert jira.ask("PUT", path, entity | {"name": "Renamed"}).status == 200
    assert jira.links()[0]["name"] == "Renamed"
    refused = jira.ask("PUT", path, entity | {"rpcUrl": "http://elsewhere.invalid"})
    assert refused.status == 400
    assert refused.json()["status"] == 400
    assert jira.links()[0]["rpcUrl"] == place.url


@pytest.mark.conformance("REST-025")
def test_a_second_link_to_one_application_is_refused(jira: Administrator):
    """400 with an error list; the name of a link to another is made unique instead."""
    assert make(jira, UNKNOWN, "Jira", "http://one.invalid") == 201
    assert make(jira, UNKNOWN, "Jira", "http://two.invalid") == 400
    assert make(jira, OTHER, "Jira", "http://two.invalid") == 201
    assert [link["name"] for link in jira.links()] == ["Jira", "Jira - 2"]


@pytest.mark.conformance("REST-026")
def test_a_link_cannot_take_the_name_of_another(jira: Administrator):
    make(jira, UNKNOWN, "One", "http://one.invalid")
    make(jira, OTHER, "Two", "http://two.invalid")
    path = f"/rest/applinks/2.0/applicationlink/{OTHER}"
    assert jira.ask("POST", path, {"name": "One"}).status == 400
    assert jira.ask("POST", path, {"name": "Three"}).status == 200
    assert [link["name"] for link in jira.links()] == ["One", "Three"]


@pytest.mark.conformance("REST-023", "REST-029")
def test_the_first_link_of_a_type_is_primary_and_the_next_inherits_it(jira: Administrator):
    """applinks.md 5.5: one primary for each type."""
    make(jira, UNKNOWN, "One", "http://one.invalid")
    make(jira, OTHER, "Two", "http://two.invalid")
    primary = "/rest/applinks/1.0/applicationlink/primary"
    assert jira.ask("GET", f"{primary}/jira").json()["name"] == "One"
    assert jira.ask("POST", f"{primary}/{OTHER}", {}).status == 200
    assert [link["name"] for link in jira.links() if link["isPrimary"]] == ["Two"]
    jira.ask("DELETE", f"/rest/applinks/1.0/applicationlink/{OTHER}")
    assert [link["name"] for link in jira.links() if link["isPrimary"]] == ["One"]
    assert jira.ask("GET", f"{primary}/bamboo").status == 404
    assert jira.ask("GET", f"{primary}/nonsense").status == 400


@pytest.mark.conformance("REST-083")
def test_version_3_may_change_the_application_url_and_names_each_wrong_field(jira: Administrator):
    make(jira, UNKNOWN, "One", "http://one.invalid")
    make(jira, OTHER, "Two", "http://two.invalid")
    path = f"/rest/applinks/3.0/applinks/{OTHER}"
    good = {"name": "Moved", "rpcUrl": "http://new.invalid/", "displayUrl": "http://new.invalid", "primary": False}
    for field, value in (("rpcUrl", "nonsense"), ("rpcUrl", "http://one.invalid"), ("name", "One"), ("name", "")):
        refused = jira.ask("PUT", path, good | {field: value})
        assert refused.status == 400
        assert refused.json()["errors"][0]["context"] == field
    answer = jira.ask("PUT", path, good)
    assert (answer.json()["rpcUrl"], answer.json()["type"]) == ("http://new.invalid", "jira")


@pytest.mark.conformance("REST-025")
def test_an_id_is_derived_from_the_url_where_none_is_given(jira: Administrator):
    """And for generic links whatever is given (applinks.md 3.1)."""
    entity = {"typeId": "generic", "name": "Generic", "rpcUrl": "http://one.invalid/", "id": UNKNOWN}
    assert jira.ask("PUT", "/rest/applinks/3.0/applicationlink", entity).status == 201
    assert jira.links()[0]["id"] != UNKNOWN


@pytest.mark.conformance("REST-022", "REST-082")
def test_an_unknown_link_is_a_clean_404(jira: Administrator):
    """And an id that is none a clean 400."""
    for path in ("3.0/applinks", "3.0/status", "1.0/applicationlink"):
        assert jira.ask("GET", f"/rest/applinks/{path}/{UNKNOWN}").status == 404
        assert jira.ask("GET", f"/rest/applinks/{path}/nonsense").status == 400
    assert jira.ask("DELETE", f"/rest/applinks/1.0/applicationlink/{UNKNOWN}").status == 404


@pytest.mark.conformance("REST-022")
def test_where_one_guesses_so_one_resource_crashes_on_an_unknown_link(serve: Callable[[str], RunningTopology]):
    """By reading of the reference, not by observation (docs/guesses.md)."""
    running = serve(
        "userbases: {people: {users: {anna: {}}}}\n"
        "products: {jira: {system_administrators: anna, guesses: {unknown_link_crashes: true}}}\n"
    )
    anna = running.administrator("jira")
    assert anna.ask("GET", f"/rest/applinks/1.0/applicationlink/{UNKNOWN}").status == 500
    assert anna.ask("GET", f"/rest/applinks/3.0/applinks/{UNKNOWN}").status == 404


@pytest.mark.conformance("REST-001", "REST-006")
def test_who_is_no_administrator_is_told_so_in_each_versions_own_way(pair: RunningTopology):
    """401 to everybody in versions 1 and 2; in version 3 403 to those who are logged in (applinks.md 3.0)."""
    stranger = pair.visitor(None, "jira")
    bob = pair.administrator("jira", "bob")
    for path in ("/rest/applinks/1.0/applicationlink", "/rest/applinks/2.0/listApplicationlinks"):
        assert stranger.ask("GET", path).status == 401
        assert bob.ask("GET", path).status == 401
        assert bob.ask("GET", path).json()["status-code"] == 401
    assert stranger.ask("GET", "/rest/applinks/3.0/applinks").status == 401
    assert bob.ask("GET", "/rest/applinks/3.0/applinks").status == 403
    assert bob.ask("GET", "/rest/applinks/3.0/applinks").json()["errors"]
    assert pair.administrator("jira", "adam").ask("GET", "/rest/applinks/3.0/applinks").status == 200


@pytest.mark.conformance("REST-030", "REST-031")
def test_providers_are_configured_by_class_name(pair: RunningTopology, jira: Administrator):
    confluence = pair.place("confluence")
    jira.create_end(confluence)
    path = f"/rest/applinks/3.0/applicationlink/{confluence.application_id}/authentication/provider"
    assert jira.ask("PUT", path, {"provider": "com.example.Nonsense", "config": {}}).status == 400
    assert jira.ask("GET", path).json()["authenticationProviders"] == []
    assert jira.authenticate_with(confluence, Provider.TWO_LEGGED)[0].status == 201
    assert [each["provider"] for each in jira.ask("GET", path).json()["authenticationProviders"]] == [
        Provider.TWO_LEGGED.value
    ]
    assert jira.ask("GET", f"{path}/{Provider.TWO_LEGGED.value}").status == 200
    assert jira.ask("GET", f"{path}/{Provider.BASIC.value}").status == 404


@pytest.mark.conformance("REST-036")
def test_the_list_of_the_administration_page_tells_both_directions(pair: RunningTopology, jira: Administrator):
    confluence = pair.place("confluence")
    jira.create_end(confluence)
    row = jira.ask("GET", "/rest/applinks/latest/listApplicationlinks").json()["list"][0]
    assert not row["hasIncomingAuthenticationProviders"]
    assert not row["hasOutgoingAuthenticationProviders"]
    jira.trust(confluence)
    row = jira.ask("GET", "/rest/applinks/latest/listApplicationlinks").json()["list"][0]
    assert row["hasIncomingAuthenticationProviders"]
    assert row["application"]["id"] == confluence.application_id


@pytest.mark.conformance("REST-037")
def test_the_state_of_a_link_tells_whether_its_remote_is_up(pair: RunningTopology, jira: Administrator):
    confluence = pair.place("confluence")
    jira.create_end(confluence)
    path = f"/rest/applinks/1.0/listApplicationlinkstates/id/{confluence.application_id}"
    assert jira.ask("GET", path).json() == {"appLinkState": "OK"}
    pair.switch_off("confluence")
    assert jira.ask("GET", path).json() == {"appLinkState": "OFFLINE"}


@pytest.mark.conformance("REST-027")
def test_a_deleted_link_takes_its_trust_along(pair: RunningTopology):
    """What the remote signs is refused from then on, though its own end is still there."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True)
    alice = pair.visitor("alice", "confluence")
    whoami = {"appId": jira.place.application_id, "path": "/plugins/servlet/applinks/whoami"}
    assert alice.ask("GET", "/plugins/servlet/applinks/proxy", **whoami).text == "alice"
    assert jira.delete_link(confluence.place).status == 200
    assert alice.ask("GET", "/plugins/servlet/applinks/proxy", **whoami).status == 401
    assert confluence.link_to(jira.place)


@pytest.mark.conformance("REST-028")
def test_both_ends_are_deleted_together_or_not_at_all(pair: RunningTopology):
    """The remote's end first; whatever it says but 200 leaves ours where it is (applinks.md 5.7)."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True)
    pair.switch_off("jira")
    refused = confluence.delete_link(jira.place, both_ends=True)
    assert refused.status == 500
    assert "Check there by hand" in refused.json()["message"]
    assert confluence.link_to(jira.place)
    pair.switch_on("jira")
    assert confluence.delete_link(jira.place, both_ends=True).status == 200
    assert not confluence.links()
    assert not jira.links()


@pytest.mark.conformance("REST-113")
def test_whoami_tells_the_user_and_says_nothing_to_strangers(pair: RunningTopology):
    path = "/plugins/servlet/applinks/whoami"
    for visitor, name in ((pair.visitor("alice", "jira"), "alice"), (pair.visitor(None, "jira"), "")):
        reply = visitor.ask("GET", path)
        assert (reply.status, reply.content_type, reply.text) == (200, "text/plain", name)


@pytest.mark.conformance("REST-088", "REST-089")
def test_capabilities_are_told_to_everybody(pair: RunningTopology):
    stranger = pair.visitor(None, "jira")
    assert stranger.ask("GET", "/rest/applinks/3.0/capabilities").json() == ["STATUS_API", "MIGRATION_API"]
    assert stranger.ask("GET", "/rest/applinks/latest/capabilities/STATUS_API").json() == ["STATUS_API"]
    assert stranger.ask("GET", "/rest/applinks/latest/capabilities/NONSENSE").status == 404


def test_an_old_id_made_from_our_address_is_known_too(pair: RunningTopology):
    """A product that linked to us without our manifest knows us by our URL (applinks.md 2.4): we serve both ids."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    entity = {"typeId": "confluence", "name": "Wiki", "rpcUrl": confluence.place.url}
    assert jira.ask("PUT", "/rest/applinks/3.0/applicationlink", entity).status == 201
    assert jira.links()[0]["id"] != confluence.place.application_id
    confluence.create_end(jira.place)
    status = confluence.status(jira.place)
    assert status["error"]["type"] == "DISABLED", status


@pytest.mark.conformance("REST-021")
def test_links_of_one_type_are_listed_with_the_primary_one_first(jira: Administrator):
    """A type that nobody knows is refused, one without links is not."""
    make(jira, UNKNOWN, "One", "http://one.invalid")
    make(jira, OTHER, "Two", "http://two.invalid")
    path = "/rest/applinks/1.0/applicationlink"
    assert jira.ask("POST", f"{path}/primary/{OTHER}", {}).status == 200
    assert [link["name"] for link in jira.ask("GET", f"{path}/type/jira").json()["applicationLinks"]] == [
        "Two",
        "One",
    ]
    assert jira.ask("GET", f"{path}/type/bamboo").json() == {"applicationLinks": []}
    assert jira.ask("GET", f"{path}/type/nonsense").status == 400


@pytest.mark.conformance("REST-031")
def test_outgoing_impersonation_is_refused_with_400_to_mere_administrators(
    pair: RunningTopology, jira: Administrator
):
    """Other refusals of that sort are 403; and a link that is not there is a 404."""
    confluence = pair.place("confluence")
    jira.create_end(confluence)
    adam = pair.administrator("jira", "adam")
    assert adam.authenticate_with(confluence, Provider.IMPERSONATION)[0].status == 400
    assert jira.authenticate_with(confluence, Provider.IMPERSONATION)[0].status == 201
    path = f"/rest/applinks/3.0/applicationlink/{UNKNOWN}/authentication/provider"
    assert jira.ask("PUT", path, {"provider": Provider.OAUTH.value, "config": {}}).status == 404
    assert jira.ask("GET", path).status == 404
