"""Audiences and rights."""

import pytest

from applink_simulator.domain.users import Audience, Rights, User

ALICE = User("alice", "Alice", groups=frozenset({"staff"}), password="a")


@pytest.mark.parametrize(
    ("names", "alice", "stranger"),
    [
        (["anyone"], True, True),
        (["signed-in"], True, False),
        (["Alice"], True, False),
        (["group:staff"], True, False),
        (["group:board", "bob"], False, False),
        ([], False, False),
    ],
)
def test_an_audience_is_who_its_list_names(names: list[str], alice: bool, stranger: bool):
    audience = Audience.of(names)
    assert audience.includes(ALICE) is alice
    assert audience.includes(None) is stranger


def test_a_system_administrator_is_an_administrator_and_may_log_in():
    rights = Rights(system_administrators=Audience.of(["alice"]), may_use=Audience.of([]))
    assert rights.is_administrator(ALICE)
    assert rights.may_log_in(ALICE)
    assert not rights.may_log_in(User("bob", "Bob"))


def test_somebody_inactive_may_not_log_in():
    assert not Rights().may_log_in(User("carol", "Carol", active=False))
    assert Rights().may_log_in(User("carol", "Carol"))


def test_passwords_do_not_show_in_what_is_printed():
    assert "hunter2" not in repr(User("alice", "Alice", password="hunter2"))
    assert User("alice", "Alice", password="hunter2").has_password("hunter2")
    assert not User("alice", "Alice").has_password("")
