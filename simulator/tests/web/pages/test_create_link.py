"""The wizard's pages: an address, what answers there, and the new link."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .conftest import CREATE, LIST, URL, xsrf_token

JSON = {"Content-Type": "application/json"}
NASTY = "<b onmouseover=alert(1)>Wiki</b>"

Answer = tuple[int, dict[str, str], bytes]
Remote = Callable[[Callable[[str], Answer]], str]


def always(answer: Callable[[], Answer]) -> Callable[[str], Answer]:
    return lambda _path: answer()


def manifest(url: str, **more: object) -> bytes:
    content = {
        "id": "11111111-1111-3111-8111-111111111111",
        "name": NASTY,
        "typeId": "refapp",
        "version": "1.0",
        "applinksVersion": "9.1.4",
        "inboundAuthenticationTypes": [],
        "outboundAuthenticationTypes": [],
        "url": url,
    }
    return json.dumps(content | more).encode()


def test_what_a_remote_says_of_itself_is_shown_as_text(pair: RunningTopology, anna: Visitor, remote: Remote):
    """And the link is called so."""
    url = remote(always(lambda: (200, JSON, manifest("http://127.0.0.1:9/else"))))
    anna.open(LIST)
    page = anna.press("Create link", {URL: url})
    assert NASTY in page.words
    assert "http://127.0.0.1:9/else, not the one you entered" in page.words
    assert not page.document.xpath("//b[@onmouseover]")
    anna.press("Create link", {"I am an administrator on both instances": False})
    (link,) = pair.administrator("confluence").links()
    assert (link["name"], link["rpcUrl"], link["displayUrl"]) == (NASTY, url, "http://127.0.0.1:9/else")


@pytest.mark.parametrize("shown", ["javascript:alert(1)", "data:text/html,x", "//evil.invalid", "nonsense"])
def test_a_remote_cannot_have_people_sent_to_what_is_no_web_address(
    pair: RunningTopology, anna: Visitor, remote: Remote, shown: str
):
    """Its manifest says where browsers go; with an address that makes sense it is linked."""
    said = {"url": shown}
    url = remote(always(lambda: (200, JSON, manifest(**said))))
    anna.open(LIST)
    anna.press("Create link", {URL: url})
    anna.press("Create link")
    assert pair.administrator("confluence").links() == []
    said["url"] = url
    anna.open(LIST)
    anna.press("Create link", {URL: url})
    anna.press("Create link", {"I am an administrator on both instances": False})
    assert len(pair.administrator("confluence").links()) == 1


def test_a_host_name_is_enough(pair: RunningTopology, anna: Visitor):
    """People do not type schemes."""
    anna.open(LIST)
    page = anna.press("Create link", {URL: pair.place("jira").url.removeprefix("http://")})
    assert page.heading == "Create a link"
    assert "Jira 9.12.0" in page.words


def test_a_form_that_did_not_come_from_ones_own_page_changes_nothing(
    pair: RunningTopology, anna: Visitor, adam: Visitor, post: Callable
):
    """Without a token, with a guessed one, with somebody else's; with one's own it does."""
    token, other = xsrf_token(anna.open(LIST)), xsrf_token(adam.open(LIST))
    wanted = {"url": pair.place("jira").url, "name": "Jira"}
    for given in ({}, {"atl_token": "0" * 40}, {"atl_token": other}):
        for path in (CREATE, f"{CREATE}/confirm", "/plugins/servlet/applinks/linkBack"):
            reply = post(anna, path, **wanted, **given)
            assert "This form is out of date" in reply.text
    assert pair.administrator("confluence").links() == []
    assert not [each for each in pair.journal.at("jira") if each.sender == "confluence"]
    assert post(anna, f"{CREATE}/confirm", **wanted, atl_token=token).status == 302
    assert len(pair.administrator("confluence").links()) == 1


def test_what_is_sent_twice_is_done_once(pair: RunningTopology, anna: Visitor, post: Callable):
    """The second answer says that the link is there, beside the list that shows it."""
    token = xsrf_token(anna.open(LIST))
    wanted = {"url": pair.place("jira").url, "name": "Jira", "atl_token": token}
    first, second = post(anna, f"{CREATE}/confirm", **wanted), post(anna, f"{CREATE}/confirm", **wanted)
    assert (first.status, second.status) == (302, 409)
    assert "exists already" in second.text
    assert len(pair.administrator("confluence").links()) == 1


def test_only_a_system_administrator_may_say_that_users_are_the_same(
    pair: RunningTopology, adam: Visitor, post: Callable
):
    """The page does not offer it, and the product does not take it."""
    adam.open(LIST)
    page = adam.press("Create link", {URL: pair.place("jira").url})
    assert page.document.get_element_by_id("shared").get("disabled") is not None
    token = xsrf_token(page)
    wanted = {"url": pair.place("jira").url, "name": "Jira", "both": "true", "atl_token": token}
    refused = post(adam, f"{CREATE}/confirm", **wanted, shared="true")
    assert refused.status == 403
    assert "Only a system administrator" in refused.text
    assert pair.administrator("confluence").links() == []
    assert post(adam, f"{CREATE}/confirm", **wanted).status == 302


def test_a_link_needs_a_name(pair: RunningTopology, anna: Visitor):
    """What was filled in stays."""
    anna.open(LIST)
    anna.press("Create link", {URL: pair.place("jira").url})
    page = anna.press("Create link", {"Name of the link": "  "})
    assert page.status == 400
    assert page.messages[0] == "An application link needs a name."
    assert pair.administrator("confluence").links() == []
    anna.press("Create link", {"Name of the link": "Our Jira"})
    assert [link["name"] for link in pair.administrator("confluence").links()] == ["Our Jira"]


def test_what_knows_nothing_of_links_can_be_linked_as_what_the_administrator_says(
    pair: RunningTopology, anna: Visitor, remote: Remote
):
    """Also what does not answer at all."""
    url = remote(always(lambda: (404, {"Content-Type": "text/html"}, b"<h1>Cats</h1>")))
    anna.open(LIST)
    anna.press("Create link", {URL: url})
    anna.press("Create link anyway", {"Name of the link": "Cats"})
    anna.press("Create link", {URL: "http://127.0.0.1:9/bamboo"})
    anna.press("Create link anyway", {"Name of the link": "Builds", "Type of application": "Bamboo"})
    links = pair.administrator("confluence").links()
    assert [(link["name"], link["typeId"]) for link in links] == [("Cats", "generic"), ("Builds", "bamboo")]


def test_where_hosts_are_blocked_loopback_addresses_are_refused(pair: RunningTopology, anna: Visitor):
    """As a 9.x product does; the switch is off unless one asks for it."""
    confluence = pair.products["confluence"]
    usual = confluence.guesses
    confluence.guesses = replace(usual, blocked_hosts=True)
    anna.open(LIST)
    page = anna.press("Create link", {URL: pair.place("jira").url})
    assert page.status == 403
    assert "may not be contacted from here" in page.words
    confluence.guesses = usual
    assert anna.press("Create link", {URL: pair.place("jira").url}).heading == "Create a link"
