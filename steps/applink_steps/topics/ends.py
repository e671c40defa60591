"""What each end knows of the link, as its own administrators see it."""

from applink_fixtures.stage import Stage
from applink_simulator.linking.findings import CONNECTED, ErrorType
from applink_simulator.topology.visitor import LEVELS
from applink_steps.phrase import phrase, then
from applink_steps.topics.linking import other

LOZENGES = {CONNECTED, *(each.value.lozenge for each in ErrorType)}

DIRECTIONS = {"outgoing": "outgoing", "incoming": "incoming"}


@then(phrase("{product} has a link to {remote:product}"))
def has_a_link(applinks: Stage, product: str, remote: str) -> None:
    """Then Confluence has a link to Jira"""
    place = applinks.product(remote)
    link = applinks.administrator(product).link_to(place)
    assert link is not None, f"{product} has no link to {remote}"
    assert link["rpcUrl"] == place.address, f"{product} would call {link['rpcUrl']}"


@then(phrase("{product} has no link to {remote:product}"))
def has_no_link(applinks: Stage, product: str, remote: str) -> None:
    """Then Jira has no link to Confluence"""
    link = applinks.administrator(product).link_to(applinks.product(remote))
    assert link is None, f"{product} has a link to {remote}: {link}"


@then(phrase("{product} has a system link to {remote:product}"))
def has_a_system_link(applinks: Stage, product: str, remote: str) -> None:
    """Then Jira has a system link to Confluence"""
    link = applinks.administrator(product).link_to(applinks.product(remote))
    assert link is not None, f"{product} has no link to {remote}"
    assert link["isSystem"], f"{product} has an ordinary link to {remote}"


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
    _must_show(applinks, product, None, lozenge)


@then(phrase("{product} shows {user} the link as {lozenge}"))
def shows_somebody_as(applinks: Stage, product: str, user: str, lozenge: str) -> None:
    """Then Confluence shows adam the link as "ACCESS DENIED" """
    _must_show(applinks, product, user, lozenge)


def _must_show(applinks: Stage, product: str, user: str | None, lozenge: str) -> None:
    error = applinks.administrator(product, user).status(other(applinks, product)).get("error")
    shown = CONNECTED if error is None else ErrorType[error["type"]].value.lozenge
    assert shown == lozenge, f"{product} shows {shown}: {error}"


@then(phrase("both ends show the link as {lozenge}"))
def both_show_as(applinks: Stage, lozenge: str) -> None:
    """Then both ends show the link as CONNECTED"""
    for place in applinks.they:
        shows_as(applinks, place.name, lozenge)


@then(phrase("{product} uses {level} for {direction} requests"))
def uses(applinks: Stage, product: str, level: str, direction: str) -> None:
    """Then Confluence uses "no authentication" for outgoing requests"""
    found = applinks.administrator(product).levels(other(applinks, product))[DIRECTIONS[direction]]
    assert {bit: found[bit] for bit in LEVELS[level]} == LEVELS[level], f"{product}'s {direction} level is {found}"


@then(phrase("nothing has changed at {product}"))
def nothing_changed(applinks: Stage, product: str) -> None:
    """Then nothing has changed at Jira"""
    links = applinks.administrator(product).links()
    assert not links, f"{product} has links to {[link['name'] for link in links]}"
