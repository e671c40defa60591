"""Userbases change: people leave and lose their accounts."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_steps.phrase import given, phrase, when


@given(phrase("{user} has been deactivated at {product}"))
@when(phrase("{user} is deactivated at {product}"))
def deactivated(applinks: Stage, user: str, product: str) -> None:
    """Given alice has been deactivated at Jira

    When alice is deactivated at Jira
    """
    _done(applinks, applinks.administrator(product).deactivate(user), product)


@when(phrase("{user} is reactivated at {product}"))
def reactivated(applinks: Stage, user: str, product: str) -> None:
    """When alice is reactivated at Jira"""
    _done(applinks, applinks.administrator(product).reactivate(user), product)


@given(phrase("{user} has been removed from {product}"))
@when(phrase("{user} is removed from {product}"))
def removed(applinks: Stage, user: str, product: str) -> None:
    """Given integration has been removed from Jira

    When integration is removed from Jira
    """
    _done(applinks, applinks.administrator(product).remove(user), product)


def _done(applinks: Stage, reply: Reply, product: str) -> None:
    applinks.out_of_order = True
    assert reply.fine, f"{product} answered {reply.status}: {reply.text[:200]}"
