"""Two replicas of one product with one database: the same product to everybody outside."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from applink_simulator.authentication.basic import basic_header
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.content import Container
from applink_simulator.domain.links import Consumer
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.state import Storage
from applink_simulator.domain.tokens import Token, TokenState
from applink_simulator.domain.users import Audience, User
from applink_simulator.linking.product import Product
from applink_simulator.products import kinds
from applink_simulator.storage.choose import storage_of
from applink_simulator.topology.keys import key_of
from applink_simulator.transport.in_process import InProcessTransport
from applink_simulator.web.app import create_app

PRODUCT = "http://jira.test"
SECRET = "/rest/api/2/project/SEC"
ALICE = User("alice", "Alice", password="alice")


class Replica:
    """One process of the product, as far as anybody can tell."""

    def __init__(self, storage: Storage) -> None:
        self.product = Product(
            "jira", kinds()["jira"], PRODUCT, storage.state("jira", "people"), InProcessTransport({}), lambda: KEY
        )
        self._transport = InProcessTransport({PRODUCT: create_app(self.product)})

    def send(self, request: OutgoingRequest) -> Reply:
        return self._transport.send(request)

    def get(self, path: str, *headers: tuple[str, str]) -> Reply:
        return self.send(OutgoingRequest("GET", PRODUCT + path, headers))


KEY: KeyPair = key_of("client")


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[Callable[[], Replica]]:
    """Another one each time it is called, all on one SQLite file."""
    storages: list[Storage] = []

    def replica() -> Replica:
        storages.append(storage_of(f"sqlite:///{tmp_path}/jira.db"))
        return Replica(storages[-1])

    state = replica().product.state
    state.directory.fill([ALICE])
    state.contents.fill([Container("1", "SEC", "Secret", Audience.of(["alice"]))], [], [])
    state.consumers.put(
        Consumer(
            "client",
            "Client",
            KEY.public.text,
            two_legged_allowed=True,
            two_legged_user="alice",
        )
    )
    yield replica
    for each in storages:
        each.close()


def test_a_nonce_used_at_one_replica_is_refused_at_the_other(replicas: Callable[[], Replica]):
    """Control: signed anew it is served."""
    here, there, signer = replicas(), replicas(), Signer("client", KEY, Clock())
    signed = signer.sign(OutgoingRequest("GET", PRODUCT + SECRET))
    assert here.send(signed).status == 200
    refused = there.send(signed)
    assert refused.status == 401
    assert b"oauth_problem=nonce_used" in refused.body
    assert there.send(signer.sign(OutgoingRequest("GET", PRODUCT + SECRET))).status == 200


def test_a_token_granted_at_one_replica_works_at_the_other_until_it_is_revoked(replicas: Callable[[], Replica]):
    here, there, signer = replicas(), replicas(), Signer("client", KEY, Clock())

    def ask(replica: Replica) -> int:
        return replica.send(signer.sign(OutgoingRequest("GET", PRODUCT + SECRET), "granted")).status

    assert ask(there) == 401
    here.product.state.tokens.put(
        Token("granted", "s", "client", TokenState.ACCESS, here.product.clock.now(), username="alice")
    )
    assert ask(there) == 200
    there.product.state.tokens.remove("granted")
    assert ask(here) == 401


def test_a_login_at_one_replica_holds_at_the_other(replicas: Callable[[], Replica]):
    here, there = replicas(), replicas()
    body = json.dumps({"username": "alice", "password": "alice"}).encode()
    headers = (("Content-Type", "application/json"),)
    login = here.send(OutgoingRequest("POST", PRODUCT + "/rest/auth/1/session", headers, body))
    assert login.status == 200, login.body
    session = login.json()["session"]
    assert there.get(SECRET, ("Cookie", f"{session['name']}={session['value']}")).status == 200
    assert there.get(SECRET).status in {401, 404}


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        (SECRET, b'"errorMessages"'),
        ("/rest/applinks/1.0/applicationlink", b"<status"),
        ("/rest/applinks/3.0/applinks", b'"errors"'),
        ("/plugins/servlet/applinks/listApplicationLinks", b"was removed or replaced"),
        ("/browse/SEC-1", b"was removed or replaced"),
    ],
)
def test_without_its_database_a_product_says_503_in_each_surface_own_form(
    replicas: Callable[[], Replica], tmp_path: Path, path: str, shape: bytes
):
    """A refusal and no crash; control: with the file back it answers without a restart."""
    replica, file = replicas(), tmp_path / "jira.db"
    alice = ("Authorization", basic_header("alice", "alice"))
    before = replica.get(path, alice).status
    assert before < 500
    file.rename(tmp_path / "away.db")
    for headers in ((), (alice,)):
        refused = replica.get(path, *headers)
        if refused.status != 503:
            # Nobody in particular is sent to log in before anything has to be remembered.
            assert not headers
            assert refused.status in {302, 401}
            continue
        assert shape in refused.body
        assert b"was removed or replaced" in refused.body
        assert b"alice" not in refused.body
    assert refused.status == 503
    (tmp_path / "away.db").rename(file)
    assert replica.get(path, alice).status == before
    assert not replica.product.journal.crashes


def test_replicas_agree_on_the_private_key(replicas: Callable[[], Replica]):
    """Whichever is first makes it."""
    first = replicas().product.state.settings.add("key", "first")
    assert replicas().product.state.settings.add("key", "second") == first == "first"


def test_what_is_changed_at_one_replica_is_seen_at_the_other_at_once(replicas: Callable[[], Replica]):
    here, there = replicas(), replicas()
    alice = ("Authorization", basic_header("alice", "alice"))
    assert there.get(SECRET, alice).status == 200
    hidden = replace(next(iter(here.product.state.contents.containers())), visible_to=Audience())
    here.product.state.contents.put_container(hidden)
    assert there.get(SECRET, alice).status == 404
    here.product.state.directory.put(replace(ALICE, active=False))
    assert there.get(SECRET, alice).status == 401
