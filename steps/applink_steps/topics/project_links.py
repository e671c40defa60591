"""Those who administer a project or a space link it with one of the other product."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_steps.phrase import given, phrase, then, when


@given(phrase("{user} has linked {here:project} of {product} with {there:project} of {remote:product}"))
def has_linked(applinks: Stage, user: str, here: str, product: str, there: str, remote: str) -> None:
    """Given bob has linked DOC of Confluence with DEMO of Jira"""
    person = applinks.administrator(product, user)
    reply = person.link_project(here, applinks.product(remote), there, both_ends=True)
    person.must(reply, f"linking {here} with {there}")


@when(
    phrase("{user} links {here:project} of {product} with {there:project} of {remote:product}"),
    target_fixture="answer",
)
def links_both(applinks: Stage, user: str, here: str, product: str, there: str, remote: str) -> Reply:
    """When bob links DOC of Confluence with DEMO of Jira"""
    person = applinks.administrator(product, user)
    return person.link_project(here, applinks.product(remote), there, both_ends=True)


@when(
    phrase("{user} links {here:project} of {product} with {there:project} of {remote:product} one way"),
    target_fixture="answer",
)
def links_here(applinks: Stage, user: str, here: str, product: str, there: str, remote: str) -> Reply:
    """When bob links DOC of Confluence with DEMO of Jira one way"""
    person = applinks.administrator(product, user)
    return person.link_project(here, applinks.product(remote), there, both_ends=False)


@when(
    phrase("{user} unlinks {here:project} of {product} from {there:project} of {remote:product}"),
    target_fixture="answer",
)
def unlinks_both(applinks: Stage, user: str, here: str, product: str, there: str, remote: str) -> Reply:
    """When bob unlinks DOC of Confluence from DEMO of Jira"""
    person = applinks.administrator(product, user)
    return person.unlink_project(here, applinks.product(remote), there, both_ends=True)


@when(
    phrase("{user} unlinks {here:project} of {product} from {there:project} of {remote:product} one way"),
    target_fixture="answer",
)
def unlinks_here(applinks: Stage, user: str, here: str, product: str, there: str, remote: str) -> Reply:
    """When bob unlinks DOC of Confluence from DEMO of Jira one way"""
    person = applinks.administrator(product, user)
    return person.unlink_project(here, applinks.product(remote), there, both_ends=False)


@when(
    phrase("{user} makes {there:project} of {remote:product} the first choice for {here:project} of {product}"),
    target_fixture="answer",
)
def makes_primary(applinks: Stage, user: str, here: str, product: str, there: str, remote: str) -> Reply:
    """When bob makes SEC of Jira the first choice for DOC of Confluence"""
    return applinks.administrator(product, user).make_primary_project(here, applinks.product(remote), there)


@then(phrase("{here:project} of {product} is linked with {there:project}"))
def is_linked(applinks: Stage, here: str, product: str, there: str) -> None:
    """Then DOC of Confluence is linked with DEMO"""
    assert there in _linked(applinks, here, product), f"{here} is linked with {_linked(applinks, here, product)}"


@then(phrase("{here:project} of {product} is not linked with any other"))
def is_not_linked(applinks: Stage, here: str, product: str) -> None:
    """Then DOC of Confluence is not linked with any other"""
    assert not _linked(applinks, here, product), f"{here} is linked with {_linked(applinks, here, product)}"


@then(phrase("{there:project} is the first choice for {here:project} of {product}"))
def is_primary(applinks: Stage, here: str, product: str, there: str) -> None:
    """Then DEMO is the first choice for DOC of Confluence"""
    links = _read(applinks.administrator(product).project_links(here))
    assert [link["key"] for link in links if link["isPrimary"]] == [there], f"{here} is linked with {links}"


@then(phrase("{user} sees that {here:project} of {product} is linked with {there:project}"))
def sees_linked(applinks: Stage, user: str, here: str, product: str, there: str) -> None:
    """Then integration sees that DOC of Confluence is linked with DEMO"""
    links = _read(applinks.administrator(product, user).project_links(here))
    assert there in [link["key"] for link in links], f"{user} sees {links}"


@then(phrase("{user} does not see what {here:project} of {product} is linked with"))
def does_not_see(applinks: Stage, user: str, here: str, product: str) -> None:
    """Then bob does not see what SEC of Confluence is linked with"""
    reply = applinks.administrator(product, user).project_links(here)
    assert reply.status == 404, f"{product} answered {reply.status}: {reply.text[:200]}"


@then(phrase("{product} offers {user} {there:project} of {remote:product} to link with"))
def is_offered(applinks: Stage, product: str, user: str, there: str, remote: str) -> None:
    """Then Confluence offers alice SEC of Jira to link with"""
    assert there in _offered(applinks, product, user, remote)


@then(phrase("{product} does not offer {user} {there:project} of {remote:product} to link with"))
def is_not_offered(applinks: Stage, product: str, user: str, there: str, remote: str) -> None:
    """Then Confluence does not offer bob SEC of Jira to link with"""
    assert there not in _offered(applinks, product, user, remote)


@then(phrase("{user} is told at {product} that {remote:product} lets them link its projects"))
def is_let(applinks: Stage, user: str, product: str, remote: str) -> None:
    """Then bob is told at Confluence that Jira lets them link its projects"""
    assert applinks.administrator(product, user).may_link_projects_at(applinks.product(remote)) == "ALLOWED"


@then(phrase("{user} is told at {product} that {remote:product} does not let them link its projects"))
def is_not_let(applinks: Stage, user: str, product: str, remote: str) -> None:
    """Then alice is told at Confluence that Jira does not let them link its projects"""
    assert applinks.administrator(product, user).may_link_projects_at(applinks.product(remote)) == "NO_PERMISSION"


def _linked(applinks: Stage, key: str, product: str) -> list[str]:
    """As an administrator of the product sees it."""
    return [link["key"] for link in _read(applinks.administrator(product).project_links(key))]


def _offered(applinks: Stage, product: str, user: str, remote: str) -> list[str]:
    return [each["key"] for each in _read(applinks.administrator(product, user).entities(applinks.product(remote)))]


def _read(reply: Reply) -> list[dict[str, str]]:
    assert reply.fine, f"answered {reply.status}: {reply.text[:200]}"
    found: list[dict[str, str]] = reply.json()["entity"]
    return found
