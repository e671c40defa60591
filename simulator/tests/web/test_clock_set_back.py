"""A clock that jumps back: nothing that was granted is lost, nothing lives the longer, and nothing is taken twice."""

import pytest

from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.products import kinds
from applink_simulator.topology.browser import Page
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

OAUTH = {"enabled": True, "twoLoEnabled": True, "twoLoImpersonationEnabled": False}
HOUR = 3600


def signed_by_a_program(running: RunningTopology) -> OutgoingRequest:
    program = running.program("jira")
    return program._signed(program._request("GET", "/rest/api/2/search"))


def linked(running: RunningTopology) -> None:
    for near, far in (("jira", "confluence"), ("confluence", "jira")):
        administrator = running.administrator(near)
        administrator.must(administrator.create_end(running.place(far)), "creating an end")
    for near, far in (("jira", "confluence"), ("confluence", "jira")):
        administrator = running.administrator(near)
        administrator.must(administrator.set_levels(running.place(far), OAUTH, OAUTH), "setting the levels")


def says(running: RunningTopology) -> str:
    status = running.administrator("confluence").status(running.place("jira"))
    return "" if status["working"] else str(status["error"]["type"])


def allows(visitor: Visitor, running: RunningTopology) -> Page:
    visitor.asks_access(running.place("jira"))
    return visitor.press("Allow")


@pytest.mark.parametrize("back", [0, 120])
def test_a_request_is_not_taken_a_second_time_because_the_clock_was_set_back(pair: RunningTopology, back: int):
    """Within the window in which its timestamp is good. Control: a new one is taken."""
    request = signed_by_a_program(pair)
    assert pair.transport.send(request).status == 200
    pair.clock.move(-back)
    again = pair.transport.send(request)
    assert again.status == 401
    assert "nonce_used" in str(again.headers)
    assert pair.transport.send(signed_by_a_program(pair)).status == 200


def test_what_was_signed_before_a_long_way_back_is_of_a_time_to_come(pair: RunningTopology):
    request = signed_by_a_program(pair)
    pair.clock.move(-HOUR)
    refused = pair.transport.send(request)
    assert refused.status == 400
    assert "timestamp_refused" in str(refused.headers)
    assert pair.transport.send(signed_by_a_program(pair)).status == 200


def test_one_clock_that_was_set_back_is_told_apart_and_all_of_them_are_no_trouble(pair: RunningTopology):
    linked(pair)
    assert says(pair) == ""
    pair.clock.move(-HOUR)
    assert says(pair) == ""
    pair.turn_clock("jira", -HOUR)
    assert says(pair) == "OAUTH_TIMESTAMP_REFUSED"
    pair.turn_clock("jira", HOUR)
    assert says(pair) == ""


def test_a_token_that_was_granted_in_a_time_to_come_goes_on_to_work(pair: RunningTopology):
    linked(pair)
    alice = pair.visitor("alice", "confluence")
    assert "Access allowed" in allows(alice, pair).words
    before = alice.everything_of(pair.place("jira"))
    pair.clock.move(-30 * 24 * HOUR)
    after = alice.everything_of(pair.place("jira"))
    assert (after.status, after.body) == (before.status, before.body)
    assert pair.visitor("alice", "jira").granted_access() == [pair.place("confluence").title]


@pytest.mark.parametrize(("back", "is_good"), [(60, True), (HOUR, False)])
def test_a_request_token_does_not_live_the_longer(pair: RunningTopology, back: int, is_good: bool):
    """Of ten minutes nobody knows how many are over when the clock was set back by an hour."""
    linked(pair)
    alice = pair.visitor("alice", "confluence")
    alice.asks_access(pair.place("jira"))
    pair.clock.move(-back)
    assert ("Access allowed" in alice.press("Allow").words) is is_good
    assert "Access allowed" in allows(pair.visitor("alice", "confluence"), pair).words


@pytest.mark.parametrize(("back", "is_confirmed"), [(60, True), (HOUR, False)])
def test_a_password_that_was_given_in_a_time_to_come_is_asked_for_again(
    pair: RunningTopology, back: int, is_confirmed: bool
):
    """Else an administrator's confirmation would last for as long as the clock was set back. He stays logged in."""
    anna = pair.visitor("anna", "jira")
    path = kinds()["jira"].link_list_path
    anna.open(path)
    pair.clock.move(-back)
    anna.accounts.clear()
    page = anna.browser.open(anna.url(path))
    assert page.asks_for("webSudoPassword") is not is_confirmed
    assert not page.asks_for("os_password")
