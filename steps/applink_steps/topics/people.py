"""Userbases change, and people log in: what is no trouble in itself."""

from applink_fixtures.stage import Stage
from applink_steps.phrase import phrase, when


@when(phrase("{user} is reactivated at {product}"))
def reactivated(applinks: Stage, user: str, product: str) -> None:
    """When alice is reactivated at Jira"""
    applinks.out_of_order = True
    administrator = applinks.administrator(product)
    administrator.must(administrator.reactivate(user), f"reactivating {user}")


@when(phrase("{user} logs in at {product} with a browser"))
def logs_in(applinks: Stage, user: str, product: str) -> None:
    """When integration logs in at Jira with a browser"""
    reply = applinks.running.visitor(user, product).visit("/")
    assert reply.fine, f"{product} answered {reply.status}: {reply.text[:200]}"
