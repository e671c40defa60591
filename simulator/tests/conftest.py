"""Served products for tests: real HTTP on loopback ports, reset before each test."""

from collections.abc import Callable, Iterator

import pytest

from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import RunningTopology

PAIR = """
userbases:
  people:
    users:
      anna: {display_name: Anna Admin}
      adam: {display_name: Adam Admin}
      alice: {display_name: Alice, groups: [staff]}
      bob: {display_name: Bob}
      carol: {display_name: Carol, active: false}
      integration: {display_name: Integration}
products:
  jira:
    userbase: people
    system_administrators: [anna]
    administrators: [adam]
    projects:
      DEMO:
        visible_to: [anyone]
        issues: [{summary: Lamp flickers}]
      SEC:
        visible_to: [alice, integration]
        issues: [{summary: The safe is open}]
  confluence:
    userbase: people
    system_administrators: [anna]
    administrators: [adam]
    spaces:
      DOC:
        visible_to: [anyone]
        pages: [{title: Roadmap, jira_issues: {product: jira, jql: "ORDER BY key"}}]
"""


@pytest.fixture(scope="session")
def pair_text() -> str:
    """The topology of ``pair``, for a test that wants it slightly otherwise."""
    return PAIR


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[str], RunningTopology]]:
    """Serves a topology given as text; one that was served before comes back as it was at first."""
    running: dict[str, RunningTopology] = {}

    def serve(text: str) -> RunningTopology:
        if text not in running:
            running[text] = served(read_topology(text))
        else:
            running[text].reset()
        return running[text]

    yield serve
    for topology in running.values():
        topology.stop()


@pytest.fixture
def pair(serve: Callable[[str], RunningTopology]) -> Iterator[RunningTopology]:
    """Jira and Confluence with one userbase, not linked; a crash inside a product fails the test."""
    running = serve(PAIR)
    yield running
    assert not list(running.journal.crashes)
    running.journal.clear()


@pytest.fixture
def strict_pair(serve: Callable[[str], RunningTopology]) -> Iterator[RunningTopology]:
    """Likewise, both in the strict profile."""
    running = serve(PAIR.replace("    userbase: people\n", "    userbase: people\n    profile: strict\n"))
    yield running
    assert not list(running.journal.crashes)
    running.journal.clear()
