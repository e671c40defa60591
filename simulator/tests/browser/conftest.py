"""People with a real browser, Debian's Chromium, in front of served products."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from applink_fixtures.ready import ready_topologies
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import load
from applink_simulator.topology.running import RunningTopology

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""It runs as root on build servers, and asks for nothing but what the tests ask for."""
PATIENCE = 15_000
"""Milliseconds that a test waits for something to appear."""


def chromium() -> str | None:
    found = (shutil.which(name) for name in (os.environ.get("APPLINKS_CHROMIUM", ""), *NAMES) if name)
    return next(filter(None, found), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser; one place says so."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        reason = "needs Chromium: install Debian's package chromium, or name one in APPLINKS_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def separate() -> Iterator[RunningTopology]:
    with served(load(ready_topologies()["separate-userbases"])) as running:
        yield running


@pytest.fixture
def products(separate: RunningTopology) -> Iterator[RunningTopology]:
    """Jira and Confluence with people of their own, not linked; a crash inside a product fails the test."""
    separate.reset()
    yield separate
    assert not list(separate.journal.crashes)


Window = Callable[..., Page]


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """A browser of somebody's own; what goes wrong in its pages fails the test."""
    contexts = []
    errors: list[str] = []

    def open_window(*, width: int = 1100, scripts: bool = True) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console", lambda message: errors.append(message.text) if "Content Security" in message.text else None
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert errors == []


def press(page: Page, button: str) -> None:
    """Sends a form, and waits for the page that it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("link", name=link, exact=True).click()


def log_in(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(username)
    press(page, "Log in")


def confirm(page: Page, password: str) -> None:
    page.get_by_label("Password").fill(password)
    press(page, "Confirm")


def administer(page: Page, products: RunningTopology, product: str, username: str) -> None:
    """To the list of application links, through login and confirmation."""
    page.goto(products.place(product).url + "/plugins/servlet/applinks/listApplicationLinks")
    log_in(page, username)
    confirm(page, username)


def status_of(page: Page, name: str) -> str:
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))
    return row.locator("td .lozenge").inner_text()
