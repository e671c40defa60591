"""Takes the pictures of the pages: `tox -e screenshots`; needs Chromium, and writes into docs/images."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from applink_fixtures.ready import ready_topologies
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.file import Authentication
from applink_simulator.topology.load import load
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.wishes import connect

sys.path.insert(0, str(Path(__file__).parent.parent / "simulator" / "tests"))
from browser.conftest import QUIET, administer, chromium, log_in

IMAGES = Path(__file__).parent / "images"
WIDTH, PHONE = 880, 390


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit("Chromium is needed: install Debian's package chromium, or name one in APPLINKS_CHROMIUM.")
    with (
        served(load(ready_topologies()["separate-userbases"]), port_base=8090) as products,
        sync_playwright() as all_,
    ):
        browser = all_.chromium.launch(executable_path=path, args=[*QUIET, "--force-color-profile=srgb"])
        for take in (wizard, link_list, deleting, granting):
            products.reset()
            take(browser, products)
        browser.close()


def wizard(browser: Browser, products: RunningTopology) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": 600})
    administer(page, products, "confluence", "anna")
    page.get_by_label("URL of the application").fill(products.place("jira").url)
    page.get_by_role("button", name="Create link").click()
    taken(page, "create-link")


def link_list(browser: Browser, products: RunningTopology) -> None:
    link(products)
    admin = products.administrator("confluence")
    body = {
        "typeId": "bamboo",
        "name": "Builds",
        "rpcUrl": "http://127.0.0.1:8085",
        "displayUrl": "http://127.0.0.1:8085",
    }
    admin.must(admin.ask("PUT", "/rest/applinks/3.0/applicationlink", body), "linking")
    page = browser.new_page(viewport={"width": WIDTH, "height": 600})
    administer(page, products, "confluence", "anna")
    page.locator("details.why summary").first.click()
    taken(page, "application-links")
    phone = browser.new_page(viewport={"width": PHONE, "height": 600})
    administer(phone, products, "confluence", "anna")
    taken(phone, "application-links-phone")


def deleting(browser: Browser, products: RunningTopology) -> None:
    link(products)
    page = browser.new_page(viewport={"width": WIDTH, "height": 600})
    administer(page, products, "confluence", "anna")
    jira = products.place("jira").application_id
    page.goto(f"{products.place('confluence').url}/plugins/servlet/applinks/delete/{jira}")
    taken(page, "delete-link")


def granting(browser: Browser, products: RunningTopology) -> None:
    link(products)
    page = browser.new_page(viewport={"width": WIDTH, "height": 600})
    page.goto(products.place("confluence").url + "/login.action")
    log_in(page, "alice")
    page.goto(products.place("confluence").url + "/display/DOC/Roadmap")
    taken(page, "invitation")
    page.get_by_role("link", name="Log in and approve").click()
    log_in(page, "alicia")
    taken(page, "consent")
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("link", name="SEC-1").wait_for()
    taken(page, "invitation-followed")


def link(products: RunningTopology) -> None:
    near, far = products.administrator("confluence"), products.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    for calling, serving in ((near, far), (far, near)):
        connect(calling, serving, Authentication.OAUTH_PER_USER)


def taken(page: Page, name: str) -> None:
    height = page.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
    width = (page.viewport_size or {"width": WIDTH})["width"]
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=IMAGES / f"{name}.png")
    sys.stdout.write(f"docs/images/{name}.png\n")


if __name__ == "__main__":
    main()
