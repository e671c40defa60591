"""A watched state tells before every change, and before no look."""

import inspect
from typing import get_type_hints

import pytest

from applink_simulator.domain.points import Doing, Point, Points
from applink_simulator.domain.state import State
from applink_simulator.storage.watched import CHANGES, OF_ALL, WatchedState

from .samples import CONSUMER, END

LOOKS_AT_CONTENTS = {"container", "containers", "issue", "issues", "arranged_issues", "page", "pages"}
LOOKS = {"get", "find", "of", "of_link", "items", "on"} | LOOKS_AT_CONTENTS
LOOKS_AT_ALL = {"kept", "held", "signed_in"}
TAKES_ITS_TURN = {"in_turn"}
"""What is done then is told by itself."""


class Died(Exception):
    """In place of a process's end."""


def die(point: Point) -> None:
    raise Died(point)


def methods(interface: type) -> set[str]:
    return {name for name, each in vars(interface).items() if inspect.isfunction(each) and not name.startswith("_")}


def test_whatever_the_interface_has_is_known_as_a_change_or_as_a_look():
    """A new method that changes something would otherwise go unseen, and nothing would die before it."""
    parts = {
        name: get_type_hints(each.fget)["return"]
        for name, each in vars(State).items()
        if isinstance(each, property) and name != "rights"
    }
    assert parts.keys() == CHANGES.keys()
    for name, interface in parts.items():
        assert methods(interface) - LOOKS - TAKES_ITS_TURN == CHANGES[name], name
    assert methods(State) - LOOKS_AT_ALL - {"together"} == OF_ALL


def test_each_change_is_told_before_it_is_made_and_no_look_is(state: State):
    points = Points(die)
    watched = WatchedState(state, points)
    assert list(watched.ends) == []
    assert watched.ends.add(END)
    assert watched.ends.get(END.application_id) == END
    watched.consumers.put(CONSUMER)
    assert [(each.number, each.doing, each.what) for each in points.reached] == [
        (1, Doing.STORES, "ends.add"),
        (2, Doing.STORES, "consumers.put"),
    ]
    assert list(state.ends) == [END]


@pytest.mark.parametrize(("fatal", "found"), [(1, 0), (2, 1)])
def test_who_dies_at_a_change_has_not_made_it(state: State, fatal: int, found: int):
    watched = WatchedState(state, Points(die, fatal))

    def both() -> None:
        watched.ends.add(END)
        watched.ends.put(END)

    with pytest.raises(Died):
        both()
    assert len(list(state.ends)) == found


def test_the_end_of_what_is_done_together_is_a_point_and_the_end_of_a_part_of_it_is_none(state: State):
    points = Points(die)
    watched = WatchedState(state, points)
    assert watched.together(lambda: watched.together(lambda: watched.ends.add(END)))
    assert [each.doing for each in points.reached] == [Doing.STORES, Doing.CONFIRMS]
