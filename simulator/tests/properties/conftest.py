"""A theatre without sockets, where thousands of scenarios are played."""

from collections.abc import Iterator

import pytest

from applink_fixtures.stage import Theatre
from applink_simulator.topology.backends.in_process import in_process


@pytest.fixture(scope="session")
def theatre() -> Iterator[Theatre]:
    theatre = Theatre(in_process)
    yield theatre
    theatre.close()
