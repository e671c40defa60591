"""Served products for tests: real HTTP on loopback ports, reset before each test."""

import os
from collections.abc import Callable, Iterator
from functools import cache

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


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without an engine what is marked ``docker`` is not run, which is loud; where it was asked for it fails."""
    if item.get_closest_marker("docker") and (missing := _missing_engine()):
        asked_for = item.config.getoption("--fail-on-not-run", default=False)
        if asked_for or os.environ.get("CI") or os.environ.get("DOCKER_HOST"):
            pytest.fail(missing, pytrace=False)
        pytest.skip(f"NOT RUN: {missing}")


@cache
def _missing_engine() -> str:
    """Empty when there is one."""
    from applink_simulator.domain.errors import ApplinkError
    from applink_simulator.topology.engine import engine

    try:
        engine().close()
    except ApplinkError as problem:
        return str(problem)
    return ""


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
