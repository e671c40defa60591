"""What each end knows of the link, as its own administrators see it."""

from applink_fixtures.stage import Stage
from applink_steps.phrase import phrase, then
from applink_steps.topics.linking import BITS, LEVELS, other

WORKING = "CONNECTED"
OTHERWISE = "NETWORK ERROR"
LOZENGES = {
    "NO_REMOTE_APPLINK": "CONFIG ERROR",
    "AUTH_LEVEL_MISMATCH": "CONFIG ERROR",
    "AUTH_LEVEL_UNSUPPORTED": "DEPRECATED",
    "DISABLED": "DISABLED",
    "SYSTEM_LINK": "SYSTEM",
    "GENERIC_LINK": "NON-ATLASSIAN",
    "NON_ATLASSIAN": "NON-ATLASSIAN",
}
"""What the list of links shows for each error type; all others are network errors (applinks.md 4.3)."""

DIRECTIONS = {"outgoing": "outgoing", "incoming": "incoming"}

STATES = {
    "it works": None,
    "nobody answers there": "CONNECTION_REFUSED",
    "the other end is missing": "NO_REMOTE_APPLINK",
    "the two ends do not agree": "AUTH_LEVEL_MISMATCH",
    "its authentication is no longer supported": "AUTH_LEVEL_UNSUPPORTED",
    "it is switched off": "DISABLED",
    "signed requests are refused": "OAUTH_PROBLEM",
}
"""What an end says of its link, by the error types of its status (applinks.md 4.3)."""


@then(phrase("{product} has a link to {remote:product}"))
def has_a_link(applinks: Stage, product: str, remote: str) -> None:
    """Then Confluence has a link to Jira"""
    place = applinks.product(remote)
    link = applinks.administrator(product).link_to(place)
    assert link is not None, f"{product} has no link to {remote}"
    assert link["rpcUrl"] == place.url, f"{product} would call {link['rpcUrl']}"


@then(phrase("{product} has no link to {remote:product}"))
def has_no_link(applinks: Stage, product: str, remote: str) -> None:
    """Then Jira has no link to Confluence"""
    link = applinks.administrator(product).link_to(applinks.product(remote))
    assert link is None, f"{product} has a link to {remote}: {link}"


@then(phrase("{product} has {count:d} link(s)"))
def has_links(applinks: Stage, product: str, count: int) -> None:
    """Then Confluence has 1 link"""
    links = applinks.administrator(product).links()
    assert len(links) == count, f"{product} has links to {[link['name'] for link in links]}"


@then(phrase("{user} finds the link to {remote:product} among the links of {product}"))
def finds(applinks: Stage, user: str, remote: str, product: str) -> None:
    """Then anja finds the link to Confluence among the links of Jira"""
    assert applinks.administrator(product, user).link_to(applinks.product(remote))


@then(phrase("{user} may not see the links of {product}"))
def may_not_see(applinks: Stage, user: str, product: str) -> None:
    """Then bob may not see the links of Jira"""
    reply = applinks.administrator(product, user).ask("GET", "/rest/applinks/3.0/applicationlink")
    assert reply.status == 401, f"{product} answered {reply.status}: {reply.text[:200]}"


@then(phrase("{product} shows the link as {lozenge}"))
def shows_as(applinks: Stage, product: str, lozenge: str) -> None:
    """Then Confluence shows the link as "CONFIG ERROR" """
    status = applinks.administrator(product).status(other(applinks, product))
    error = status.get("error")
    shown = WORKING if error is None else LOZENGES.get(error["type"], OTHERWISE)
    assert shown == lozenge, f"{product} shows {shown}: {error}"


@then(phrase("both ends show the link as {lozenge}"))
def both_show_as(applinks: Stage, lozenge: str) -> None:
    """Then both ends show the link as CONNECTED"""
    for place in applinks.they:
        shows_as(applinks, place.name, lozenge)


@then(phrase("{product} says of its link to {remote:product} that {state:state of a link}"))
def says_of_its_link(applinks: Stage, product: str, remote: str, state: str) -> None:
    """Then Confluence says of its link to Jira that "the other end is missing" """
    error = applinks.administrator(product).status(applinks.product(remote)).get("error")
    found = error and error["type"]
    assert found == STATES[state], f"{product} says of its link to {remote}: {error or 'it works'}"


@then(phrase("{product} uses {kind:kind of link} for {direction} requests"))
def uses(applinks: Stage, product: str, kind: str, direction: str) -> None:
    """Then Confluence uses "no authentication" for outgoing requests"""
    levels = applinks.administrator(product).levels(other(applinks, product))[DIRECTIONS[direction]]
    found = tuple(levels[bit] for bit in BITS)
    assert found == LEVELS[kind], f"{product}'s {direction} level is {levels}"


@then(phrase("nothing has changed at {product}"))
def nothing_changed(applinks: Stage, product: str) -> None:
    """Then nothing has changed at Jira"""
    links = applinks.administrator(product).links()
    assert not links, f"{product} has links to {[link['name'] for link in links]}"
