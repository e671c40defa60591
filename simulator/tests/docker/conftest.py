"""Products in containers, started once for all tests of a process and reset before each."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from applink_simulator.topology.backends import BACKENDS, prepare
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.running import RunningTopology
from applink_simulator.transport.http import HttpTransport

PAIR = """
userbases:
  people: {users: {anna: {}, alice: {}, bob: {}}}
products:
  jira:
    system_administrators: anna
    projects:
      DEMO: {visible_to: anyone, issues: [{summary: Lamp flickers}]}
      SEC: {visible_to: [alice], issues: [{summary: The safe is open}]}
  confluence: {system_administrators: anna}
links: [{from: confluence, to: jira, authentication: oauth-impersonation}]
"""


@pytest.fixture(scope="session")
def client() -> Iterator[Any]:
    from applink_simulator.topology.engine import engine

    client = engine()
    yield client
    client.close()


@pytest.fixture
def people() -> Iterator[HttpTransport]:
    """Programs outside of all runs."""
    transport = HttpTransport()
    yield transport
    transport.close()


@pytest.fixture(scope="session")
def image() -> None:
    """That of this code is there."""
    prepare("docker")


@pytest.fixture(scope="session")
def contain(image: None) -> Callable[[str], Any]:
    """Runs a topology given as text in containers, within ``with``."""

    @contextmanager
    def contain(text: str) -> Iterator[RunningTopology]:
        with BACKENDS["docker"](read_topology(text)) as running:
            yield running

    return contain


@pytest.fixture(scope="session")
def contained(contain: Callable[[str], Any]) -> Iterator[RunningTopology]:
    with contain(PAIR) as running:
        yield running


@pytest.fixture
def pair(contained: RunningTopology) -> Iterator[RunningTopology]:
    """Jira and Confluence, linked; a crash inside a product fails the test."""
    contained.reset()
    yield contained
    assert not contained.journal.crashes


@pytest.fixture(scope="session")
def load_image(client: Any) -> str:
    """By its id: another session may build another one meanwhile."""
    from applink_simulator.image.build import BASE_IMAGE, build

    base_image = os.environ.get("BASE_IMAGE") or BASE_IMAGE
    return build(client, base_image=base_image, tag="applinks-load-test", load=True).id
