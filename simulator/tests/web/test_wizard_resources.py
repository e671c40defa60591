"""What pages of administrators ask beside the links themselves (applinks.md 2.1 and 3.2)."""

import json
from collections.abc import Callable
from http.client import HTTPResponse
from urllib.parse import quote

import pytest

from applink_simulator.authentication.basic import basic_header
from applink_simulator.domain.links import Provider
from applink_simulator.topology.running import RunningTopology

V1 = "/rest/applinks/1.0"
DETAILS = f"{V1}/applicationlinkForm/details"
UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"


@pytest.mark.conformance("REST-035")
def test_the_details_of_a_two_way_link_are_checked_before_it_is_made(pair: RunningTopology):
    """An administrator's account there, from where this product is found at the address given."""
    confluence, jira = pair.administrator("confluence"), pair.place("jira")
    good = {"username": "anna", "password": "anna", "remoteUrl": jira.url, "rpcUrl": confluence.place.url}
    assert confluence.ask("POST", DETAILS, good).status == 200
    assert confluence.ask("POST", DETAILS, {k: v for k, v in good.items() if k != "rpcUrl"}).status == 200
    for wrong in ({"password": "x"}, {"username": "bob", "password": "bob"}):
        refused = confluence.ask("POST", DETAILS, good | wrong)
        assert (refused.status, refused.json()["fields"]) == (400, ["reciprocal-link-password"])
    refused = confluence.ask("POST", DETAILS, good | {"rpcUrl": jira.url})
    assert (refused.status, "fields" in refused.json()) == (400, False)
    assert confluence.ask("POST", DETAILS, good | {"remoteUrl": "nonsense"}).status == 400
    assert confluence.ask("POST", DETAILS, {}).status == 400
    assert pair.administrator("confluence", "bob").ask("POST", DETAILS, good).status == 401
    pair.switch_off("jira")
    assert confluence.ask("POST", DETAILS, good).status == 500


@pytest.mark.conformance("REST-034")
def test_no_application_here_has_a_fixed_url(pair: RunningTopology):
    """So the resource for those says so."""
    anna = pair.administrator("jira")
    path = f"{V1}/applicationlinkForm/createStaticUrlAppLink?typeId="
    for type_id in ("jira", "nonsense", ""):
        assert anna.ask("POST", path + type_id, {}).status == 400
    assert pair.administrator("jira", "bob").ask("POST", path + "jira", {}).status == 401


@pytest.mark.conformance("REST-038")
def test_the_info_of_a_link_repeats_our_own_projects_as_the_remotes(pair: RunningTopology):
    """The products' quirk; and it lists all types of authentication, whatever the link uses."""
    jira, confluence = pair.administrator("jira"), pair.place("confluence")
    jira.create_end(confluence)
    link = {"applicationId": confluence.application_id, "typeId": "confluence.space", "key": "DOC", "name": "Docs"}
    assert jira.ask("PUT", f"{V1}/entitylink/jira.project/DEMO", link).status == 201
    info = jira.ask("GET", f"{V1}/applicationlinkInfo/id/{confluence.application_id}").json()
    assert info == {
        "configuredAuthProviders": [provider.value for provider in Provider],
        "hostEntityTypes": ["jira.project"],
        "remoteEntityTypes": ["jira.project"],
        "numConfiguredEntities": 1,
    }
    assert jira.ask("GET", f"{V1}/applicationlinkInfo/id/{UNKNOWN}").status == 404
    path = f"{V1}/applicationlinkInfo/id/{confluence.application_id}"
    assert pair.administrator("jira", "bob").ask("GET", path).status == 401


@pytest.mark.conformance("REST-046")
def test_any_user_is_told_what_an_application_has_to_link_with(pair: RunningTopology):
    bob = pair.administrator("jira", "bob")
    for type_id, found in (("confluence", ["confluence.space"]), ("fecru", ["fecru.repository", "fecru.project"])):
        answer = bob.ask("GET", f"{V1}/type/entity/{type_id}").json()
        assert answer == {"entityTypes": [{"typeId": each} for each in found]}
    assert bob.ask("GET", f"{V1}/type/entity/crowd").json() == {"entityTypes": []}
    assert bob.ask("GET", f"{V1}/type/entity/nonsense").status == 400
    assert pair.visitor(None, "jira").ask("GET", f"{V1}/type/entity/confluence").status == 401


