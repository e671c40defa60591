"""What a request costs at a database, counted by the database itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from applink_simulator.domain.errors import (
    ApplinkError,
    BareRefusal,
    ConsumerKeyUnknown,
    NonceUsed,
    SignatureInvalid,
    TimestampRefused,
)
from applink_simulator.domain.messages import IncomingRequest
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.state import Storage
from applink_simulator.storage.sql.sqlite import SqliteDatabase
from applink_simulator.storage.sql.state import SqlState

from .conftest import POSTGRES, Cluster
from .scene import WAYS, Scene

TIMES = 40
PING = "SELECT 1"
"""What a connection that has waited for a second is asked: no part of what a request asks."""


@contextmanager
def traced(state: SqlState) -> Iterator[list[str]]:
    """Whatever SQLite executes for this state, as it tells itself; of one thread there is one connection."""
    database = state._database
    assert isinstance(database, SqliteDatabase)
    (connection,) = database._idle
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    yield statements
    connection.set_trace_callback(None)
    assert database._idle == [connection]


@contextmanager
def logged(cluster: Cluster) -> Iterator[list[str]]:
    """Whatever PostgreSQL executes for anybody, as its log tells."""
    log = cluster._folder / "log"
    before = log.stat().st_size
    statements: list[str] = []
    yield statements
    for line in log.read_bytes()[before:].decode().splitlines():
        _, told, words = line.partition("LOG:  ")
        if told and words.startswith(("statement: ", "execute ")) and not words.endswith(PING):
            statements.append(words)


Counted = Callable[[], AbstractContextManager[list[str]]]
OpenPair = Callable[[Profile], tuple[Scene, Counted]]


@pytest.fixture(params=["sqlite", POSTGRES])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_pair(
    request: pytest.FixtureRequest, kind: str, new_url: Callable[[str], str], opened: Callable[..., Storage]
) -> OpenPair:
    """A scene whose Jira remembers in that kind of database, and what counts what is asked there."""

    def open_pair(profile: Profile) -> tuple[Scene, Counted]:
        url = new_url(kind)
        if kind == "sqlite":
            scene = Scene(opened("memory"), opened(url), profile)
            return scene, lambda: traced(scene.jira.state)  # type: ignore[arg-type]
        cluster: Cluster = request.getfixturevalue("cluster")
        cluster.admin(f"ALTER DATABASE {url.rpartition('/')[2]} SET log_statement = 'all'")
        return Scene(opened("memory"), opened(url), profile), lambda: logged(cluster)

    return open_pair


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("way", WAYS)
def test_a_verification_is_one_statement(open_pair: OpenPair, way: str, profile: Profile):
    """Signature, nonces, user and the right to log in. With the first, a key is read, and old nonces are deleted."""
    scene, counted = open_pair(profile)
    with counted() as first:
        assert scene.verified(scene.signed(way)).username == "alice"
    with counted() as further:
        for _ in range(TIMES):
            assert scene.verified(scene.signed(way)).username == "alice"
    assert (len(first), len(further)) == (3, TIMES)


def sent_with(scene: Scene, old: str, new: str) -> IncomingRequest:
    request = scene.signed("two-legged")
    return replace(request, headers=tuple((name, value.replace(old, new)) for name, value in request.headers))


REFUSALS: dict[str, tuple[type[ApplinkError], Callable[[Scene], IncomingRequest]]] = {
    "a message that came before": (NonceUsed, lambda scene: came_before(scene)),
    "another signature": (SignatureInvalid, lambda scene: sent_with(scene, 'signature="', 'signature="x')),
    "long ago": (TimestampRefused, lambda scene: sent_with(scene, 'timestamp="1', 'timestamp="')),
    "a consumer that nobody knows": (ConsumerKeyUnknown, lambda scene: sent_with(scene, 'key="', 'key="x')),
}


def came_before(scene: Scene) -> IncomingRequest:
    request = scene.signed("two-legged")
    assert scene.verified(request).username == "alice"
    return request


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_is_one_statement_too(open_pair: OpenPair, refusal: str, profile: Profile):
    scene, counted = open_pair(profile)
    error, made = REFUSALS[refusal]
    assert scene.verified(scene.signed("two-legged")).username == "alice"
    request = made(scene)
    with counted() as statements, pytest.raises(error):
        scene.verified(request)
    assert len(statements) == 1


def test_a_change_elsewhere_is_two_more_statements_once(
    open_pair: OpenPair,
):
    """The one that finds out and claims nothing, and the one that reads what is held now."""
    scene, counted = open_pair(Profile.VENDOR)
    assert scene.verified(scene.signed("impersonation")).username == "alice"
    scene.jira.state.consumers.put(replace(scene.consumer, name="Renamed"))
    with counted() as changed:
        assert scene.verified(scene.signed("impersonation")).username == "alice"
    with counted() as afterwards:
        assert scene.verified(scene.signed("impersonation")).username == "alice"
    assert (len(changed), len(afterwards)) == (3, 1)
    scene.jira.state.consumers.put(replace(scene.consumer, impersonation_allowed=False))
    with pytest.raises(BareRefusal):
        scene.verified(scene.signed("impersonation"))


def test_people_in_a_database_of_their_own_are_one_statement_there(tmp_path: Path, opened: Callable[..., Storage]):
    products, people = (f"sqlite:///{tmp_path}/{name}.db" for name in ("products", "people"))
    scene = Scene(opened("memory"), opened(products, people))
    state = scene.jira.state
    assert isinstance(state, SqlState)
    assert scene.verified(scene.signed("impersonation")).username == "alice"
    (connection,) = state.directory.database._idle  # type: ignore[attr-defined]
    there: list[str] = []
    connection.set_trace_callback(there.append)
    with traced(state) as here:
        assert scene.verified(scene.signed("impersonation")).username == "alice"
    assert (len(here), len(there)) == (1, 1)


@pytest.mark.parametrize(("way", "expected"), [("impersonation", 2), ("two-legged", 2), ("per user", 3)])
def test_the_calling_product_asks_for_who_is_signed_in_and_for_its_link(
    tmp_path: Path, opened: Callable[..., Storage], way: str, expected: int
):
    """A token is one more, and looked for only where it signs."""
    scene = Scene(opened(f"sqlite:///{tmp_path}/near.db"), opened("memory"))
    scene.calls_with(way)
    assert scene.proxied() == 200
    with traced(scene.confluence.state) as statements:  # type: ignore[arg-type]
        for _ in range(TIMES):
            assert scene.proxied() == 200
    assert len(statements) == expected * TIMES
