"""Userbases change: people leave, come and lose their accounts."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_steps.phrase import given, phrase, when


@given(phrase("{user} has been deactivated at {product}"))
@when(phrase("{user} is deactivated at {product}"))
def deactivated(applinks: Stage, user: str, product: str) -> None:
    """Given alice has been deactivated at Jira

    When alice is deactivated at Jira
    """
    applinks.out_of_order = True
    administrator = applinks.administrator(product)
    if administrator.place.kind == "jira":
        reply = administrator.ask("PUT", "/rest/api/2/user", {"active": False}, username=user)
    else:
        reply = administrator.ask("PUT", f"/rest/api/admin/user/{user}/disable")
    _must(reply, product)


@given(phrase("{user} has been removed from {product}"))
@when(phrase("{user} is removed from {product}"))
def removed(applinks: Stage, user: str, product: str) -> None:
    """Given integration has been removed from Jira

    When integration is removed from Jira
    """
    applinks.out_of_order = True
    administrator = applinks.administrator(product)
    if administrator.place.kind == "jira":
        reply = administrator.ask("DELETE", "/rest/api/2/user", username=user)
    else:
        reply = administrator.ask("DELETE", f"/rest/api/admin/user/{user}")
    _must(reply, product)


def _must(reply: Reply, product: str) -> None:
    assert reply.fine, f"{product} answered {reply.status}: {reply.text[:200]}"
