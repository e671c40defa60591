"""What is asked of a state for each signed request: all of it at one moment, and right after a change elsewhere."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from applink_simulator.domain.admission import Admitted, Held, Nonce
from applink_simulator.domain.state import State, Storage
from applink_simulator.domain.tokens import TokenState
from applink_simulator.domain.users import Rights

from .samples import ALICE, BOB, CONSUMER, RIGHTS, TOKEN, UGLY
from .test_storage import at_once

ACCESS = replace(TOKEN, state=TokenState.ACCESS, consumer_key=CONSUMER.key, username="alice")


def message(name: str, timestamp: float = 0.0) -> list[Nonce]:
    """Its nonces as a product of the vendor's claims them at that second."""
    return [Nonce(("key", "", str(timestamp), name), timestamp + 302), Nonce(("key", name), timestamp + 60)]


def admitted(state: State, nonces: list[Nonce], now: float = 0.0, username: str = "") -> Admitted | None:
    return state.admit(state.held(CONSUMER.key, "", latest=True), nonces, now, username)


def is_new(state: State, nonces: list[Nonce], now: float = 0.0) -> bool:
    found = admitted(state, nonces, now)
    assert found is not None
    return found.nonces_are_new


@pytest.fixture
def serving(state: State) -> State:
    """Knows a consumer, a token of its, and two people."""
    state.directory.fill([ALICE, BOB])
    state.consumers.put(CONSUMER)
    state.tokens.put(ACCESS)
    state.put_rights(RIGHTS)
    return state


def test_who_is_admitted_is_told_with_the_user_and_the_rights(serving: State):
    assert admitted(serving, message("1"), username="ALICE") == Admitted(True, ALICE, RIGHTS)
    assert admitted(serving, message("2"), username="bob") == Admitted(True, BOB, RIGHTS)
    assert admitted(serving, message("3"), username="nobody") == Admitted(True, None, RIGHTS)
    assert admitted(serving, message("4")) == Admitted(True, None, RIGHTS)
    assert admitted(serving, message("4"), username="alice") == Admitted(False, ALICE, RIGHTS)


def test_a_state_without_rights_of_its_own_has_the_usual_ones(state: State):
    state.consumers.put(CONSUMER)
    assert admitted(state, message("1")) == Admitted(True, None, Rights())


@pytest.mark.parametrize("name", UGLY)
def test_any_name_can_be_asked_for(serving: State, name: str):
    """Control: the consumer of that name is held, and its message is admitted, once it is there."""
    ugly, granted = replace(CONSUMER, key=name), replace(ACCESS, value=name)
    assert serving.held(name, "", latest=False).consumer is None
    serving.consumers.put(ugly)
    serving.tokens.put(granted)
    serving.directory.put(replace(BOB, name=name or "bob"))
    held = serving.held(name, name, latest=True)
    assert (held.consumer, held.token) == (ugly, granted if name else None)
    found = serving.admit(held, [Nonce((name,), 60.0)], 0.0, name)
    assert found == Admitted(True, replace(BOB, name=name) if name else None, RIGHTS)


def test_one_nonce_or_two_are_claimed_in_their_order_and_none_after_one_that_is_taken(serving: State):
    """The second of a message that came before keeps its time: else whoever repeats it would hold others up."""
    first, second = message("n")
    assert is_new(serving, [first, second], 0.0)
    assert not is_new(serving, [first, second], 61.0)
    assert is_new(serving, message("n", 62.0), 62.0)
    assert not is_new(serving, message("n", 63.0), 63.0)
    # The first of that one was claimed nevertheless, as it would be alone.
    assert not is_new(serving, message("n", 63.0)[:1], 130.0)
    assert is_new(serving, message("n", 64.0)[:1], 130.0)
    again = [first._replace(until=603.0)]
    assert [is_new(serving, again, 303.0) for _ in range(2)] == [True, False]


def test_what_is_claimed_alone_and_with_others_is_the_same(serving: State):
    first, second = message("n")
    assert serving.nonces.claim(second.name, 0.0, second.until)
    assert not is_new(serving, [first, second])
    assert not serving.nonces.claim(first.name, 1.0, first.until)
    assert is_new(serving, message("m"))
    assert not serving.nonces.claim(message("m")[1].name, 1.0, 61.0)
    assert serving.nonces.claim(second.name, 61.0, 121.0)
    assert not is_new(serving, [second], 62.0)


