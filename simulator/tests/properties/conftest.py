"""A theatre without sockets, where thousands of scenarios are played, and one of processes that can be killed."""

from collections.abc import Iterator

import pytest

from applink_fixtures.stage import Theatre
from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.backends.processes.site import processes


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    theatre = Theatre(in_process)
    yield theatre
    theatre.close()


@pytest.fixture
def theatre_of_processes() -> Iterator[Theatre]:
    theatre = Theatre(processes)
    yield theatre
    theatre.close()
