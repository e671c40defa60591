"""Who asked whom, and as whom the request was served."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.exchanges import Exchange
from applink_steps.phrase import phrase, then

NOBODY = "nobody"


@then(phrase("{product} was asked by {asking:product} as {whom:user}"))
def asked_as(applinks: Stage, product: str, asking: str, whom: str) -> None:
    """Then Jira was asked by Confluence as anja"""
    callers = sorted({(each.caller or NOBODY).lower() for each in _asked(applinks, product, asking)})
    assert whom.lower() in callers, f"{asking} asked {product} as {', '.join(callers) or 'nobody at all'}"


@then(phrase("{product} was only ever asked by {asking:product} as {whom:user}"))
def only_asked_as(applinks: Stage, product: str, asking: str, whom: str) -> None:
    """Then Jira was only ever asked by Confluence as nobody"""
    callers = sorted({(each.caller or NOBODY).lower() for each in _asked(applinks, product, asking)})
    assert callers == [whom.lower()], f"{asking} asked {product} as {', '.join(callers) or 'nobody at all'}"


@then(phrase("{product} was not asked by {asking:product}"))
def not_asked(applinks: Stage, product: str, asking: str) -> None:
    """Then Jira was not asked by Confluence"""
    asked = _asked(applinks, product, asking)
    assert not asked, f"{asking} asked {product} for {', '.join(each.path for each in asked)}"


def _asked(applinks: Stage, product: str, asking: str) -> list[Exchange]:
    sender = applinks.product(asking).name
    return [each for each in applinks.served(product) if each.sender == sender]
