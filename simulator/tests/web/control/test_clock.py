"""A product's clock, set and stopped."""

import time

import pytest

from applink_simulator.topology.control import Control
from applink_simulator.topology.running import RunningTopology


def shown(control: Control) -> float:
    now: float = control.ask("GET", "/clock")["now"]
    return now


def test_a_clock_that_is_stopped_stands_and_runs_on_when_it_is_let(jira: Control):
    jira.set_clock(frozen_at=1_000_000.0)
    assert shown(jira) == shown(jira) == 1_000_000.0
    jira.set_clock()
    assert shown(jira) == pytest.approx(time.time(), abs=60)


@pytest.mark.parametrize("seconds", [600.0, -600.0])
def test_a_clock_may_be_ahead_or_behind(jira: Control, confluence: Control, seconds: float):
    """This product's alone; standing still or running."""
    jira.set_clock(seconds)
    assert shown(jira) == pytest.approx(time.time() + seconds, abs=60)
    assert shown(confluence) == pytest.approx(time.time(), abs=60)
    jira.set_clock(seconds, 1_000_000.0)
    assert shown(jira) == 1_000_000.0 + seconds


@pytest.mark.parametrize(("ahead", "works"), [(0.0, True), (10.0, True), (3600.0, False), (-3600.0, False)])
def test_whoever_signs_by_another_time_is_refused(linked: RunningTopology, ahead: float, works: bool):
    """Jira takes Confluence's signatures while their clocks are near each other."""
    linked.control("confluence").set_clock(ahead)
    assert linked.administrator("confluence").status(linked.place("jira"))["working"] is works
    linked.control("confluence").set_clock()
    assert linked.administrator("confluence").status(linked.place("jira"))["working"] is True
