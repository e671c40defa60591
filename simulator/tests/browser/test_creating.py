"""Creating links through both products' pages, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from applink_simulator.topology.running import RunningTopology

from .conftest import Window, administer, confirm, log_in, press, status_of


def create(page: Page, products: RunningTopology, remote: str, *, both: bool) -> None:
    page.get_by_label("URL of the application").fill(products.place(remote).url)
    press(page, "Create link")
    page.get_by_label("I am an administrator on both instances").set_checked(both)
    press(page, "Create link")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize(
    ("here", "me", "there", "me_there"),
    [("confluence", "anna", "jira", "anja"), ("jira", "anja", "confluence", "anna")],
)
def test_an_administrator_of_both_makes_both_ends(
    products: RunningTopology, window: Window, here: str, me: str, there: str, me_there: str, scripts: bool
):
    """There and back, with one browser, as two accounts; it works without scripts as well."""
    page = window(scripts=scripts)
    administer(page, products, here, me)
    create(page, products, there, both=True)
    log_in(page, me_there)
    confirm(page, me_there)
    expect(page.get_by_role("heading", name="Create the link back")).to_be_visible()
    press(page, "Create link back")
    title = products.place(there).title
    expect(page.get_by_role("status")).to_have_text(f"The link to {title} was created at both ends.")
    assert page.url.startswith(products.place(here).url)
    assert status_of(page, title).upper() == "CONNECTED"
    page.goto(products.place(there).url + "/plugins/servlet/applinks/listApplicationLinks")
    assert status_of(page, products.place(here).title).upper() == "CONNECTED"


def test_an_administrator_of_one_makes_one_end(products: RunningTopology, window: Window):
    """The other product knows nothing of it."""
    page = window()
    administer(page, products, "confluence", "anna")
    create(page, products, "jira", both=False)
    expect(page.get_by_role("status")).to_contain_text("It is an outgoing link only")
    assert status_of(page, "Jira").upper() == "CONFIG ERROR"
    assert products.administrator("jira").links() == []


def test_the_way_through_the_wizard_needs_no_mouse(products: RunningTopology, window: Window):
    """Tab, type, Enter."""
    page = window()
    administer(page, products, "confluence", "anna")
    page.get_by_label("URL of the application").focus()
    page.keyboard.type(products.place("jira").url)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Create a link")).to_be_visible()
    page.get_by_label("I am an administrator on both instances").focus()
    page.keyboard.press("Space")
    page.get_by_label("Name of the link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It is an outgoing link only")


def test_somebody_who_is_no_administrator_and_types_the_addresses_gets_nowhere(
    products: RunningTopology, window: Window
):
    """Nothing is shown and nothing changed; an administrator sees the same addresses."""
    products.administrator("confluence").create_link(products.place("jira"))
    base, jira = products.place("confluence").url, products.place("jira")
    paths = [
        "/admin/listapplicationlinks.action",
        "/plugins/servlet/applinks/listApplicationLinks",
        f"/plugins/servlet/applinks/edit/{jira.application_id}",
        f"/plugins/servlet/applinks/relocate/{jira.application_id}",
        f"/plugins/servlet/applinks/delete/{jira.application_id}",
    ]
    page = window()
    page.goto(base + "/login.action")
    log_in(page, "bob")
    for path in paths:
        answer = page.goto(base + path)
        assert answer is not None
        assert answer.status == 401, path
        expect(page.get_by_role("heading", name="Administrators only")).to_be_visible()
        assert jira.url not in page.content()
    other = window()
    administer(other, products, "confluence", "anna")
    for path in paths:
        answer = other.goto(base + path)
        assert answer is not None
        assert answer.status == 200, path
        expect(other.get_by_role("heading", level=1)).to_have_count(1)
