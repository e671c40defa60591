"""People allow one product to act for them at another, or do not, or take it back."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.errors import RemoteUnreachable
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.browser import Browser, Page
from applink_simulator.topology.visitor import Visitor
from applink_steps.phrase import given, phrase, then, when
from applink_steps.topics.linking import other
from applink_steps.topics.looking import words_of

INVITATION = "Log in and approve"
"""What a page of Confluence says where there is more to see."""
YEAR = 365 * 24 * 3600
"""Seconds."""
NOTHING = {"enabled": False, "twoLoEnabled": False, "twoLoImpersonationEnabled": False}


@given(phrase("{user} is called {name:user} in {product}"))
def is_called(applinks: Stage, user: str, name: str, product: str) -> None:
    """Given alice is called alicia in Jira"""
    applinks.is_called(user, other(applinks, product).name, name, product)


@given(phrase("{user} of {product} is called {name:user} in {elsewhere:product}"))
def is_called_elsewhere(applinks: Stage, user: str, product: str, name: str, elsewhere: str) -> None:
    """Given alice of Confluence is called alicia in Jira"""
    applinks.is_called(user, product, name, elsewhere)


@given(phrase("{user} uses a browser in which {whom:user} is logged in at {product}"))
def logged_in_there(applinks: Stage, user: str, whom: str, product: str) -> None:
    """Given alice uses a browser in which robert is logged in at Jira"""
    is_called(applinks, user, whom, product)
    assert applinks.visitor(whom, product).open("/").status == 200


@when(phrase("{user} follows the invitation"), target_fixture="opened")
def follows_the_invitation(applinks: Stage, user: str) -> Reply:
    """When alice follows the invitation"""
    return _reader(applinks, user).follow(INVITATION).reply


@when(phrase("{user} begins anew in a second tab"), target_fixture="first_tab")
def second_tab(applinks: Stage, user: str) -> Browser:
    """When alice begins anew in a second tab"""
    first, (calling, remote) = _reader(applinks, user).browser, applinks.they
    applinks.turn_to(first.tab(), user, calling.name)
    _reader(applinks, user).asks_access(remote)
    return first


@when(phrase("{user} goes back to the first tab"))
def first_tab_again(applinks: Stage, user: str, first_tab: Browser) -> None:
    """When alice goes back to the first tab"""
    applinks.turn_to(first_tab, user, applinks.they[0].name)


@when(phrase("{user} allows it"), target_fixture="opened")
def allows_it(applinks: Stage, user: str) -> Reply:
    """When alice allows it"""
    return _reader(applinks, user).press("Allow").reply


@when(phrase("{user} denies it"), target_fixture="opened")
def denies_it(applinks: Stage, user: str) -> Reply:
    """When alice denies it"""
    return _reader(applinks, user).press("Deny").reply


@when(phrase("{user} closes the page"))
def closes_the_page(applinks: Stage, user: str) -> None:
    """When alice closes the page"""
    applinks.turn_to(_reader(applinks, user).browser.tab(), user, applinks.they[0].name)


@given(phrase("{user} has allowed {calling:product} to act for her/him at {serving:product}"))
@when(phrase("{user} allows {calling:product} to act for her/him at {serving:product}"), target_fixture="opened")
def allows(applinks: Stage, user: str, calling: str, serving: str) -> Reply:
    """Given alice has allowed Confluence to act for her at Jira

    When bob allows Confluence to act for him at Jira
    """
    visitor = applinks.visitor(user, calling)
    visitor.asks_access(applinks.product(serving))
    page = visitor.press("Allow")
    assert page.heading == "Access allowed", f"{page.url} says: {page.words[:500]}"
    return page.reply


@when(phrase("{user} asks {serving:product} to let {calling:product} act for her/him"), target_fixture="opened")
def asks_for_access(applinks: Stage, user: str, serving: str, calling: str) -> Reply:
    """When alice asks Jira to let Confluence act for her"""
    return applinks.visitor(user, calling).asks_access(applinks.product(serving)).reply


@when(phrase("{user} takes back what {calling:product} may do for her/him at {serving:product}"))
def takes_back(applinks: Stage, user: str, calling: str, serving: str) -> None:
    """When alicia takes back what Confluence may do for her at Jira"""
    page = applinks.visitor(user, serving).revokes_access(applinks.product(calling))
    assert page.messages, f"{page.url} says: {page.words[:500]}"


@when(
    phrase("{user} is asked whether {calling:product} may act for her/him at {serving:product}, and allows it"),
    target_fixture="opened",
)
def is_asked_and_allows(applinks: Stage, user: str, serving: str, calling: str) -> Reply:
    """When alice is asked whether Confluence may act for her at Jira, and allows it"""
    return _answer(applinks, user, serving, calling, "Allow")


@when(
    phrase("{user} is asked whether {calling:product} may act for her/him at {serving:product}, and denies it"),
    target_fixture="opened",
)
def is_asked_and_denies(applinks: Stage, user: str, serving: str, calling: str) -> Reply:
    """When bob is asked whether Confluence may act for him at Jira, and denies it"""
    return _answer(applinks, user, serving, calling, "Deny")


def _answer(applinks: Stage, user: str, serving: str, calling: str, button: str) -> Reply:
    visitor = applinks.at_browser = applinks.visitor(user, calling)
    visitor.asks_access(applinks.product(serving))
    return visitor.press(button).reply


@when(phrase("{user} tries to let {calling:product} act for her/him at {serving:product}"), target_fixture="opened")
def tries_to_let(applinks: Stage, user: str, calling: str, serving: str) -> Reply:
    """When alice tries to let Confluence act for her at Jira"""
    applinks.at_browser = applinks.visitor(user, calling)
    return applinks.at_browser.asks_access(applinks.product(serving)).reply


@when(phrase("{user} takes back everything that {calling:product} may do for her/him at {serving:product}"))
def takes_back_everything(applinks: Stage, user: str, calling: str, serving: str) -> None:
    """When alicia takes back everything that Confluence may do for her at Jira"""
    visitor, place = applinks.visitor(user, serving), applinks.product(calling)
    while place.title in visitor.granted_access():
        visitor.revokes_access(place)


@when(phrase("{user} no longer lets {calling:product} act for people at {serving:product}"))
def switches_off(applinks: Stage, user: str, calling: str, serving: str) -> None:
    """When anja no longer lets Confluence act for people at Jira"""
    applinks.out_of_order = True
    administrator = applinks.administrator(serving, user)
    administrator.must(administrator.set_levels(applinks.product(calling), NOTHING, NOTHING), "switching it off")


@when(phrase("{count:d} minute(s) pass(es)"))
def minutes_pass(applinks: Stage, count: int) -> None:
    """When 10 minutes pass"""
    applinks.running.clock.move(60 * count)


@when(phrase("{count:d} year(s) pass(es)"))
def years_pass(applinks: Stage, count: int) -> None:
    """When 5 years pass"""
    applinks.running.clock.move(YEAR * count)


@then(phrase("{user} is asked whether {calling:product} may act for {whom:user}"))
def is_asked(applinks: Stage, user: str, calling: str, whom: str) -> None:
    """Then alice is asked whether Confluence may act for alicia"""
    page = _shown(applinks, user)
    asked = page.heading == f"Allow {applinks.product(calling).title} to act for you?" and f"({whom})" in page.words
    assert asked, f"{page.url} says: {page.words[:500]}"


@then(phrase("{user} is asked to log in at {product}"))
def is_asked_to_log_in(applinks: Stage, user: str, product: str) -> None:
    """Then alice is asked to log in at Jira"""
    page = _shown(applinks, user)
    login = page.asks_for("os_password") and page.url.startswith(applinks.product(product).url)
    assert login, f"{page.url} says: {page.words[:500]}"


@then(phrase("{user} reads {words}"))
def reads(applinks: Stage, user: str, words: str) -> None:
    """Then alice reads "This took too long" """
    page = _shown(applinks, user)
    assert words in page.words, f"{page.url} says: {page.words[:500]}"


@then(phrase("the page no longer invites to authenticate at {product}"))
def does_not_invite(applinks: Stage, opened: Reply, product: str) -> None:
    """Then the page no longer invites to authenticate at Jira"""
    assert opened.fine, f"there is no page: {opened.status}"
    invited = INVITATION in opened.text and applinks.product(product).application_id in opened.text
    assert not invited, f"the page says: {words_of(opened)[:500]}"


@then(phrase("{calling:product} may act for {user} at {serving:product}"))
def may_act(applinks: Stage, calling: str, user: str, serving: str) -> None:
    """Then Confluence may act for alicia at Jira"""
    allowed = applinks.running.visitor(user, serving).granted_access()
    assert applinks.product(calling).title in allowed, f"{serving} lists {allowed}"


@then(phrase("{calling:product} may not act for {user} at {serving:product}"))
def may_not_act(applinks: Stage, calling: str, user: str, serving: str) -> None:
    """Then Confluence may not act for robert at Jira"""
    allowed = applinks.running.visitor(user, serving).granted_access()
    assert applinks.product(calling).title not in allowed, f"{serving} lists {allowed}"


@then(
    phrase(
        "the browser of {user} finds nobody where {calling:product} sends her/him "
        "to authenticate at {serving:product}"
    )
)
def finds_nobody(applinks: Stage, user: str, calling: str, serving: str) -> None:
    """Then the browser of alice finds nobody where Confluence sends her to authenticate at Jira"""
    visitor = applinks.visitor(user, calling)
    assert visitor.open("/").status == 200
    try:
        page = visitor.asks_access(applinks.product(serving))
    except RemoteUnreachable:
        return
    raise AssertionError(f"{user} got to {page.url}: {page.words[:300]}")


def _reader(applinks: Stage, user: str) -> Visitor:
    """That person before the product that asks others."""
    return applinks.visitor(user, applinks.they[0].name)


def _shown(applinks: Stage, user: str) -> Page:
    page = _reader(applinks, user).browser.page
    assert page is not None, f"{user} has no page open"
    return page