@pytest.mark.conformance("REST-042", "REST-043")
def test_other_products_ask_whether_an_account_will_do_and_whether_they_are_reached(pair: RunningTopology):
    jira, confluence = pair.administrator("jira"), pair.place("confluence")
    assert jira.ask("GET", f"{V1}/authenticationinfo").status == 200
    assert pair.administrator("jira", "bob").ask("GET", f"{V1}/authenticationinfo").status == 401
    assert pair.visitor(None, "jira").ask("GET", f"{V1}/authenticationinfo").status == 401

    def reached(application_id: str, url: str) -> int:
        return jira.ask(
            "GET", f"{V1}/authenticationinfo/id/{application_id}/url/{quote(url, safe='')}", url=url
        ).status

    assert reached(confluence.application_id, confluence.url) == 200
    assert reached(UNKNOWN, confluence.url) == 404
    assert reached(confluence.application_id, jira.place.url) == 404
    assert reached(confluence.application_id, f"{confluence.url}/nothing") == 404


@pytest.mark.conformance("REST-047")
def test_the_remotes_manifest_is_shown_to_any_user(pair: RunningTopology, remote: Callable[..., str]):
    """One that gives none gets a synthetic one; no link is a 400, also where the caller may not know."""
    jira, confluence = pair.administrator("jira"), pair.place("confluence")
    jira.create_end(confluence)
    bob = pair.administrator("jira", "bob")
    found = bob.ask("GET", f"{V1}/manifest/{confluence.application_id}").json()
    assert (found["id"], found["applinksVersion"]) == (confluence.application_id, "9.1.4")
    assert pair.visitor(None, "jira").ask("GET", f"{V1}/manifest/{confluence.application_id}").status == 401
    assert bob.ask("GET", f"{V1}/manifest/{UNKNOWN}").status == 400
    assert bob.ask("GET", f"{V1}/manifest/nonsense").status == 400
    url = remote(lambda _path: (404, {}, b"nothing"))
    entity = {"id": UNKNOWN, "typeId": "confluence", "name": "Old", "rpcUrl": url, "displayUrl": url}
    assert jira.ask("PUT", "/rest/applinks/2.0/applicationlink", entity).status == 201
    synthetic = bob.ask("GET", f"{V1}/manifest/{UNKNOWN}").json()
    assert (synthetic["name"], synthetic["typeId"]) == ("Confluence", "confluence")
    assert "applinksVersion" not in synthetic


@pytest.mark.conformance("REST-105")
def test_a_user_drops_the_token_they_hold(pair: RunningTopology):
    """204, also when there is none any more; others keep theirs."""
    from applink_simulator.domain.tokens import UserToken

    jira = pair.place("jira")
    assert pair.administrator("confluence").create_end(jira).status == 201
    tokens = pair.products["confluence"].state.user_tokens
    for name in ("alice", "bob"):
        tokens.put(UserToken(jira.application_id, name, "value", "secret", granted=True))
    path = f"/rest/applinks-oauth/latest/consumer-token/{jira.application_id}"
    alice = pair.administrator("confluence", "alice")
    assert (alice.ask("DELETE", path).status, alice.ask("DELETE", path).status) == (204, 204)
    assert tokens.get(jira.application_id, "alice") is None
    assert tokens.get(jira.application_id, "bob")
    assert pair.visitor(None, "confluence").ask("DELETE", path).status == 401
    assert alice.ask("DELETE", f"/rest/applinks-oauth/latest/consumer-token/{UNKNOWN}").status == 404


@pytest.mark.conformance("REST-100", "REST-101", "REST-102", "REST-103", "REST-104")
def test_whom_a_link_trusts_is_read_and_registered_for_every_type_of_link(pair: RunningTopology):
    """By itself from the remote, or by hand for a generic link; signing with a shared secret is refused."""
    jira, confluence = pair.administrator("jira"), pair.place("confluence")
    jira.create_end(confluence)
    path = f"/rest/applinks-oauth/latest/applicationlink/{confluence.application_id}/authentication"
    assert jira.ask("GET", f"{path}/consumer").status == 404
    assert jira.ask("GET", path).json()["consumers"] == []
    assert jira.ask("PUT", f"{path}/consumer", autoConfigure="true").status == 201
    [consumer] = jira.ask("GET", f"{path}/consumer").json()["consumers"]
    assert (consumer["signatureMethod"], consumer["twoLOAllowed"]) == ("RSA_SHA1", False)
    assert "sharedSecret" not in consumer
    shop = {"typeId": "generic", "name": "Shop", "rpcUrl": "http://shop.invalid"}
    assert jira.ask("PUT", "/rest/applinks/3.0/applicationlink", shop).status == 201
    generic = next(link["id"] for link in jira.links() if link["typeId"] == "generic")
    path = f"/rest/applinks-oauth/1.0/applicationlink/{generic}/authentication"
    assert jira.ask("PUT", f"{path}/consumer", autoConfigure="true").status == 500
    by_hand = {"key": "shop", "name": "Shop", "publicKey": consumer["publicKey"], "twoLOAllowed": True}
    assert jira.ask("PUT", f"{path}/consumer", by_hand | {"publicKey": "nonsense"}).status == 400
    assert jira.ask("PUT", f"{path}/consumer", {"key": "shop"}).status == 400
    outgoing = {"key": "shop", "name": "Shop", "sharedSecret": "s3cret", "outgoing": True}
    assert jira.ask("PUT", f"{path}/consumer", outgoing).status == 400
    assert jira.ask("PUT", f"{path}/consumer", by_hand).status == 201
    assert jira.ask("GET", path).json()["consumers"][0]["key"] == "shop"
    assert "<applicationLinkAuthentication>" in jira.ask("GET", f"{path}.xml").text
    assert pair.administrator("jira", "bob").ask("GET", path).status == 401
    assert jira.ask("GET", path.replace(generic, UNKNOWN)).status == 404


