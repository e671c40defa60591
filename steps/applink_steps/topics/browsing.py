"""Administrators at work in a browser: what they are asked, what they answer, and where that leads them."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.products import kinds
from applink_simulator.topology.visitor import Visitor
from applink_steps.phrase import phrase, then, when
from applink_steps.topics.looking import PRONOUNS

URL, BOTH, SHARED = (
    "URL of the application",
    "I am an administrator on both instances",
    "Both have the same users and usernames",
)

CHOICES = {"no authentication": "Disabled", "OAuth": "OAuth", "OAuth with impersonation": "OAuth (impersonation)"}
"""What the page for editing a link offers, by the kind of link it means."""


@when(
    phrase("{user} creates a link from {product} to {remote:product} in the browser, as an administrator of both"),
    target_fixture="opened",
)
def creates_as_administrator_of_both(applinks: Stage, user: str, product: str, remote: str) -> Reply:
    """When anna creates a link from Confluence to Jira in the browser, as an administrator of both"""
    return _create(applinks, user, product, remote, {BOTH: True})


@when(
    phrase("{user} creates a link from {product} to {remote:product} in the browser, for the same users on both"),
    target_fixture="opened",
)
def creates_for_the_same_users(applinks: Stage, user: str, product: str, remote: str) -> Reply:
    """When anna creates a link from Confluence to Jira in the browser, for the same users on both"""
    return _create(applinks, user, product, remote, {BOTH: True, SHARED: True})


@when(
    phrase("{user} creates a link from {product} to {remote:product} in the browser, as an administrator of one"),
    target_fixture="opened",
)
def creates_as_administrator_of_one(applinks: Stage, user: str, product: str, remote: str) -> Reply:
    """When anna creates a link from Confluence to Jira in the browser, as an administrator of one"""
    return _create(applinks, user, product, remote, {BOTH: False})


def _create(applinks: Stage, user: str, product: str, remote: str, ticked: dict[str, str | bool]) -> Reply:
    applinks.pair = (product, remote)
    visitor = _at(applinks, user, product)
    visitor.open(_link_list(applinks, product))
    visitor.press("Create link", {URL: applinks.product(remote).url})
    return visitor.press("Create link", ticked).reply


@when(phrase("{user} opens the list of application links of {product}"), target_fixture="opened")
def opens_the_list(applinks: Stage, user: str, product: str) -> Reply:
    """When anna opens the list of application links of Confluence"""
    return _at(applinks, user, product).open(_link_list(applinks, product)).reply


@when(phrase("{user} looks at {address} from the list of application links of {product}"), target_fixture="opened")
def enters_an_address(applinks: Stage, user: str, address: str, product: str) -> Reply:
    """When anna looks at "ftp://jira" from the list of application links of Confluence"""
    visitor = _at(applinks, user, product)
    visitor.open(_link_list(applinks, product))
    return visitor.press("Create link", {URL: address}).reply


@when(phrase("{user} enters the address of {remote:product} at {product}"), target_fixture="opened")
def enters_the_address(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When anna enters the address of Jira at Confluence"""
    return enters_an_address(applinks, user, applinks.product(remote).url, product)


@when(phrase("{user} creates the link back"), target_fixture="opened")
def creates_the_link_back(applinks: Stage, user: str) -> Reply:
    """When anna creates the link back"""
    return _same(applinks, user).press("Create link back").reply


@when(
    phrase(
        "{user} accepts {incoming:kind of link} of {remote:product} at {product} in the browser, "
        "and uses {outgoing:kind of link} towards it"
    ),
    target_fixture="opened",
)
def edits(applinks: Stage, user: str, incoming: str, remote: str, product: str, outgoing: str) -> Reply:
    """When anja accepts OAuth of Confluence at Jira in the browser, and uses OAuth towards it"""
    place, other = applinks.product(product), applinks.product(remote)
    visitor = _at(applinks, user, product)
    visitor.open(f"/plugins/servlet/applinks/edit/{other.application_id}")
    choices = {
        f"What {place.title} accepts of {other.title}": CHOICES[incoming],
        f"How {place.title} calls {other.title}": CHOICES[outgoing],
    }
    return visitor.press("Save changes", dict(choices)).reply


@when(phrase("{user} cancels"), target_fixture="opened")
def cancels(applinks: Stage, user: str) -> Reply:
    """When anna cancels"""
    return _same(applinks, user).follow("Cancel").reply


@then(phrase("{product} asks {user} to create the link back to {remote:product}"))
def is_asked_for_the_link_back(applinks: Stage, product: str, user: str, remote: str) -> None:
    """Then Jira asks anna to create the link back to Confluence"""
    page = _same(applinks, user).browser.page
    assert page is not None
    assert page.url.startswith(applinks.product(product).url + "/"), f"{user} is at {page.url}"
    assert page.heading == "Create the link back", page.words
    assert applinks.product(remote).title in page.words


@then(phrase("{user} is at {product}"))
def is_at(applinks: Stage, user: str, product: str) -> None:
    """Then anna is at Confluence"""
    page = _same(applinks, user).browser.page
    assert page is not None
    assert page.url.startswith(applinks.product(product).url + "/"), f"{user} is at {page.url}: {page.words[:200]}"


@then(phrase("{product} tells {user} {words}"))
def tells(applinks: Stage, product: str, user: str, words: str) -> None:
    """Then Jira tells anna "Administrators only" """
    page = _same(applinks, user).browser.page
    assert page is not None
    assert page.url.startswith(applinks.product(product).url + "/"), f"{user} is at {page.url}"
    assert words in page.words, f"the page says: {page.words[:600]}"


@then(phrase("{product} asks {user} to log in"))
def asks_to_log_in(applinks: Stage, product: str, user: str) -> None:
    """Then Jira asks anna to log in"""
    page = _same(applinks, user).browser.page
    assert page is not None
    assert page.url.startswith(applinks.product(product).url + "/"), f"{user} is at {page.url}"
    assert page.asks_for("os_password"), page.words


def _link_list(applinks: Stage, product: str) -> str:
    return kinds()[applinks.product(product).kind].link_list_path


def _at(applinks: Stage, user: str, product: str) -> Visitor:
    applinks.at_browser = applinks.visitor(user, product)
    return applinks.at_browser


def _same(applinks: Stage, user: str) -> Visitor:
    """Whoever was at a browser last; a name must be theirs."""
    visitor = applinks.at_browser
    assert visitor is not None, "nobody has opened a page yet"
    names = {account.username.lower() for account in visitor.accounts.values()}
    assert user in PRONOUNS or user.lower() in names, f"it was not {user} who opened a page last"
    return visitor
