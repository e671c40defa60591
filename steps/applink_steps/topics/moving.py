"""Products that move to another address, and links that are relocated."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.linking.relocate import LinkState
from applink_steps.phrase import phrase, then, when


@when(phrase("{user} relocates the link to {remote:product} at {product}"), target_fixture="answer")
def relocates(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When anna relocates the link to Jira at Confluence"""
    place = applinks.product(remote)
    return applinks.administrator(product, user).relocate_link(place, place.url)


@when(
    phrase("{user} relocates the link to {remote:product} at {product}, although nobody answers there"),
    target_fixture="answer",
)
def relocates_anyway(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When anna relocates the link to Jira at Confluence, although nobody answers there"""
    place = applinks.product(remote)
    return applinks.administrator(product, user).relocate_link(place, place.url, anyway=True)


@when(
    phrase("{user} relocates the link to {remote:product} at {product} to the address of {there:product}"),
    target_fixture="answer",
)
def relocates_to_another(applinks: Stage, user: str, remote: str, product: str, there: str) -> Reply:
    """When anna relocates the link to Jira at Confluence to the address of Confluence"""
    url = applinks.product(there).url
    return applinks.administrator(product, user).relocate_link(applinks.product(remote), url)


@when(
    phrase("{user} relocates the link to {remote:product} at {product} to the address {address}"),
    target_fixture="answer",
)
def relocates_to(applinks: Stage, user: str, remote: str, product: str, address: str) -> Reply:
    """When anna relocates the link to Jira at Confluence to the address "nonsense" """
    return applinks.administrator(product, user).relocate_link(applinks.product(remote), address)


@then(phrase("{product} asks whether to use the address although nobody answers there"))
def asks(answer: Reply, product: str) -> None:
    """Then Confluence asks whether to use the address although nobody answers there"""
    assert (answer.status, answer.body) == (409, b""), f"{product} answered {answer.status}: {answer.text[:300]}"


@then(phrase("{product} offers to relocate the link to {remote:product}"))
def offers(applinks: Stage, product: str, remote: str) -> None:
    """Then Confluence offers to relocate the link to Jira"""
    _is(applinks, product, remote, LinkState.OFFLINE)


@then(phrase("{product} does not offer to relocate the link to {remote:product}"))
def does_not_offer(applinks: Stage, product: str, remote: str) -> None:
    """Then Confluence does not offer to relocate the link to Jira"""
    _is(applinks, product, remote, LinkState.OK)


@then(phrase("{product} notices that another installation is where its link to {remote:product} leads"))
def notices(applinks: Stage, product: str, remote: str) -> None:
    """Then Confluence notices that another installation is where its link to Jira leads"""
    _is(applinks, product, remote, LinkState.UPGRADED_TO_UAL)


def _is(applinks: Stage, product: str, remote: str, wanted: LinkState) -> None:
    state = applinks.administrator(product).link_state(applinks.product(remote))
    assert state == wanted.value, f"to {product} the link to {remote} is {state}"


@then(phrase("the link to {remote:product} at {product} leads to its new address"))
def leads_to_the_new_address(applinks: Stage, remote: str, product: str) -> None:
    """Then the link to Jira at Confluence leads to its new address"""
    url = applinks.product(remote).url
    assert url != applinks.old_address(remote), f"{remote} has not moved"
    _leads(applinks, product, remote, url)


@then(phrase("the link to {remote:product} at {product} leads to its old address"))
def leads_to_the_old_address(applinks: Stage, remote: str, product: str) -> None:
    """Then the link to Jira at Confluence leads to its old address"""
    _leads(applinks, product, remote, applinks.old_address(remote))


@then(phrase("the link to {remote:product} at {product} leads to the address of {there:product}"))
def leads_to_another(applinks: Stage, remote: str, product: str, there: str) -> None:
    """Then the link to Jira at Confluence leads to the address of Confluence"""
    _leads(applinks, product, remote, applinks.product(there).url)


def _leads(applinks: Stage, product: str, remote: str, url: str) -> None:
    """The server and people alike."""
    link = applinks.administrator(product).link_to(applinks.product(remote))
    assert link is not None, f"{product} has no link to {remote}"
    found = link["rpcUrl"], link["displayUrl"]
    assert found == (url, url), f"{product} would call {found[0]}, and send people to {found[1]}"
