"""Points at which a product can be made to die: noted on demand, and fatal for none that shares its process."""

import os

import pytest

from applink_simulator.topology.control import Control, ControlRefused
from applink_simulator.topology.running import RunningTopology


@pytest.fixture
def control(pair: RunningTopology) -> Control:
    return pair.control("confluence")


def test_points_are_noted_from_when_they_are_asked_for_until_nobody_watches(pair: RunningTopology, control: Control):
    with pytest.raises(ControlRefused, match="404"):
        control.points()
    control.watch()
    pair.administrator("confluence").create_end(pair.place("jira"))
    noted = control.points()
    assert [point["number"] for point in noted] == list(range(1, len(noted) + 1))
    assert [(point["doing"], point["what"]) for point in noted][:2] == [
        ("stores", "ends.add"),
        ("confirms", "state.together"),
    ]
    control.stop_watching()
    with pytest.raises(ControlRefused, match="404"):
        control.points()
    assert pair.administrator("confluence").links()


def test_requests_are_noted_before_they_leave_and_when_they_are_answered(pair: RunningTopology, control: Control):
    control.watch()
    pair.administrator("confluence").look_at(pair.place("jira").url)
    doing = [point["doing"] for point in control.points()]
    assert doing == ["asks", "hears", "answers"]


def test_a_product_that_shares_its_process_cannot_be_killed(pair: RunningTopology, control: Control):
    with pytest.raises(ControlRefused, match="shares its process"):
        control.die_at(1)
    assert control.product()["process"] == os.getpid()
    assert pair.visitor(None, "confluence").visit("/").status == 200


def test_a_reset_ends_the_watching(pair: RunningTopology, control: Control):
    control.watch()
    pair.reset()
    with pytest.raises(ControlRefused, match="404"):
        control.points()