@pytest.mark.conformance("REST-106")
def test_consumer_information_is_read_by_tag_name_and_only_as_xml(pair: RunningTopology, remote: Callable[..., str]):
    """The first of each element, whatever the root, with a PEM's first and last lines or without."""
    jira = pair.administrator("jira")
    told = pair.visitor(None, "confluence").ask("GET", "/plugins/servlet/oauth/consumer-info")
    assert told.header("Content-Type") == "application/xml;charset=UTF-8"
    key = told.text.partition("<publicKey>")[2].partition("</publicKey>")[0]
    pem = f"-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----"
    fields = "<key>{0}</key><name>Other</name><publicKey>{1}</publicKey><key>second</key>"
    kinds = [
        ("application/xml", f"<anything><in>{fields.format('a:1', key)}</in></anything>", 201),
        ("application/xml;charset=UTF-8", f"<consumer>{fields.format('a:2', pem)}</consumer>", 201),
        ("text/xml", f"<consumer>{fields.format('a:3', key)}</consumer>", 500),
        ("application/json", '{"key": "a:4"}', 500),
        ("application/xml", "<consumer><key>a:5</key><name>Other</name></consumer>", 500),
        ("application/xml", f"<consumer>{fields.format('a:6', 'nonsense')}</consumer>", 500),
    ]
    for number, (content_type, body, status) in enumerate(kinds):
        url = remote(lambda _path, c=content_type, b=body: (200, {"Content-Type": c}, b.encode()))
        application_id = f"4c0f3f0e-1c50-3b0a-9a55-00000000000{number}"
        entity = {"id": application_id, "typeId": "confluence", "name": "Other", "rpcUrl": url, "displayUrl": url}
        assert jira.ask("PUT", "/rest/applinks/2.0/applicationlink", entity).status == 201
        path = f"/rest/applinks-oauth/latest/applicationlink/{application_id}/authentication/consumer"
        assert jira.ask("PUT", path, autoConfigure="true").status == status, body
        assert jira.ask("GET", path).status == (200 if status == 201 else 404)


@pytest.mark.conformance("REST-032")
def test_the_wizard_tells_what_it_finds_at_an_address(pair: RunningTopology, remote: Callable[..., str]):
    """The link that is there comes before the question whether it is ourselves (applinks.md 3.2)."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    form = f"{V1}/applicationlinkForm/manifest"
    assert confluence.look_at(jira.place.url).json()["id"] == jira.place.application_id
    assert confluence.ask("GET", form).status == 400
    for url in ("nonsense", "http:jira", "http://[", "ftp://x", "http://x y"):
        assert confluence.look_at(url).status == 400, url
    silent = confluence.look_at("http://127.0.0.1:9").json()
    assert silent["code"] == "applinks.warning.unknown.host"
    assert confluence.look_at(confluence.place.url).status == 409
    confluence.create_end(jira.place)
    same = confluence.look_at(jira.place.url)
    assert (same.status, "exists already" in same.text) == (409, True)
    found = jira.ask("GET", f"{V1}/manifest").json() | {"url": "http://elsewhere.invalid"}
    copy = remote(lambda _path: (200, {"Content-Type": "application/json"}, json.dumps(found).encode()))
    moved = confluence.look_at(copy)
    assert (moved.status, "same id is linked" in moved.text) == (409, True)


@pytest.mark.conformance("REST-032")
def test_the_wizards_look_is_the_one_get_that_wants_the_header(
    pair: RunningTopology, raw: Callable[..., HTTPResponse]
):
    """It makes the server call out."""
    base, path = pair.place("confluence").url, f"{V1}/applicationlinkForm/manifest?url={pair.place('jira').url}"
    as_anna = {"Authorization": basic_header("anna", "anna"), "Accept": "application/json"}
    assert raw(base, "GET", path, as_anna).status == 403
    assert raw(base, "GET", path, as_anna | {"X-Atlassian-Token": "no-check"}).status == 200
