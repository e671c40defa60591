"""People look at things of one product through another, and see them or not."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from applink_fixtures.stage import Stage
from applink_simulator.domain.exchanges import Exchange
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.visitor import PROXY
from applink_steps.phrase import phrase, then, when
from applink_steps.report.records import Observation

NOBODY = "nobody"
FORM_SEARCH = "/rest/api/2/search?jql=ORDER+BY+key&fields=summary"
"""As forms write a query: with a plus for each space."""
PRONOUNS = ("she", "her", "he", "him", "they", "them")


@dataclass(frozen=True)
class Sight:
    """What somebody had before their eyes."""

    user: str
    item: str
    product: str
    through: str
    reply: Reply
    seen: bool


@when(phrase("{user} views {item} of {product} through {through:product}"), target_fixture="sight")
def views(applinks: Stage, user: str, item: str, product: str, through: str) -> Sight:
    """When alice views DEMO-1 of Jira through Confluence"""
    remote = applinks.product(product)
    visitor = applinks.visitor(user, through)
    path = f"/rest/api/2/issue/{item}"
    reply = visitor.ask("GET", PROXY, appId=remote.application_id, path=path)
    sight = Sight(user, item, product, through, reply, _shows(reply, item))
    if not applinks.out_of_order:
        _observe(applinks, sight)
    return sight


def _observe(applinks: Stage, sight: Sight) -> None:
    """For the visibility matrix, which shows what each kind of link shows while everything is in order."""
    served = _served(applinks, sight)
    applinks.observations.append(
        Observation(
            user=sight.user,
            item=sight.item,
            through=sight.through,
            product=sight.product,
            link=applinks.kind_of_link,
            sees=sight.seen,
            served_as=served.caller if served else None,
            userbases=applinks.arrangement,
        )
    )


@when(phrase("{user} views {item} of {product} directly"), target_fixture="sight")
def views_directly(applinks: Stage, user: str, item: str, product: str) -> Sight:
    """When alicia views SEC-1 of Jira directly"""
    reply = applinks.visitor(user, product).ask("GET", f"/rest/api/2/issue/{item}")
    return Sight(user, item, product, product, reply, _shows(reply, item))


def _shows(reply: Reply, item: str) -> bool:
    if not reply.fine:
        return False
    try:
        return bool(reply.json()["key"] == item)
    except (ValueError, KeyError, TypeError):
        return False


@then(phrase("{user} finds exactly these items of {product} through {through:product}"))
def finds_exactly(applinks: Stage, user: str, product: str, through: str, datatable: list[list[str]]) -> None:
    """Then alice finds exactly these items of Jira through Confluence

    | DEMO-1 |
    | SEC-1  |
    """
    wanted = [cell for row in datatable for cell in row]
    reply = applinks.visitor(user, through).everything_of(applinks.product(product))
    assert sorted(items_in(reply)) == sorted(wanted), f"{user} found {items_in(reply)} ({reply.status})"


@then(phrase("{user} finds nothing of {product} through {through:product}"))
def finds_nothing(applinks: Stage, user: str, product: str, through: str) -> None:
    """Then bob finds nothing of Jira through Confluence"""
    finds_exactly(applinks, user, product, through, [])


@when(phrase("{user} searches {product} through {through:product} with a form"), target_fixture="found")
def searches(applinks: Stage, user: str, product: str, through: str) -> Reply:
    """When alice searches Jira through Confluence with a form"""
    remote = applinks.product(product)
    return applinks.visitor(user, through).ask("GET", PROXY, appId=remote.application_id, path=FORM_SEARCH)


@then(phrase("the search finds {item}"))
def search_finds(found: Reply, item: str) -> None:
    """Then the search finds SEC-1"""
    assert item in items_in(found), f"it found {items_in(found)} ({found.status})"


@then(phrase("the search shows no item"))
def search_finds_nothing(found: Reply) -> None:
    """Then the search shows no item"""
    assert not items_in(found), f"it found {items_in(found)} ({found.status})"


def items_in(reply: Reply) -> list[str]:
    """Whatever the status says: what somebody was handed, he has seen."""
    try:
        document = reply.json()
    except ValueError:
        return []
    if not isinstance(document, dict):
        return []
    return [each["key"] for each in document.get("issues", [])] + [
        each["title"] for each in document.get("results", [])
    ]


@then(phrase("{user} sees it"))
def sees(sight: Sight, user: str) -> None:
    """Then alice sees it"""
    _same(sight, user)
    assert sight.seen, f"{sight.user} got {sight.reply.status} for {sight.item}: {sight.reply.text[:200]}"


@then(phrase("{user} does not see it"))
def does_not_see(sight: Sight, user: str) -> None:
    """Then bob does not see it"""
    _same(sight, user)
    assert not sight.seen, f"{sight.user} was shown {sight.item}"
    assert f'"key":"{sight.item}"' not in sight.reply.text.replace(" ", "")


def _same(sight: Sight, user: str) -> None:
    if user not in PRONOUNS:
        assert user == sight.user, f"it was {sight.user} who looked last, not {user}"


@then(phrase("{product} served the request to {whom:user}"))
def served_to(applinks: Stage, sight: Sight, product: str, whom: str) -> None:
    """Then Jira served the request to integration"""
    served = _must_have_served(applinks, sight, product)
    caller = served.caller or NOBODY
    assert caller.lower() == whom.lower(), f"{product} served {served.path} to {caller} ({served.way})"


@then(phrase("{product} answered the request with {count:d}"))
def answered_with(applinks: Stage, sight: Sight, product: str, count: int) -> None:
    """Then Jira answered the request with 403"""
    served = _must_have_served(applinks, sight, product)
    assert served.status == count, f"{product} answered {served.status}"


@then(phrase("{product} refused the request"))
def refused(applinks: Stage, sight: Sight, product: str) -> None:
    """Then Jira refused the request"""
    served = _must_have_served(applinks, sight, product)
    refused = 400 <= served.status < 500 and served.way == "anonymous" and served.refusal
    assert refused, f"{product} did not refuse to authenticate, it answered {served.status}"


@then(phrase("{product} was not asked"))
def not_asked(applinks: Stage, sight: Sight, product: str) -> None:
    """Then Jira was not asked"""
    served = _served(applinks, sight)
    assert served is None, f"{product} was asked for {served.path if served else ''}"


def _served(applinks: Stage, sight: Sight) -> Exchange | None:
    wanted = sight.item.lower()
    for exchange in applinks.served(sight.product):
        if wanted in f"{exchange.path}?{exchange.query}".lower():
            return exchange
    return None


def _must_have_served(applinks: Stage, sight: Sight, product: str) -> Exchange:
    assert product.lower() == sight.product.lower(), f"it was {sight.product} that was asked"
    served = _served(applinks, sight)
    assert served is not None, f"{product} was not asked for {sight.item} by another product"
    return served


@when(phrase("{user} opens the page {page} of {product}"), target_fixture="opened")
def opens_page(applinks: Stage, user: str, page: str, product: str) -> Reply:
    """When alice opens the page Roadmap of Confluence"""
    return applinks.visitor(user, product).visit(applinks.running.page(product, page))


@then(phrase("{user} has the page {page} of {product} within {count:d} seconds"))
def has_within(applinks: Stage, user: str, page: str, product: str, count: int) -> None:
    """Then alice has the page Roadmap of Confluence within 2 seconds"""
    waited = _waits(applinks, user, page, product, until=lambda wait: wait < count)
    assert waited[-1] < count, f"{user} waited {waited} s, one time after the other"


@then(phrase("{user} waits longer than {count:d} seconds for the page {page} of {product}"))
def waits_longer(applinks: Stage, user: str, count: int, page: str, product: str) -> None:
    """Then alice waits longer than 2 seconds for the page Roadmap of Confluence"""
    waited = _waits(applinks, user, page, product, until=lambda wait: wait > count)
    assert waited[-1] > count, f"{user} waited {waited} s, one time after the other"


_TRIES = 5
"""Of somebody who opens a page until it is as slow or as fast as it should be; one time may be an accident."""


def _waits(applinks: Stage, user: str, page: str, product: str, *, until: Callable[[float], bool]) -> list[float]:
    """Seconds that each try took, up to the one that was meant, or all of them."""
    waited: list[float] = []
    while len(waited) < _TRIES and not (waited and until(waited[-1])):
        begun = time.monotonic()
        reply = applinks.visitor(user, product).visit(applinks.running.page(product, page))
        waited.append(round(time.monotonic() - begun, 2))
        assert reply.fine, f"there is no page: {reply.status}"
    return waited


@then(phrase("the page shows {item}"))
def page_shows(opened: Reply, item: str) -> None:
    """Then the page shows SEC-1"""
    assert item in issues_on(opened), f"the page shows {issues_on(opened)}: {words_of(opened)[:300]}"


@then(phrase("the page does not show {item}"))
def page_does_not_show(opened: Reply, item: str) -> None:
    """Then the page does not show SEC-1"""
    assert opened.fine, f"there is no page: {opened.status}"
    assert item not in issues_on(opened), f"the page shows {issues_on(opened)}"


@then(phrase("the page shows exactly the issues"))
def page_shows_exactly(opened: Reply, datatable: list[list[str]]) -> None:
    """Then the page shows exactly the issues

    | DEMO-1 |
    | DEMO-4 |
    """
    assert opened.fine, f"there is no page: {opened.status}"
    wanted = [cell for row in datatable for cell in row]
    assert issues_on(opened) == wanted, f"the page shows {issues_on(opened)}"


@then(phrase("the page shows no issue"))
def page_shows_no_issue(opened: Reply) -> None:
    """Then the page shows no issue"""
    page_shows_exactly(opened, [])


@then(phrase("the page says {words}"))
def page_says(opened: Reply, words: str) -> None:
    """Then the page says "cannot be reached" """
    assert opened.fine, f"there is no page: {opened.status}"
    assert words in words_of(opened), f"the page says: {words_of(opened)[:500]}"


@then(phrase("the page refuses, and says {words}"))
def page_refuses(opened: Reply, words: str) -> None:
    """Then the page refuses, and says "This took too long" """
    assert opened.status >= 400, f"the page says: {words_of(opened)[:500]}"
    assert words in words_of(opened), f"the page says: {words_of(opened)[:500]}"


@then(phrase("the page invites to authenticate at {product}"))
def page_invites(applinks: Stage, opened: Reply, product: str) -> None:
    """Then the page invites to authenticate at Jira"""
    application_id = applinks.product(product).application_id
    link = f"/plugins/servlet/applinks/oauth/login-dance/authorize?applicationLinkID={application_id}"
    assert link in unescape(opened.text), f"the page says: {words_of(opened)[:500]}"


@then(phrase("{user} cannot open it"))
def cannot_open(opened: Reply, user: str) -> None:
    """Then bob cannot open it"""
    assert opened.status in {401, 403, 404} or "os_username" in opened.text, f"{user} was shown the page"


def issues_on(page: Reply) -> list[str]:
    """Keys of the issues that the page's macros show, in order."""
    return [unescape(key) for key in re.findall(r'data-issue-key="([^"]+)"', page.text)]


def words_of(page: Reply) -> str:
    """What a person reads on the page."""
    return " ".join(unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)).split())
