"""What each end says is wrong with a link, and the causes that an administrator may meet."""

from typing import Any

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.linking.findings import Category, ErrorType
from applink_simulator.topology.fronts.front import FRONTS
from applink_simulator.topology.visitor import LEVELS
from applink_steps.phrase import given, phrase, then, when
from applink_steps.topics.ends import DIRECTIONS
from applink_steps.topics.linking import other

FRONT_WORDS = list(FRONTS)


@when(phrase("{product} is upgraded to version {version}"))
def is_upgraded(applinks: Stage, product: str, version: str) -> None:
    """When Jira is upgraded to version 9.12.0"""
    applinks.out_of_order = True
    applinks.running.install(product, version)


@given(phrase("in front of {product} there is {front}"))
@when(phrase("in front of {product} there is now {front}"))
def in_front(applinks: Stage, product: str, front: str) -> None:
    """Given in front of Jira there is "a proxy with a good certificate"

    When in front of Jira there is now "a proxy without encryption"
    """
    applinks.out_of_order = True
    applinks.running.stand_in_front(product, FRONTS[front])


@given(phrase("the link of {product} to {remote:product} is a system link"))
def is_a_system_link(applinks: Stage, product: str, remote: str) -> None:
    """Given the link of Confluence to Jira is a system link"""
    applinks.running.rewrite_end(product, remote, system=True)


@given(phrase("the link of {product} to {remote:product} is of a type that a plugin brought along"))
def is_of_another_type(applinks: Stage, product: str, remote: str) -> None:
    """Given the link of Confluence to Jira is of a type that a plugin brought along"""
    applinks.running.rewrite_end(product, remote, type_id="jenkins")


@when(phrase("{user} links {calling:product} to {serving:product} as a generic application"), target_fixture="answer")
def links_as_generic(applinks: Stage, user: str, calling: str, serving: str) -> Reply:
    """When anna links Confluence to Jira as a generic application"""
    applinks.pair = (calling, serving)
    return applinks.administrator(calling, user).create_generic_end(applinks.product(serving))


@when(phrase("{user} changes the address of {remote:product} at {product} to {address}"), target_fixture="answer")
def changes_the_address(applinks: Stage, user: str, remote: str, product: str, address: str) -> Reply:
    """When anna changes the address of Jira at Confluence to "http://jira.invalid" """
    applinks.out_of_order = True
    return applinks.administrator(product, user).call_at(applinks.product(remote), address)


@given(phrase("{product} has been pointed to the address of {remote:product} anew"))
@when(phrase("{product} is pointed to the address of {remote:product} anew"))
def pointed_anew(applinks: Stage, product: str, remote: str) -> None:
    """Given Confluence has been pointed to the address of Jira anew

    When Confluence is pointed to the address of Jira anew
    """
    near, place = applinks.administrator(product), applinks.product(remote)
    near.must(near.call_at(place, place.address), f"changing the address of {remote}")


@when(
    phrase("{user} makes {calling:product} use the account {whom:user} towards {serving:product}"),
    target_fixture="answer",
)
def uses_the_account(applinks: Stage, user: str, calling: str, whom: str, serving: str) -> Reply:
    """When anna makes Confluence use the account integration towards Jira"""
    applinks.out_of_order = True
    person = applinks.running.person(whom, serving)
    near = applinks.administrator(calling, user)
    return near.authenticate_as(applinks.product(serving), person.name, person.password)


@when(phrase("{user} sets {direction} requests at {product} to {level}"), target_fixture="answer")
def sets_the_level(applinks: Stage, user: str, direction: str, product: str, level: str) -> Reply:
    """When anna sets incoming requests at Jira to "OAuth with impersonation" """
    applinks.out_of_order = True
    administrator, remote = applinks.administrator(product, user), other(applinks, product)
    levels = administrator.levels(remote) | {DIRECTIONS[direction]: LEVELS[level]}
    return administrator.set_levels(remote, levels["incoming"], levels["outgoing"])


@when(
    phrase(
        "{user} makes {product} accept {incoming:level} from {remote:product} and use {outgoing:level} towards it"
    ),
    target_fixture="answer",
)
def sets_both_directions(
    applinks: Stage, user: str, product: str, incoming: str, remote: str, outgoing: str
) -> Reply:
    """When anna makes Confluence accept "no authentication" from Jira and use OAuth towards it"""
    applinks.out_of_order = True
    administrator = applinks.administrator(product, user)
    return administrator.set_levels(applinks.product(remote), LEVELS[incoming], LEVELS[outgoing])


@then(phrase("{product} says of the link {finding}"))
def says(applinks: Stage, product: str, finding: str) -> None:
    """Then Confluence says of the link "The other application refuses connections" """
    _told(_error(applinks, product), finding, product)


@then(phrase("{product} says of the link to {remote:product} {finding}"))
def says_of_the_link_to(applinks: Stage, product: str, remote: str, finding: str) -> None:
    """Then Confluence says of the link to Jira "The other application has no link back" """
    _told(applinks.administrator(product).status(applinks.product(remote)).get("error"), finding, product)


@then(phrase("{product} finds nothing wrong with the link to {remote:product}"))
def nothing_wrong(applinks: Stage, product: str, remote: str) -> None:
    """Then Confluence finds nothing wrong with the link to Jira"""
    error = applinks.administrator(product).status(applinks.product(remote)).get("error")
    assert error is None, f"{product} says {error}"


@then(phrase("both ends say of the link {finding}"))
def both_say(applinks: Stage, finding: str) -> None:
    """Then both ends say of the link "The two ends use different authentication" """
    for place in applinks.they:
        says(applinks, place.name, finding)


@then(phrase("{product} tells {user} of the link {finding}"))
def tells(applinks: Stage, product: str, user: str, finding: str) -> None:
    """Then Confluence tells adam of the link "The other application has no link back" """
    _told(_error(applinks, product, user), finding, product)


@then(phrase("{product} gives the details {words}"))
def gives_details(applinks: Stage, product: str, words: str) -> None:
    """Then Confluence gives the details "503: Service Unavailable" """
    error = _error(applinks, product) or {}
    assert words in error.get("details", ""), f"{product} says {error}"


@then(phrase("{product} invites {user} to authenticate at {remote:product}"))
def invites(applinks: Stage, product: str, user: str, remote: str) -> None:
    """Then Confluence invites anna to authenticate at Jira"""
    error = _error(applinks, product, user) or {}
    assert error.get("category") == Category.ACCESS_ERROR.value, f"{product} says {error}"
    place = applinks.product(remote)
    assert f"applicationLinkID={place.application_id}" in error["authorisationUri"], f"{product} says {error}"


@then(phrase("{product} is too old to show the status of the link"))
def too_old_to_show(applinks: Stage, product: str) -> None:
    """Then Jira is too old to show the status of the link"""
    remote = other(applinks, product)
    path = f"/rest/applinks/3.0/status/{remote.application_id}"
    reply = applinks.administrator(product).ask("GET", path)
    assert reply.status == 404, f"{product} answered {reply.status}: {reply.text[:200]}"


def _error(applinks: Stage, product: str, user: str | None = None) -> dict[str, Any] | None:
    status = applinks.administrator(product, user).status(other(applinks, product))
    error: dict[str, Any] | None = status.get("error")
    return error


def _told(error: dict[str, Any] | None, finding: str, product: str) -> None:
    title = None if error is None else ErrorType[error["type"]].value.title
    assert title == finding, f"{product} says {title}: {error}"
