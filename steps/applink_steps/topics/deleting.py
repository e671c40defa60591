"""Links that are deleted at both ends, and what administrators are told beforehand."""

import time
from concurrent.futures import ThreadPoolExecutor

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.linking.delete import Code
from applink_steps.phrase import phrase, then, when
from applink_steps.topics.linking import other

LONGEST = 30.0
"""Seconds within which a product that was held up does what it was asked to do."""

PROSPECTS = {
    "both ends can be deleted": Code.ALLOWED,
    "there is no other end": Code.MISSING,
    "one is no administrator there": Code.NO_PERMISSION,
    "one is nobody there": Code.NO_AUTHENTICATION,
    "one has to allow access there first": Code.CREDENTIALS_REQUIRED,
    "one is not recognised there": Code.AUTHENTICATION_FAILED,
    "the other product does not answer": Code.NO_CONNECTION,
}
"""What an administrator is told who wants to delete both ends."""


@when(phrase("{user} deletes both ends of the link to {remote:product} at {product}"), target_fixture="answer")
def deletes_both_ends(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When anna deletes both ends of the link to Jira at Confluence"""
    return applinks.administrator(product, user).delete_link(applinks.product(remote), both_ends=True)


@when(
    phrase("{user} at {product} and {there:user} at {remote:product} delete both ends of the link at once"),
    target_fixture="answers",
)
def both_delete_both_ends(applinks: Stage, user: str, product: str, there: str, remote: str) -> list[Reply]:
    """When anna at Confluence and anna at Jira delete both ends of the link at once"""
    near, far = applinks.administrator(product, user), applinks.administrator(remote, there)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(one.delete_link, two.place, both_ends=True) for one, two in ((near, far), (far, near))]
    return [each.result() for each in waiting]


@when(
    phrase("{user} asks {product} whether both ends of the link to {remote:product} can be deleted"),
    target_fixture="answer",
)
def asks_whether(applinks: Stage, user: str, product: str, remote: str) -> Reply:
    """When anna asks Confluence whether both ends of the link to Jira can be deleted"""
    return applinks.administrator(product, user).may_delete_both_ends(applinks.product(remote))


@then(phrase("{product} answers that {prospect}"))
def answers_that(answer: Reply, product: str, prospect: str) -> None:
    """Then Confluence answers that "both ends can be deleted" """
    assert answer.status == 200, f"{product} answered {answer.status}: {answer.text[:300]}"
    code = answer.json()["code"]
    assert code == PROSPECTS[prospect].value, f"{product} answered {code}"


@then(phrase("each of them is told that the link is deleted, or that there is none"))
def each_is_told(answers: list[Reply]) -> None:
    """Then each of them is told that the link is deleted, or that there is none"""
    statuses = sorted(answer.status for answer in answers)
    assert statuses in ([200, 200], [200, 404]), f"they were told {[answer.text[:200] for answer in answers]}"


@then(phrase("{product} deletes its end after all"))
def deletes_after_all(applinks: Stage, product: str) -> None:
    """Then Jira deletes its end after all"""
    administrator, remote = applinks.administrator(product), other(applinks, product)
    deadline = time.monotonic() + LONGEST
    while administrator.link_to(remote) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not administrator.link_to(remote), f"{product} still has its end after {LONGEST:g} s"


@then(phrase("the link is gone at both ends"))
def gone_at_both_ends(applinks: Stage) -> None:
    """Then the link is gone at both ends"""
    for place in applinks.they:
        link = applinks.administrator(place.name).link_to(other(applinks, place.name))
        assert link is None, f"{place.name} still has {link}"


@then(phrase("the link is there at both ends"))
def there_at_both_ends(applinks: Stage) -> None:
    """Then the link is there at both ends"""
    for place in applinks.they:
        remote = other(applinks, place.name)
        assert applinks.administrator(place.name).link_to(remote), f"{place.name} has no link to {remote.name}"


@then(phrase("the link to {remote:product} at {product} is the primary one"))
def is_primary(applinks: Stage, remote: str, product: str) -> None:
    """Then the link to Jira at Confluence is the primary one"""
    assert _primary(applinks, remote, product), f"at {product} another link is the primary one"


@then(phrase("the link to {remote:product} at {product} is not the primary one"))
def is_not_primary(applinks: Stage, remote: str, product: str) -> None:
    """Then the link to Jira at Confluence is not the primary one"""
    assert not _primary(applinks, remote, product), f"at {product} it is the primary one"


def _primary(applinks: Stage, remote: str, product: str) -> bool:
    link = applinks.administrator(product).link_to(applinks.product(remote))
    assert link is not None, f"{product} has no link to {remote}"
    return bool(link["isPrimary"])
