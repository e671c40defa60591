"""Every backend in turn, for what all of them have to do alike."""

import pytest

from applink_simulator.topology.backends import BACKENDS, Backend

EVERY = [pytest.param(name, marks=pytest.mark.docker) if name == "docker" else name for name in BACKENDS]


@pytest.fixture(scope="module", params=EVERY)
def backend(request: pytest.FixtureRequest) -> Backend:
    return BACKENDS[request.param]
