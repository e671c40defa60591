"""Administrators make links, set their authentication, and are refused."""

import re
from dataclasses import replace

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.file import Authentication
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Administrator
from applink_simulator.topology.wishes import SENDS, connect
from applink_steps.phrase import given, phrase, then, when

KINDS = {
    "no authentication": Authentication.NONE,
    "OAuth": Authentication.OAUTH,
    "OAuth per user": Authentication.OAUTH_PER_USER,
    "OAuth with impersonation": Authentication.OAUTH_IMPERSONATION,
}
"""Kinds of link, as scenarios call them."""

PRECONFIGURED = "integration"
"""Whom plain OAuth acts as in the ready topologies, when a scenario does not say."""

REASONS = {
    "it is linked already": (409, "exists already|same id is linked"),
    "a link to that address exists already": (400, "link to that URL exists"),
    "that application is linked already": (400, "link to that application exists"),
    "that is its own address": ((400, 409), "this product itself"),
    "only an administrator may": (401, "[Oo]nly an administrator"),
    "one has to log in first": (401, "must be authenticated"),
    "only a system administrator may": ((400, 403), "[Oo]nly a system administrator"),
    "the account is no administrator's there": (400, "not those of an administrator"),
    "the other product could not be asked": (500, "could not be asked"),
    "the other product's end could not be made": ((400, 500), "could not be created|other application refused"),
    "the application is of another type": (400, "is a .*, not a"),
    "the address makes no sense": (400, "no http or https URL"),
    "the link has no name": (400, "needs a name"),
    "the host may not be contacted": (403, "may not be contacted"),
    "the other product does not tell its key": ((409, 500), "consumer information of .* could not be read"),
    "another application is there": (400, "there is .*, of the type"),
    "another installation is there": (400, "another installation"),
    "another link leads there": (400, "has that address already"),
    "the other end could not be deleted": (500, "Check there by hand"),
    "there is no such link": (404, "[Nn]o application link"),
    "only who administers it may": (401, "[Oo]nly an administrator of"),
    "one has to authenticate there first": (401, "Authenticate at|authenticate there first"),
    "the other end was not changed": (500, "did not change its end"),
    "it is not there": (404, "does not exist|has no such link"),
    "it could be another site's doing": (403, "XSRF check failed"),
    "the two ends would share a consumer key": (409, "belongs to another link"),
}
"""Refusals in administrators' words: the status, and what the answer says."""

WARNINGS = {
    "nobody answers there": "applinks.warning.unknown.host",
    "the address redirects": "applinks.warning.redirected.host",
}


@given(phrase("{calling:product} is linked to {serving:product} one way"))
def linked_one_way(applinks: Stage, calling: str, serving: str) -> None:
    """Given Confluence is linked to Jira one way"""
    near = applinks.administrator(calling)
    near.must(near.create_link(applinks.product(serving)), "creating the link")
    applinks.pair = (calling, serving)
    applinks.kind_of_link = "no authentication"


@given(phrase("{calling:product} and {serving:product} are linked with {kind:kind of link}"))
def linked_with(applinks: Stage, calling: str, serving: str, kind: str) -> None:
    """Given Confluence and Jira are linked with "OAuth with impersonation" """
    applinks.pair = (calling, serving)
    _link(applinks, kind, PRECONFIGURED)


@given(phrase("{calling:product} and {serving:product} are linked both ways with {kind:kind of link}"))
def linked_both_ways_with(applinks: Stage, calling: str, serving: str, kind: str) -> None:
    """Given Confluence and Jira are linked both ways with "OAuth with impersonation" """
    applinks.pair = (calling, serving)
    _link(applinks, kind, PRECONFIGURED)
    near, far = _administrators(applinks)
    connect(far, near, KINDS[kind], PRECONFIGURED if kind == "OAuth" else None)


@given(phrase("they are linked with {kind:kind of link}"))
def they_are_linked_with(applinks: Stage, kind: str) -> None:
    """Given they are linked with "no authentication" """
    _link(applinks, kind, PRECONFIGURED)


@given(phrase("they are linked with OAuth, acting as {user} on {product}"))
@when(phrase("they are linked anew with OAuth, acting as {user} on {product}"))
def they_are_linked_acting_as(applinks: Stage, user: str, product: str) -> None:
    """Given they are linked with OAuth, acting as integration on Jira

    When they are linked anew with OAuth, acting as integration on Jira
    """
    assert applinks.they[1].name.lower() == product.lower(), f"{product} is not the one that is called here"
    _link(applinks, "OAuth", user)


