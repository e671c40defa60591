"""The list of links in the administration area."""

from collections.abc import Callable

import pytest

from applink_simulator.domain.identity import name_based_id
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .conftest import LIST

pytestmark = pytest.mark.conformance("REST-110")

NASTY = '</td><script>alert(1)</script> & "quotes" \''


def add(pair: RunningTopology, name: str, url: str = "http://127.0.0.1:9", kind: str = "generic") -> None:
    admin = pair.administrator("confluence")
    entity = {"typeId": kind, "name": name, "rpcUrl": url, "displayUrl": url, "id": name_based_id(name)}
    admin.must(admin.ask("PUT", "/rest/applinks/3.0/applicationlink", entity), f"adding {name}")


def names(visitor: Visitor) -> list[str]:
    assert visitor.browser.page is not None
    return [str(each) for each in visitor.browser.page.document.xpath("//tr/th/span[@class='name']/text()")]


@pytest.mark.parametrize("path", [LIST, "/admin/listapplicationlinks.action"])
def test_it_is_found_at_both_of_its_addresses(anna: Visitor, path: str):
    """Confluence has one of its own as well."""
    page = anna.open(path)
    assert (page.status, page.heading) == (200, "Application links")


def test_it_shows_each_link_with_type_addresses_primary_mark_and_status(pair: RunningTopology, anna: Visitor):
    """Sorted by type, then by name."""
    pair.administrator("confluence").create_link(pair.place("jira"))
    add(pair, "Cat pictures", "http://127.0.0.1:9/cats")
    page = anna.open(LIST)
    assert names(anna) == ["Cat pictures", "Jira"]
    row = next(row for row in page.document.iter("tr") if "Jira" in row.text_content())
    text = " ".join(row.text_content().split())
    assert "Primary" in text
    assert pair.place("jira").url in text
    assert row.xpath(".//*[contains(@class, 'lozenge')]")[-1].text_content().strip()


def test_names_are_shown_as_text(pair: RunningTopology, anna: Visitor):
    """Whatever an administrator or another product has called a link."""
    add(pair, NASTY)
    page = anna.open(LIST)
    assert names(anna) == [NASTY]
    assert not [script for script in page.document.iter("script") if not script.get("src")]


def test_a_thousand_links_are_shown_in_pages(pair: RunningTopology, anna: Visitor):
    """Only those on the page are asked for their status."""
    for number in range(1000):
        add(pair, f"Link {number:04}", f"http://127.0.0.1:9/{number}")
    page = anna.open(LIST)
    assert "1000 links, page 1 of 40" in page.words
    assert names(anna) == [f"Link {number:04}" for number in range(25)]
    anna.follow("Next")
    assert names(anna)[0] == "Link 0025"
    for nonsense in ("0", "-3", "4711", "abc"):
        assert anna.open(f"{LIST}?page={nonsense}").status == 200


def test_a_remote_that_hangs_does_not_hold_up_the_others(pair: RunningTopology, anna: Visitor):
    """Its own status is not known yet; the page comes all the same."""
    pair.products["confluence"].patience = 0.3
    pair.administrator("confluence").create_link(pair.place("jira"))
    add(pair, "Cat pictures")
    pair.misbehave("jira", "is slow")
    words = anna.open(LIST).words
    assert "Jira has not answered so far" in words
    assert "Not known yet" in words
    pair.behave()
    assert "has not answered" not in anna.open(LIST).words
    pair.products["confluence"].patience = 5.0


def test_it_is_for_administrators(pair: RunningTopology, anna: Visitor):
    """Everybody else is sent to log in, or told so; the status is not one of success."""
    pair.administrator("confluence").create_link(pair.place("jira"))
    bob = pair.visitor("bob", "confluence").open(LIST)
    assert (bob.status, bob.heading) == (401, "Administrators only")
    nobody = pair.visitor(None, "confluence").open(LIST)
    assert nobody.heading == "Log in to Confluence"
    for page in (bob, nobody):
        assert pair.place("jira").url not in page.reply.text
    assert pair.place("jira").url in anna.open(LIST).reply.text


def test_another_site_cannot_show_it_in_a_frame(anna: Visitor):
    """Nor can anything that slips into it run."""
    page = anna.open(LIST)
    policy = page.reply.header("Content-Security-Policy") or ""
    assert "frame-ancestors 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.reply.header("X-Frame-Options") == "SAMEORIGIN"


def test_another_link_becomes_the_primary_one(pair: RunningTopology, anna: Visitor, post: Callable):
    """With one's own form only."""
    for name in ("One", "Two"):
        add(pair, name, f"http://127.0.0.1:9/{name}")
    two = next(link for link in pair.administrator("confluence").links() if link["name"] == "Two")
    anna.open(LIST)
    forged = post(anna, f"/plugins/servlet/applinks/primary/{two['id']}", atl_token="guessed")
    assert "out of date" in forged.text
    assert [link["isPrimary"] for link in pair.administrator("confluence").links()] == [True, False]
    page = anna.press("Make primary", within="Two")
    assert page.messages == ["This is the primary link of its type now."]
    assert [link["isPrimary"] for link in pair.administrator("confluence").links()] == [False, True]


@pytest.mark.conformance("SES-008")
def test_the_password_is_asked_for_again_after_ten_minutes(pair: RunningTopology, anna: Visitor):
    """SES-008; over REST likewise, where the browser's session is refused."""
    anna.open(LIST)
    assert anna.ask("GET", "/rest/applinks/3.0/applicationlink").status == 200
    pair.products["confluence"].clock.move(601)
    assert anna.browser.open(anna.url(LIST)).heading == "Confirm that it is you"
    assert anna.ask("GET", "/rest/applinks/3.0/applicationlink").status == 401
    page = anna.browser.press("Confirm", {"Password": "not anna's"})
    assert page.messages == ["That is not your password."]
    page = anna.browser.press("Confirm", {"Password": "anna"})
    assert page.heading == "Application links"
    assert anna.ask("GET", "/rest/applinks/3.0/applicationlink").status == 200
