"""Each kind of storage in turn, empty; PostgreSQL where it is installed."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from applink_simulator.domain.state import State, Storage
from applink_simulator.storage.choose import storage_of

from .cluster import MISSING, Cluster, programs

POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


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


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The address of an empty storage of a kind."""
    made: list[str] = []

    def new_url(kind: str) -> str:
        if kind == "memory":
            return kind
        made.append(kind)
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/state-{len(made)}.db"
        return str(request.getfixturevalue("cluster").new_database())

    return new_url


@pytest.fixture(params=["memory", "sqlite", POSTGRES])
def url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    return new_url(request.param)


@pytest.fixture(params=["sqlite", POSTGRES])
def lasting_url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    """Of a storage that outlives the process."""
    return new_url(request.param)


@pytest.fixture
def opened() -> Iterator[Callable[..., Storage]]:
    """Opens storages, as many as a test likes, and closes them."""
    storages: list[Storage] = []

    def opened(url: str, userbases_url: str = "") -> Storage:
        storages.append(storage_of(url, userbases_url))
        return storages[-1]

    yield opened
    for each in storages:
        each.close()


@pytest.fixture
def storage(url: str, opened: Callable[..., Storage]) -> Storage:
    return opened(url)


@pytest.fixture
def state(storage: Storage) -> State:
    return storage.state("jira", "people")
