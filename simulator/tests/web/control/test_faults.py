"""Faults, put and taken away by name."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from applink_simulator.topology.control import Control, ControlRefused
from applink_simulator.topology.running import RunningTopology

from .conftest import Ask

STATUS = "/status"


def standing(control: Control) -> list[str]:
    return [fault["name"] for fault in control.ask("GET", "/faults")["faults"] if fault["standing"]]


def test_a_fault_stands_at_the_door_until_it_is_taken_away(jira: Control, status: Ask):
    """Alone or with all others; the control surface answers all the while."""
    for path in ("/faults/is%20unavailable", "/faults"):
        assert (status("alice", STATUS), standing(jira)) == (200, [])
        jira.put_fault("is unavailable")
        jira.put_fault("is unavailable")
        assert (status("alice", STATUS), standing(jira)) == (503, ["is unavailable"])
        jira.ask("DELETE", path)
    assert status("alice", STATUS) == 200


def test_whoever_is_kept_waiting_is_answered_when_the_fault_is_over(jira: Control, pair: RunningTopology):
    """More of them than the product has threads: who wants to end it is not kept waiting."""
    jira.put_fault("is slow")
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(pair.visitor(None, "jira").visit, "/") for _ in range(20)]
        time.sleep(0.3)
        assert not any(each.done() for each in waiting)
        begun = time.monotonic()
        jira.clear_faults()
        assert time.monotonic() - begun < 5
        assert all(each.result(timeout=30).status == 200 for each in waiting)


def test_a_fault_that_does_not_exist_is_refused_with_those_that_do(jira: Control):
    with pytest.raises(ControlRefused, match=r"404.*there are: .*is slow"):
        jira.put_fault("is in love")
    with pytest.raises(ControlRefused, match="404"):
        jira.ask("DELETE", "/faults/is%20slow")
    jira.put_fault("is slow")
    jira.ask("DELETE", "/faults/is%20slow")
