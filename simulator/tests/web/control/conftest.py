"""Two products that run, and questions to them as people would ask."""

from collections.abc import Callable

import pytest

from applink_simulator.topology.control import Control
from applink_simulator.topology.running import RunningTopology

Ask = Callable[..., int]


@pytest.fixture
def linked(serve: Callable[[str], RunningTopology], pair_text: str) -> RunningTopology:
    """The pair with a link on which users are impersonated."""
    return serve(f"{pair_text}links: [{{from: confluence, to: jira, authentication: oauth-impersonation}}]\n")


@pytest.fixture
def jira(pair: RunningTopology) -> Control:
    return pair.control("jira")


@pytest.fixture
def confluence(pair: RunningTopology) -> Control:
    return pair.control("confluence")


@pytest.fixture
def status(pair: RunningTopology) -> Ask:
    """Of the answer to somebody with that name, who knows the password, over HTTP."""

    def ask(username: str, path: str, *, at: str = "jira", password: str = "") -> int:
        there = pair.administrator(at, "anna")
        there.username, there.password = username, password or username
        return there.ask("GET", path).status

    return ask