@given(phrase("they are linked with OAuth that has no pre-configured user"))
def they_are_linked_acting_as_nobody(applinks: Stage) -> None:
    """Given they are linked with OAuth that has no pre-configured user"""
    _link(applinks, "OAuth", None)
    applinks.kind_of_link = "OAuth without a user"


def _link(applinks: Stage, kind: str, acting_as: str | None) -> None:
    """Both ends, and authentication in the direction in question."""
    calling, serving = (applinks.administrator(place.name) for place in applinks.they)
    authentication = KINDS[kind]
    calling.must(calling.create_end(serving.place), f"creating the link at {calling.place.name}")
    serving.must(serving.create_end(calling.place), f"creating the link at {serving.place.name}")
    connect(calling, serving, authentication, acting_as if authentication is Authentication.OAUTH else None)
    applinks.kind_of_link = f"OAuth as {acting_as}" if authentication is Authentication.OAUTH else kind


@when(phrase("{user} links {calling:product} to {serving:product}"), target_fixture="answer")
def links_one_way(applinks: Stage, user: str, calling: str, serving: str) -> Reply:
    """When anna links Confluence to Jira"""
    applinks.pair = (calling, serving)
    applinks.kind_of_link = "no authentication"
    return applinks.administrator(calling, user).create_link(applinks.product(serving))


@when(
    phrase("{user} links {calling:product} and {serving:product} as {there:user} of {at:product}"),
    target_fixture="answer",
)
def links_two_way(applinks: Stage, user: str, calling: str, serving: str, there: str, at: str) -> Reply:
    """When anna links Confluence and Jira as anja of Jira"""
    return _two_way(applinks, user, calling, serving, there, at, shared=False)


@when(
    phrase(
        "{user} links {calling:product} and {serving:product}, which share a userbase, "
        "as {there:user} of {at:product}"
    ),
    target_fixture="answer",
)
def links_two_way_shared(applinks: Stage, user: str, calling: str, serving: str, there: str, at: str) -> Reply:
    """When anna links Confluence and Jira, which share a userbase, as anna of Jira"""
    return _two_way(applinks, user, calling, serving, there, at, shared=True)


def _two_way(applinks: Stage, user: str, calling: str, serving: str, there: str, at: str, *, shared: bool) -> Reply:
    assert at.lower() == serving.lower(), f"{there} has to be an administrator of {serving}, the other product"
    applinks.pair = (calling, serving)
    applinks.kind_of_link = "OAuth with impersonation" if shared else "OAuth per user"
    near, far = applinks.administrator(calling, user), applinks.administrator(serving, there)
    return near.create_link(far.place, there=far, trust=True, shared_userbase=shared)


@when(phrase("{user} completes the link from {serving:product} back to {calling:product}"), target_fixture="answer")
def completes(applinks: Stage, user: str, serving: str, calling: str) -> Reply:
    """When anja completes the link from Jira back to Confluence"""
    return applinks.administrator(serving, user).create_end(applinks.product(calling))


@when(phrase("{user} lets {calling:product} act as {whom:user} on {serving:product}"), target_fixture="answer")
def lets_act_as(applinks: Stage, user: str, calling: str, whom: str, serving: str) -> Reply:
    """When anja lets Confluence act as integration on Jira"""
    return applinks.administrator(serving, user).trust(applinks.product(calling), acting_as=whom)


@when(phrase("{user} lets {calling:product} impersonate people on {serving:product}"), target_fixture="answer")
def lets_impersonate(applinks: Stage, user: str, calling: str, serving: str) -> Reply:
    """When anna lets Confluence impersonate people on Jira"""
    return applinks.administrator(serving, user).trust(applinks.product(calling), impersonation=True)


@when(
    phrase("{user} makes {calling:product} use {kind:kind of link} towards {serving:product}"),
    target_fixture="answer",
)
def makes_use(applinks: Stage, user: str, calling: str, kind: str, serving: str) -> Reply:
    """When anna makes Confluence use OAuth towards Jira"""
    applinks.out_of_order = True
    near = applinks.administrator(calling, user)
    return near.authenticate_with(applinks.product(serving), *SENDS[KINDS[kind]])[-1]


