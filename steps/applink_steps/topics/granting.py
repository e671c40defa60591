"""Users allow a product to act for them at another one, or do not, and change their minds."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.visitor import Visitor
from applink_steps.phrase import phrase, when

ALLOW, DENY = "Allow", "Deny"


@when(phrase("{user} allows {product} to act for them/her/him at {remote:product}"), target_fixture="opened")
def allows(applinks: Stage, user: str, product: str, remote: str) -> Reply:
    """When alice allows Confluence to act for her at Jira"""
    return _decide(applinks, user, product, remote, ALLOW)


@when(phrase("{user} denies {product} to act for them/her/him at {remote:product}"), target_fixture="opened")
def denies(applinks: Stage, user: str, product: str, remote: str) -> Reply:
    """When alice denies Confluence to act for her at Jira"""
    return _decide(applinks, user, product, remote, DENY)


@when(phrase("{user} revokes at {remote:product} what was allowed to {product}"), target_fixture="opened")
def revokes(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When alice revokes at Jira what was allowed to Confluence"""
    return _at(applinks, user, remote).revoke(applinks.product(product).title).reply


def _decide(applinks: Stage, user: str, product: str, remote: str, button: str) -> Reply:
    """As far as it goes: to the answer, or to whatever page stands in the way of the question."""
    visitor = _at(applinks, user, product)
    page = visitor.begin_dance(applinks.product(remote))
    return (visitor.press(button) if button in page.buttons else page).reply


def _at(applinks: Stage, user: str, product: str) -> Visitor:
    applinks.at_browser = applinks.visitor(user, product)
    return applinks.at_browser
