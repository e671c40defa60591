"""The pages that people read."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from applink_simulator.linking.product import Product


@pytest.mark.parametrize(
    "path",
    [
        "/pages/viewpage.action?pageId={id}",
        "/display/DOC/Welcome",
        "/display/doc/welcome",
        "/pages/viewpage.action?spaceKey=DOC&title=Welcome",
        "/spaces/DOC/pages/{id}/Welcome",
        "/spaces/DOC/pages/{id}/An+older+title",
        "/spaces/DOC/pages/{id}",
    ],
)
def test_a_page_has_several_addresses(look, page_id, path):
    """All show the same to somebody who may see it, logged in or not."""
    for username in ("bob", None):
        seen = look(username, path.format(id=page_id("Welcome")))
        assert (seen.reply.status, seen.heading) == (200, "Welcome")
        assert "Lamps & bulbs" in seen.text


def test_links_that_rest_hands_out_lead_to_the_page(look, person, page_id):
    """Also for a title that makes no readable address."""
    for title in ("Welcome", "What & why?", "Salaries"):
        links = person("alice").ask("GET", f"/rest/api/content/{page_id(title)}").json()["_links"]
        assert look("alice", links["webui"]).heading == title
        assert look("alice", links["tinyui"]).heading == title


HIDDEN = [
    "/pages/viewpage.action?pageId={id}",
    "/display/DOC/Salaries",
    "/spaces/DOC/pages/{id}/Salaries",
    "/display/HR",
]
ABSENT = ["/pages/viewpage.action?pageId=1", "/display/DOC/None", "/spaces/DOC/pages/1/Salaries", "/display/NO"]


@pytest.mark.parametrize(("hidden", "absent"), list(zip(HIDDEN, ABSENT, strict=True)))
def test_what_one_may_not_see_looks_like_what_does_not_exist(look, page_id, hidden, absent):
    """The same page with the same status for bob, the thing itself for alice."""
    hidden = hidden.format(id=page_id("Salaries"))
    seen = look("bob", hidden)
    assert (seen.reply.status, seen.heading) == (404, "Page not found")
    assert seen.reply.body == look("bob", absent).reply.body
    assert look("alice", hidden).reply.status == 200


@pytest.mark.parametrize("path", HIDDEN + ABSENT)
def test_a_stranger_is_sent_to_the_login_and_back_here_afterwards(person, confluence: Product, page_id, path):
    """Whether the page exists or not."""
    path = path.format(id=page_id("Salaries"))
    stranger = person(None)
    reply = stranger.browser.send("GET", stranger.url(path))
    location = reply.header("Location") or ""
    assert reply.status == 302
    assert location.startswith(confluence.url("/login.action?"))
    assert parse_qs(urlsplit(location).query)["os_destination"] == [path]


def test_after_the_login_the_page_is_there(person, look, page_id):
    """The form takes the destination along."""
    path = f"/pages/viewpage.action?pageId={page_id('Salaries')}"
    form = look(None, path).page.find(".//form")
    destination = form.find(".//input[@name='os_destination']").get("value")
    body = f"os_username=alice&os_password=alice&os_destination={destination.replace('?', '%3F')}"
    stranger = person(None)
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    logged_in = stranger.browser.send("POST", form.get("action"), headers, body.encode())
    assert logged_in.header("Location") == stranger.url(path)
    assert "Salaries" in stranger.browser.send("GET", stranger.url(path)).text


@pytest.mark.parametrize(
    ("username", "titles"),
    [
        ("alice", ["Welcome", "What & why?", "Salaries", "Issues", "Plans", "Rota"]),
        ("bob", ["Welcome", "What & why?", "Issues", "Rota"]),
        (None, ["Welcome", "What & why?", "Issues"]),
    ],
)
def test_the_dashboard_and_the_spaces_list_what_one_may_see(look, username, titles):
    """And link to it."""
    links = look(username, "/dashboard.action").page.findall(".//ul[@class='pages']//a")
    assert [link.text for link in links] == titles
    for link, title in zip(links, titles, strict=True):
        assert look(username, link.get("href")).heading == title
    in_space = look(username, "/display/DOC").page.findall(".//ul[@class='pages']//a")
    assert [link.text for link in in_space] == [title for title in titles if title not in ("Plans", "Rota")]


def test_the_header_says_who_is_logged_in(look):
    """With the way out, or in; names are shown as text."""
    bob = look("bob", "/dashboard.action").page
    assert bob.find(".//header//span[@class='current-user']").text == "Bob <b>"
    assert [link.text for link in bob.findall(".//header//nav[@class='account']//a")][-1] == "Log out"
    stranger = look(None, "/dashboard.action").page
    assert stranger.find(".//header//span[@class='current-user']") is None
    assert [link.text for link in stranger.findall(".//header//nav[@class='account']//a")] == ["Log in"]


@pytest.mark.parametrize("path", ["/dashboard.action", "/display/DOC", "/display/DOC/Welcome"])
def test_where_anonymous_use_is_off_every_page_is_behind_the_login(look, confluence: Product, path):
    """Also what anyone may see."""
    assert "Welcome" in look(None, path).text
    confluence.state.rights = replace(confluence.state.rights, anonymous_access=False)
    assert look(None, path).page.find(".//form") is not None
    assert "Welcome" in look("bob", path).text


def test_pages_are_nobodys_to_keep_and_run_no_script(look):
    """A shared cache would show one reader's page to another."""
    reply = look("alice", "/display/DOC/Salaries").reply
    assert "no-store" in (reply.header("Cache-Control") or "")
    assert "default-src 'none'" in (reply.header("Content-Security-Policy") or "")
    assert reply.header("Content-Type") == "text/html;charset=UTF-8"
