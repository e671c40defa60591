"""From a page's invitation to the issue it promised, in a real browser."""

from playwright.sync_api import Page, expect

from applink_simulator.topology.file import Authentication
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.wishes import connect

from .conftest import Window, follow, log_in, press

ROADMAP = "/display/DOC/Roadmap"


def link(products: RunningTopology) -> None:
    near, far = products.administrator("confluence"), products.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    connect(near, far, Authentication.OAUTH_PER_USER)


def at_the_page(page: Page, products: RunningTopology, username: str) -> None:
    base = products.place("confluence").url
    page.goto(base + "/login.action")
    log_in(page, username)
    page.goto(base + ROADMAP)


def test_after_allowing_it_the_issue_is_shown_to_that_user_only(products: RunningTopology, window: Window):
    """alice is called alicia at Jira; bob is invited as before."""
    link(products)
    page = window()
    at_the_page(page, products, "alice")
    expect(page.get_by_role("link", name="SEC-1")).to_have_count(0)
    follow(page, "Log in and approve")
    log_in(page, "alicia")
    expect(page.get_by_role("heading", level=1)).to_have_text("Allow Confluence to act for you?")
    press(page, "Allow")
    expect(page.get_by_role("link", name="SEC-1")).to_be_visible()
    assert page.url == products.place("confluence").url + ROADMAP.replace(" ", "+")
    other = window()
    at_the_page(other, products, "bob")
    expect(other.get_by_role("link", name="Log in and approve")).to_be_visible()
    expect(other.get_by_role("link", name="SEC-1")).to_have_count(0)


def test_after_denying_it_nothing_is_shown(products: RunningTopology, window: Window):
    """The page says so, and lets one start again."""
    link(products)
    page = window()
    at_the_page(page, products, "alice")
    follow(page, "Log in and approve")
    log_in(page, "alicia")
    press(page, "Deny")
    expect(page.get_by_role("heading", name="Access denied")).to_be_visible()
    follow(page, "Start again")
    press(page, "Allow")
    expect(page.get_by_role("link", name="SEC-1")).to_be_visible()


def test_what_was_allowed_is_revoked_on_ones_own_page(products: RunningTopology, window: Window):
    """And the page invites anew."""
    link(products)
    page = window()
    at_the_page(page, products, "alice")
    follow(page, "Log in and approve")
    log_in(page, "alicia")
    press(page, "Allow")
    expect(page.get_by_role("link", name="SEC-1")).to_be_visible()
    page.goto(products.place("jira").url + "/browse/DEMO-1")
    follow(page, "Authorized applications")
    press(page, "Revoke access of Confluence")
    expect(page.get_by_role("status")).to_contain_text("Revoked")
    page.goto(products.place("confluence").url + ROADMAP)
    expect(page.get_by_role("link", name="Log in and approve")).to_be_visible()
    expect(page.get_by_role("link", name="SEC-1")).to_have_count(0)