def test_of_many_at_once_with_one_message_exactly_one_is_admitted(serving: State):
    held = serving.held(CONSUMER.key, "", latest=False)

    def admit(number: int) -> bool:
        found = serving.admit(held, message(str(number // 8)), 0.0, "alice")
        return found is not None and found.nonces_are_new

    assert at_once(admit, 80).count(True) == 10


def test_of_many_at_once_with_one_nonce_and_other_timestamps_exactly_one_is_admitted(serving: State):
    held = serving.held(CONSUMER.key, "", latest=False)

    def admit(number: int) -> bool:
        found = serving.admit(held, message("n", float(number)), 50.0, "alice")
        return found is not None and found.nonces_are_new

    assert at_once(admit, 40).count(True) == 1


CHANGES: dict[str, Callable[[State], object]] = {
    "another key": lambda state: state.consumers.put(replace(CONSUMER, public_key="other")),
    "less is allowed": lambda state: state.consumers.put(replace(CONSUMER, three_legged_allowed=False)),
    "no consumer": lambda state: state.consumers.remove(CONSUMER.key),
    "another token": lambda state: state.tokens.put(replace(ACCESS, username="bob")),
    "no token": lambda state: state.tokens.remove(ACCESS.value),
    "all is gone": lambda state: state.clear(),
    "as it was before": lambda state: state.bring_back("before"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_another_process_changes_is_found_out_before_anything_is_claimed(
    lasting_url: str, opened: Callable[..., Storage], change: str
):
    """Control: without a change whoever is remembered is admitted."""
    here, there = (opened(lasting_url).state("jira", "people") for _ in range(2))
    here.keep("before")
    here.consumers.put(CONSUMER)
    here.tokens.put(ACCESS)

    def remembered() -> Held:
        return here.held(CONSUMER.key, ACCESS.value, latest=False)

    assert [remembered().just_read for _ in range(2)] == [True, False]
    assert here.admit(remembered(), message("control"), 0.0, "") is not None
    CHANGES[change](there)
    assert here.admit(remembered(), message("n"), 0.0, "") is None
    held = here.held(CONSUMER.key, ACCESS.value, latest=True)
    assert (held.consumer, held.token) == (there.consumers.get(CONSUMER.key), there.tokens.get(ACCESS.value))
    # Nothing was claimed: it is new to whoever comes by what is held now.
    found = here.admit(held, message("n"), 0.0, "")
    assert found is not None
    assert found.nonces_are_new


def test_what_another_process_changes_of_user_and_rights_is_told_at_once(
    lasting_url: str, opened: Callable[..., Storage]
):
    here, there = (opened(lasting_url).state("jira", "people") for _ in range(2))
    here.consumers.put(CONSUMER)
    here.directory.fill([ALICE])
    held = here.held(CONSUMER.key, "", latest=True)
    assert here.admit(held, message("1"), 0.0, "alice") == Admitted(True, ALICE, Rights())
    there.directory.put(replace(ALICE, active=False))
    there.put_rights(RIGHTS)
    assert here.admit(held, message("2"), 0.0, "alice") == Admitted(True, replace(ALICE, active=False), RIGHTS)
    there.directory.remove("alice")
    assert here.admit(held, message("3"), 0.0, "alice") == Admitted(True, None, RIGHTS)


def test_people_in_a_database_of_their_own_are_found_there(
    new_url: Callable[[str], str], opened: Callable[..., Storage]
):
    """Whoever has the same number in the products' own database is somebody else."""
    state = opened(new_url("sqlite"), new_url("sqlite")).state("jira", "people")
    state.consumers.put(CONSUMER)
    state.directory.fill([ALICE])
    assert admitted(state, message("1"), username="alice") == Admitted(True, ALICE, Rights())
    assert admitted(state, message("2"), username="bob") == Admitted(True, None, Rights())
    session = state.sessions.open("alice")
    assert [state.signed_in(session.id).user for _ in range(2)] == [ALICE, ALICE]


def test_nobody_who_is_made_up_is_remembered(lasting_url: str, opened: Callable[..., Storage]):
    """Control: a consumer is, with a token that it has."""
    state = opened(lasting_url).state("jira", "people")
    state.consumers.put(CONSUMER)
    state.tokens.put(ACCESS)
    for consumer_key, token in (("stranger", ""), (CONSUMER.key, "made up")):
        assert [state.held(consumer_key, token, latest=False).just_read for _ in range(2)] == [True, True]
    assert [state.held(CONSUMER.key, ACCESS.value, latest=False).just_read for _ in range(2)] == [True, False]


def test_a_session_is_told_with_its_user_and_the_rights(serving: State):
    session = serving.sessions.open("Alice")
    for _ in range(2):
        found = serving.signed_in(session.id)
        assert (found.session, found.user, found.rights) == (session, ALICE, RIGHTS)
    confirmed = replace(session, confirmed_at=17.0)
    serving.sessions.put(confirmed)
    serving.directory.put(replace(ALICE, active=False))
    found = serving.signed_in(session.id)
    assert (found.session, found.user) == (confirmed, replace(ALICE, active=False))
    serving.directory.remove("alice")
    assert serving.signed_in(session.id).user is None
    serving.sessions.close(session.id)
    found = serving.signed_in(session.id)
    assert (found.session, found.user, found.rights) == (None, None, RIGHTS)


def test_a_session_that_ends_at_another_process_has_ended(lasting_url: str, opened: Callable[..., Storage]):
    here, there = (opened(lasting_url).state("jira", "people") for _ in range(2))
    here.directory.fill([ALICE])
    session = here.sessions.open("alice")
    assert [here.signed_in(session.id).user for _ in range(2)] == [ALICE, ALICE]
    there.sessions.close(session.id)
    assert here.signed_in(session.id).user is None
