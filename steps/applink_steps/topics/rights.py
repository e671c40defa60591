"""What administrators, system administrators and others may do with the links of a product."""

from collections.abc import Callable

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Administrator
from applink_steps.phrase import phrase, then, when
from applink_steps.topics.linking import other

OFF = {"enabled": False, "twoLoEnabled": False, "twoLoImpersonationEnabled": False}
OAUTH = OFF | {"enabled": True, "twoLoEnabled": True}
IMPERSONATION = OAUTH | {"twoLoImpersonationEnabled": True}

DEEDS: dict[str, Callable[[Administrator, Place], Reply]] = {
    "see the links": lambda person, _: person.look_at_links(),
    "see whether the link works": lambda person, remote: person.look_at_status(remote),
    "rename the link": lambda person, remote: person.rename_link(remote, f"{remote.title} of {person.username}"),
    "set OAuth": lambda person, remote: person.set_levels(remote, OAUTH, OAUTH),
    "set OAuth with impersonation": lambda person, remote: person.set_levels(remote, IMPERSONATION, IMPERSONATION),
    "see orphaned trust": lambda person, _: person.orphaned_trust(),
    "switch features": lambda person, _: person.switch_feature("TEST_NON_SYSTEM"),
}
"""What one may do or not, in administrators' words."""

REFUSED = (400, 401, 403)


@then(phrase("{user} may {deed} at {product}"))
def may(applinks: Stage, user: str, deed: str, product: str) -> None:
    """Then adam may "see the links" at Jira"""
    reply = _do(applinks, user, deed, product)
    assert reply.fine, f"{product} answered {reply.status}: {reply.text[:200]}"


@then(phrase("{user} may not {deed} at {product}"))
def may_not(applinks: Stage, user: str, deed: str, product: str) -> None:
    """Then bob may not "see the links" at Jira"""
    reply = _do(applinks, user, deed, product)
    assert reply.status in REFUSED, f"{product} answered {reply.status}: {reply.text[:200]}"


def _do(applinks: Stage, user: str, deed: str, product: str) -> Reply:
    return DEEDS[deed](applinks.administrator(product, user), other(applinks, product))


@when(phrase("{user} renames the link to {remote:product} at {product} to {name}"), target_fixture="answer")
def renames(applinks: Stage, user: str, remote: str, product: str, name: str) -> Reply:
    """When anna renames the link to Jira at Confluence to Tracker"""
    return applinks.administrator(product, user).rename_link(applinks.product(remote), name)


@then(phrase("{product} calls the link to {remote:product} {name}"))
def is_called(applinks: Stage, product: str, remote: str, name: str) -> None:
    """Then Confluence calls the link to Jira Tracker"""
    link = applinks.administrator(product).link_to(applinks.product(remote))
    assert link is not None, f"{product} has no link to {remote}"
    assert link["name"] == name, f"{product} calls it {link['name']}"
