"""Products that two workers answer for; a new one for each test that ends it, one for all others."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from applink_simulator.authentication.keys import KeyPair

from ...storage.cluster import MISSING, Cluster, programs  # noqa: TID252 - tests are no package that one could name
from .crew import Crew, Worker

KEY = KeyPair.generate()
"""Of a client that the product knows."""
SMALL = {
    "userbases": {"people": {"users": {"anna": {}, "alice": {"groups": ["staff"]}, "bob": {}}}},
    "products": {
        "jira": {
            "system_administrators": "anna",
            "projects": {
                "DEMO": {"visible_to": "anyone", "issues": [{"summary": "Lamp flickers"}]},
                "SEC": {"visible_to": "alice", "issues": [{"summary": "The safe"}]},
            },
        }
    },
    "consumers": [
        {"at": "jira", "key": "client", "public_key": KEY.public.text, "acting_as": "alice", "impersonation": True}
    ],
}
Starter = Callable[..., Crew]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if sys.platform != "linux":
        pytest.skip("NOT RUN: which processes there are is read from /proc")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    cluster = Cluster(folder)
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def topology(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("topology") / "small.yaml"
    # JSON is YAML.
    file.write_text(json.dumps(SMALL))
    return file


@pytest.fixture
def start(tmp_path: Path, topology: Path) -> Iterator[Starter]:
    """Starts a product with two workers and this environment; none outlives the test."""
    crews: list[Crew] = []

    def start(**environment: str) -> Crew:
        environment = {"storage": f"sqlite:///{tmp_path}/state.db", "topology": str(topology)} | environment
        crews.append(Crew(tmp_path, **environment))
        return crews[-1]

    yield start
    for each in crews:
        each.close()


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory, topology: Path) -> Iterator[Crew]:
    folder = tmp_path_factory.mktemp("standing")
    crew = Crew(folder, storage=f"sqlite:///{folder}/state.db", topology=str(topology))
    try:
        crew.begun()
        crew.workers()[0].control.keep("beginning")
        yield crew
    finally:
        crew.close()


@pytest.fixture
def workers(standing: Crew) -> Iterator[tuple[Worker, Worker]]:
    """Of one product, which is as it was at first; who has been asked alone is still the one who answers."""
    here, there = standing.workers()
    here.control.reset("beginning")
    here.control.mend_ways()
    yield here, there
    assert (here.answers_itself, there.answers_itself) == (True, True)
    assert here.control.journal(0).crashes == []
