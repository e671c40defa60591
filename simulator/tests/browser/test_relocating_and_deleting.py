"""Relocating and deleting links in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from applink_simulator.topology.file import Authentication
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.wishes import connect

from .conftest import Window, administer, follow, log_in, press, status_of


@pytest.fixture
def linked(products: RunningTopology) -> RunningTopology:
    near, far = products.administrator("confluence"), products.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    for calling, serving in ((near, far), (far, near)):
        connect(calling, serving, Authentication.OAUTH_PER_USER)
    return products


def choose(page: Page, action: str) -> None:
    """From the Actions menu of the only link."""
    page.get_by_text("Actions", exact=True).last.click()
    follow(page, action)


def test_a_link_whose_remote_has_moved_is_relocated(linked: RunningTopology, window: Window):
    """From the message in the list to a link that works again."""
    linked.move("jira")
    page = window()
    administer(page, linked, "confluence", "anna")
    assert status_of(page, "Jira").upper() == "NETWORK ERROR"
    follow(page, "Relocate Jira")
    page.get_by_label("New URL").fill("http://127.0.0.1:9/nowhere")
    press(page, "Relocate")
    expect(page.get_by_role("alert")).to_contain_text("There is no page at http://127.0.0.1:9/nowhere")
    page.get_by_label("New URL").fill(linked.place("jira").url)
    press(page, "Relocate")
    expect(page.get_by_role("status")).to_have_text("The link leads to the new address now.")
    assert status_of(page, "Jira").upper() == "CONNECTED"


def test_both_ends_are_deleted_once_one_is_known_at_the_other(linked: RunningTopology, window: Window):
    """With OAuth per user, one authenticates there first."""
    page = window()
    administer(page, linked, "confluence", "anna")
    choose(page, "Delete")
    expect(page.get_by_role("note")).to_contain_text("Jira does not know who you are")
    follow(page, "Authenticate there")
    log_in(page, "anja")
    press(page, "Allow")
    press(page, "Delete both ends")
    expect(page.get_by_role("status")).to_have_text("The link was deleted here and at the other application.")
    for product in ("confluence", "jira"):
        assert linked.administrator(product).links() == []


def test_one_end_is_deleted_while_the_other_product_is_down(linked: RunningTopology, window: Window):
    """Nobody can authenticate there either; the page says that somebody has to look there."""
    linked.switch_off("jira")
    page = window()
    administer(page, linked, "confluence", "anna")
    choose(page, "Delete")
    follow(page, "Authenticate there")
    expect(page.get_by_role("alert")).to_contain_text("Jira could not be asked for access")
    page.go_back()
    expect(page.get_by_role("button", name="Delete both ends")).to_have_count(0)
    press(page, "Delete this end only")
    expect(page.get_by_role("status")).to_contain_text("an administrator has to look there")
    linked.switch_on("jira")
    assert linked.administrator("confluence").links() == []
    assert len(linked.administrator("jira").links()) == 1
