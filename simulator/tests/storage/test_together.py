"""What is stored together is there as a whole or not at all, also when the process is killed in the middle."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from applink_simulator.domain.errors import NoSuchLink
from applink_simulator.domain.state import State, Storage

from .samples import CONSUMER, END

SECOND = replace(END, application_id="second", name="Second")

DIES = """
import os, signal, sys
from applink_simulator.domain.links import LinkEnd
from applink_simulator.storage.choose import storage_of

state = storage_of(sys.argv[1]).state("jira", "people")

def work():
    state.ends.add(LinkEnd("first", "jira", "First", "http://first", "http://first"))
    if sys.argv[3] == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    state.ends.add(LinkEnd("second", "jira", "Second", "http://second", "http://second"))

state.together(work) if sys.argv[2] == "together" else work()
"""


def names(state: State) -> list[str]:
    return [end.name for end in state.ends]


def run(url: str, how: str, what: str) -> int:
    """The exit status of a process that stores two ends there, and may die between them."""
    return subprocess.run([sys.executable, "-c", DIES, url, how, what], check=False, timeout=60).returncode


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
@pytest.mark.parametrize(
    ("how", "what", "found"),
    [
        ("together", "dies", []),
        ("together", "lives", ["First", "Second"]),
        # Control: what does not belong together is found half done.
        ("one by one", "dies", ["First"]),
    ],
)
def test_a_process_that_is_killed_in_the_middle_leaves_nothing_of_it(
    lasting_url: str, opened: Callable[..., Storage], how: str, what: str, found: list[str]
):
    assert run(lasting_url, how, what) == (-signal.SIGKILL if what == "dies" else 0)
    assert names(opened(lasting_url).state("jira", "people")) == found


def test_an_error_in_the_middle_leaves_nothing_of_it(lasting_url: str, opened: Callable[..., Storage]):
    state = opened(lasting_url).state("jira", "people")

    def work(*, fails: bool) -> str:
        state.ends.add(END)
        state.consumers.put(CONSUMER)
        if fails:
            raise NoSuchLink(application_id="nobody")
        return "done"

    with pytest.raises(NoSuchLink):
        state.together(lambda: work(fails=True))
    assert (names(state), list(state.consumers)) == ([], [])
    assert state.together(lambda: work(fails=False)) == "done"
    assert (names(state), list(state.consumers)) == ([END.name], [CONSUMER])


def test_work_within_work_is_a_part_of_it(lasting_url: str, opened: Callable[..., Storage]):
    """Else the inner one would be kept although the outer one is not."""
    state = opened(lasting_url).state("jira", "people")

    def outer() -> None:
        state.together(lambda: state.ends.add(END))
        assert names(state) == [END.name]
        raise NoSuchLink(application_id="nobody")

    with pytest.raises(NoSuchLink):
        state.together(outer)
    assert names(state) == []
    assert state.together(lambda: state.together(lambda: state.ends.add(END)))
    assert names(state) == [END.name]


def test_nobody_else_sees_it_before_all_of_it_is_there(lasting_url: str, opened: Callable[..., Storage]):
    state, elsewhere = (opened(lasting_url).state("jira", "people") for _ in range(2))
    seen: list[list[str]] = []

    def work() -> None:
        state.ends.add(END)
        seen.append(names(elsewhere))
        state.ends.add(SECOND)

    state.together(work)
    assert seen == [[]]
    assert names(elsewhere) == [END.name, SECOND.name]


def test_every_storage_hands_back_what_came_of_the_work(state: State):
    assert state.together(lambda: state.ends.add(END))
    assert not state.together(lambda: state.ends.add(replace(END, name="Another")))
