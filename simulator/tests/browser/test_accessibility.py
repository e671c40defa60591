"""The main pages for people who do not see them, or not on a large screen: looked at by axe, and at phone width."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from applink_simulator.topology.file import Authentication
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.wishes import connect

from .conftest import Window, administer, follow, log_in, press

PHONE = 360
"""Pixels."""


@pytest.fixture
def linked(products: RunningTopology) -> RunningTopology:
    """With something to see everywhere: a link that works, one that does not, and an invitation."""
    near, far = products.administrator("confluence"), products.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    connect(near, far, Authentication.OAUTH_PER_USER)
    body = {"typeId": "bamboo", "name": "Builds", "rpcUrl": "http://127.0.0.1:9", "displayUrl": "http://127.0.0.1:9"}
    near.must(near.ask("PUT", "/rest/applinks/3.0/applicationlink", body), "linking")
    return products


def pages(page: Page, products: RunningTopology) -> Iterator[str]:
    """Opens one after the other, and names it."""
    base, jira = products.place("confluence").url, products.place("jira")
    page.goto(base + "/")
    yield "home"
    page.goto(base + "/login.action")
    yield "login"
    page.goto(base + "/plugins/servlet/applinks/listApplicationLinks")
    log_in(page, "anna")
    yield "confirm"
    page.get_by_label("Password").fill("anna")
    press(page, "Confirm")
    for menu in page.locator("summary").all():
        menu.click()
    yield "list of links"
    page.get_by_label("URL of the application").fill(products.place("confluence").url)
    press(page, "Create link")
    yield "list of links with a refusal"
    page.get_by_label("URL of the application").fill("http://127.0.0.1:9/else")
    press(page, "Create link")
    yield "create a link that nobody answers"
    for what in ("edit", "relocate", "delete"):
        page.goto(f"{base}/plugins/servlet/applinks/{what}/{jira.application_id}")
        yield what
    page.goto(f"{base}/plugins/servlet/applinks/listEntityLinks/confluence.space/DOC")
    press(page, "Show what is there")
    yield "links of a space"
    page.goto(base + "/display/DOC/Roadmap")
    yield "page with a macro"
    follow(page, "Log in and approve")
    log_in(page, "anja")
    yield "consent"
    press(page, "Deny")
    yield "denied"
    follow(page, "Start again")
    press(page, "Allow")
    page.goto(jira.url + "/plugins/servlet/oauth/users/access-tokens")
    yield "authorized applications"
    page.goto(jira.url + "/browse/DEMO-1")
    yield "issue"
    page.goto(base + "/no/such/page")
    yield "not found"


def test_axe_finds_nothing_serious(linked: RunningTopology, window: Window):
    """On any of the main pages."""
    page, axe, looked_at = window(), Axe(), []
    for name in pages(page, linked):
        found = axe.run(page).response["violations"]
        serious = [each for each in found if each["impact"] in {"serious", "critical"}]
        told = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in serious]
        assert told == [], f"{name}: {told}"
        looked_at.append(name)
    assert len(looked_at) == 16


def test_nothing_sticks_out_at_phone_width(linked: RunningTopology, window: Window):
    """Nobody has to scroll sideways."""
    page = window(width=PHONE)
    for name in pages(page, linked):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, name


def test_each_page_has_one_heading_and_every_field_a_label(linked: RunningTopology, window: Window):
    """What a screen reader says first, and what it says at each field."""
    page = window()
    for name in pages(page, linked):
        assert page.locator("h1").count() == 1, name
        for field in page.locator("input:not([type=hidden]), select, textarea").all():
            assert field.evaluate("field => field.labels.length") == 1, name


def test_the_keyboard_gets_to_the_content_at_once(linked: RunningTopology, window: Window):
    """The first stop of the Tab key leads past the navigation."""
    page = window()
    administer(page, linked, "confluence", "anna")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
