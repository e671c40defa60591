"""Creation as two administrators see it."""

from collections.abc import Callable

import pytest

from applink_simulator.topology.running import RunningTopology

PAIR = """
userbases: {people: {users: {anna: {}}}}
products:
  jira:
    system_administrators: anna
  confluence:
    system_administrators: anna
"""


@pytest.mark.conformance("REST-033")
def test_an_administrator_of_both_products_gets_both_ends_with_authentication(pair: RunningTopology):
    """The credential flow of applinks.md 5.4; the products call each other back while they are being called."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    reply = confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True)
    assert reply.json()["autoConfigurationSuccessful"] is True
    assert confluence.status(jira.place)["working"] is True
    assert jira.status(confluence.place)["working"] is True


@pytest.mark.conformance("REST-032")
def test_the_wizard_refuses_loopback_hosts_where_the_product_is_told_to_be_strict_about_them(
    serve: Callable[[str], RunningTopology],
):
    """As a 9.x product does (applinks.md 3.2); off by default, since everything here is on loopback."""
    running = serve(PAIR.replace("  confluence:\n", "  confluence:\n    guesses: {blocked_hosts: true}\n"))
    confluence, jira = running.administrator("confluence"), running.administrator("jira")
    refused = confluence.look_at(jira.place.url)
    assert refused.status == 403
    assert "may not be contacted" in refused.json()["message"]
    assert confluence.look_at("http://no-such-host.invalid").status == 400
    assert jira.look_at(confluence.place.url).status == 200


def test_a_link_made_by_an_administrator_of_one_product_is_an_outgoing_end_alone(pair: RunningTopology):
    """applinks.md 5.2: no authentication, and the other product knows nothing."""
    confluence, jira = pair.administrator("confluence", "adam"), pair.administrator("jira")
    assert confluence.create_link(jira.place).status == 200
    off = {"enabled": False, "twoLoEnabled": False, "twoLoImpersonationEnabled": False}
    assert confluence.levels(jira.place) == {"incoming": off, "outgoing": off}
    assert not jira.links()
    assert confluence.status(jira.place)["error"] == {"category": "CONFIG_ERROR", "type": "NO_REMOTE_APPLINK"}


@pytest.mark.conformance("REST-033")
def test_the_checks_come_in_the_order_of_the_products(pair: RunningTopology):
    """Each mistake hides those behind it (applinks.md 3.2); the last control is made."""
    adam, jira = pair.administrator("confluence", "adam"), pair.administrator("jira")
    path = "/rest/applinks/3.0/applicationlinkForm/createAppLink"
    link = {"typeId": "nonsense", "name": " ", "rpcUrl": "nonsense"}
    body = {"applicationLink": link, "createTwoWayLink": True, "configFormValues": {"shareUserbase": True}}

    def field() -> str:
        reply = adam.ask("POST", path, body)
        assert reply.status == 400
        return str(reply.json().get("fields", [""])[0])

    assert field() == "application-name"
    link["name"] = "Jira"
    assert field() == "application-types"
    link["typeId"] = "jira"
    assert field() == "same-userbase"
    body["configFormValues"] = {"trustEachOther": True}
    assert field() == "rpcUrl"
    link["rpcUrl"] = jira.place.url
    assert field() == "authorization"
    body |= {"username": "bob", "password": "bob"}
    assert field() == "authorization"
    body |= {"username": "adam", "password": "adam"}
    assert adam.ask("POST", path, body).json()["autoConfigurationSuccessful"] is True


@pytest.mark.conformance("REST-033")
def test_what_the_remote_refuses_is_told_in_its_own_words(pair: RunningTopology):
    """And nothing is made here: the remote's end comes first (applinks.md 5.4)."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    jira.create_end(confluence.place)
    path = f"/rest/applinks/1.0/applicationlink/{confluence.place.application_id}"
    assert (
        jira.ask("PUT", path, {"name": "Wiki", "typeId": "confluence", "rpcUrl": confluence.place.url}).status == 200
    )
    jira.ask(
        "POST",
        f"/rest/applinks/2.0/applicationlink/{confluence.place.application_id}",
        {"displayUrl": "http://other.invalid"},
    )
    moved = confluence.ask(
        "POST",
        "/rest/applinks/3.0/applicationlinkForm/createAppLink",
        {
            "applicationLink": {"typeId": "jira", "name": "Jira", "rpcUrl": jira.place.url},
            "createTwoWayLink": True,
            "username": "anna",
            "password": "anna",
            "customRpcURL": True,
            "rpcUrl": "http://elsewhere.invalid",
        },
    )
    assert moved.status == 400
    assert "changed by relocating" in moved.json()["message"][0]
    assert not confluence.links()


@pytest.mark.conformance("REST-033")
def test_a_link_stays_without_authentication_where_that_could_not_be_set(pair: RunningTopology):
    """200 with autoConfigurationSuccessful false: the steps are not one transaction."""
    confluence, jira = pair.administrator("confluence"), pair.administrator("jira")
    taken = {
        "key": pair.products["confluence"].consumer_key,
        "name": "Other",
        "publicKey": pair.products["jira"].key.public.text,
    }
    generic = {"typeId": "generic", "name": "Other", "rpcUrl": "http://other.invalid"}
    jira.ask("PUT", "/rest/applinks/3.0/applicationlink", generic)
    other = jira.links()[0]["id"]
    consumer = f"/rest/applinks-oauth/latest/applicationlink/{other}/authentication/consumer"
    assert jira.ask("PUT", consumer, taken).status == 201
    answer = confluence.create_link(jira.place, there=jira, trust=True)
    assert answer.json()["autoConfigurationSuccessful"] is False
    assert confluence.link_to(jira.place)
    assert jira.link_to(confluence.place)
