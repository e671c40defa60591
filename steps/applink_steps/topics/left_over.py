"""What a product still trusts although the link it came with is gone."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_steps.phrase import phrase, then, when


@when(
    phrase("{user} links {product} to {remote:product}, which takes over what is left of {consumer}"),
    target_fixture="answer",
)
def takes_over(applinks: Stage, user: str, product: str, remote: str, consumer: str) -> Reply:
    """When anna links Jira to Confluence, which takes over what is left of "old wiki" """
    applinks.pair = (remote, product)
    return applinks.administrator(product, user).create_link(applinks.product(remote), orphan=consumer)


@when(phrase("{user} deletes at {product} what is left of {consumer}"), target_fixture="answer")
def deletes(applinks: Stage, user: str, product: str, consumer: str) -> Reply:
    """When anna deletes at Jira what is left of "old wiki" """
    return applinks.administrator(product, user).delete_orphaned_trust(consumer)


@then(phrase("{product} still trusts {consumer}, whose link is gone"))
def still_trusts(applinks: Stage, product: str, consumer: str) -> None:
    """Then Jira still trusts "old wiki", whose link is gone"""
    assert consumer in _left(applinks, product)


@then(phrase("{product} trusts nobody without a link"))
def trusts_nobody(applinks: Stage, product: str) -> None:
    """Then Jira trusts nobody without a link"""
    assert not _left(applinks, product)


def _left(applinks: Stage, product: str) -> list[str]:
    found = applinks.administrator(product).orphaned_trust().json()
    return [each["id"] for each in found["orphanedTrust"]]