@when(phrase("{user} deletes the link to {remote:product} at {product} only"), target_fixture="answer")
def deletes_here(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When anna deletes the link to Jira at Confluence only"""
    return applinks.administrator(product, user).delete_link(applinks.product(remote))


@when(
    phrase("{user} deletes the link at {product} that leads to the address of {remote:product}"),
    target_fixture="answer",
)
def deletes_by_address(applinks: Stage, user: str, product: str, remote: str) -> Reply:
    """When anna deletes the link at Confluence that leads to the address of Jira"""
    administrator, place = applinks.administrator(product, user), applinks.product(remote)
    link = next((each for each in administrator.links() if each["rpcUrl"] == place.address), None)
    assert link is not None, f"no link of {product} leads to {place.address}"
    return administrator.delete_link(replace(place, application_id=link["id"]))


@when(phrase("{user} looks at the address of {remote:product} in the wizard of {product}"), target_fixture="answer")
def looks(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When anna looks at the address of Jira in the wizard of Confluence"""
    return applinks.administrator(product, user).look_at(applinks.product(remote).address)


@when(
    phrase("{user} looks at the address for browsers of {remote:product} in the wizard of {product}"),
    target_fixture="answer",
)
def looks_as_browsers_do(applinks: Stage, user: str, remote: str, product: str) -> Reply:
    """When anna looks at the address for browsers of Jira in the wizard of Confluence"""
    return applinks.administrator(product, user).look_at(applinks.product(remote).url)


@when(phrase("{user} looks at the address {address} in the wizard of {product}"), target_fixture="answer")
def looks_at(applinks: Stage, user: str, address: str, product: str) -> Reply:
    """When anna looks at the address "nonsense" in the wizard of Confluence"""
    return applinks.administrator(product, user).look_at(address)


@then(phrase("{product} agrees"))
def agrees(answer: Reply, product: str) -> None:
    """Then Jira agrees"""
    assert answer.fine, f"{product} answered {answer.status}: {answer.text[:300]}"


@then(phrase("the link is made at both ends"))
def made_at_both_ends(applinks: Stage, answer: Reply) -> None:
    """Then the link is made at both ends"""
    assert answer.fine, f"answered {answer.status}: {answer.text[:300]}"
    calling, serving = _administrators(applinks)
    assert calling.link_to(serving.place), f"{calling.place.name} has no link to {serving.place.name}"
    assert serving.link_to(calling.place), f"{serving.place.name} has no link to {calling.place.name}"


@then(phrase("{product} refuses, because {reason}"))
def refuses(answer: Reply, product: str, reason: str) -> None:
    """Then Confluence refuses, because "it is linked already" """
    status, words = REASONS[reason]
    expected = status if isinstance(status, tuple) else (status,)
    assert answer.status in expected, f"{product} answered {answer.status}: {answer.text[:300]}"
    assert re.search(words, answer.text), f"{product} gave another reason: {answer.text[:300]}"


@then(phrase("{product} warns that {warning}"))
def warns(answer: Reply, product: str, warning: str) -> None:
    """Then Confluence warns that "nobody answers there" """
    assert answer.status == 200, f"{product} answered {answer.status}: {answer.text[:300]}"
    assert answer.json().get("code") == WARNINGS[warning], f"{product} said: {answer.text[:300]}"


@then(phrase("{product} recognises no application there"))
def recognises_nothing(answer: Reply, product: str) -> None:
    """Then Confluence recognises no application there"""
    assert (answer.status, answer.json()) == (200, {}), f"{product} answered {answer.status}: {answer.text[:300]}"


@then(phrase("{product} recognises a {kind:product kind} called {title}"))
def recognises(answer: Reply, product: str, kind: str, title: str) -> None:
    """Then Confluence recognises a jira called Jira"""
    found = answer.json()
    assert (found.get("typeId"), found.get("name")) == (kind.lower(), title), f"{product} said: {answer.text[:300]}"


def _administrators(applinks: Stage) -> tuple[Administrator, Administrator]:
    calling, serving = applinks.they
    return applinks.administrator(calling.name), applinks.administrator(serving.name)


def other(applinks: Stage, product: str) -> Place:
    """The product at the other end of the link in question."""
    calling, serving = applinks.they
    return serving if calling.name.lower() == product.lower() else calling
