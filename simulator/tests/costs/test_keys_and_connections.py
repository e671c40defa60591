"""What happens once and not with each request: reading a key, and connecting."""

import selectors
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from applink_simulator.authentication.keys import KeyPair, read_private_key, read_public_key
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.storage.memory import MemoryStorage
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import PROXY, Visitor
from applink_simulator.transport.http import MOST_IDLE, HttpTransport

from .scene import WAYS, Scene

TIMES = 100
LOADERS = {"load_pem_private_key", "load_der_private_key", "load_pem_public_key", "load_der_public_key"}


@contextmanager
def loads() -> Iterator[list[str]]:
    """Whatever of cryptography's loaders this thread calls, as the interpreter tells."""
    called: list[str] = []

    def profile(_frame: object, event: str, argument: object) -> None:
        if event == "c_call" and (name := getattr(argument, "__name__", "")) in LOADERS:
            called.append(name)

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        yield called
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("way", WAYS)
def test_no_key_is_read_with_a_request(way: str):
    """Control: the first request of a consumer whose key is new reads it, and signing with a new key likewise."""
    storage = MemoryStorage()
    scene = Scene(storage, storage)
    scene.calls_with(way)
    assert scene.proxied() == 200
    with loads() as called:
        assert [scene.proxied() for _ in range(TIMES)] == [200] * TIMES
    assert called == []
    new = KeyPair.generate()
    with loads() as called:
        read_public_key(new.public.text)
        read_private_key(new.private_pem())
    assert called == ["load_der_public_key", "load_pem_private_key"]


class Relay:
    """Passes on what comes to an address of its own, and counts who connects."""

    def __init__(self, goes_to: tuple[str, int]) -> None:
        self.accepted = 0
        self._goes_to = goes_to
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._wake, waking = socket.socketpair()
        self._selector.register(waking, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._listening:
                    self._accept()
                elif key.data is None:
                    return
                else:
                    self._pass_on(key.fileobj, key.data)  # type: ignore[arg-type]

    def _accept(self) -> None:
        here, _ = self._listening.accept()
        there = socket.create_connection(self._goes_to)
        self.accepted += 1
        self._selector.register(here, selectors.EVENT_READ, there)
        self._selector.register(there, selectors.EVENT_READ, here)

    def _pass_on(self, of: socket.socket, to: socket.socket) -> None:
        try:
            data = of.recv(65536)
            to.sendall(data)
        except OSError:
            data = b""
        if not data:
            for each in (of, to):
                self._selector.unregister(each)
                each.close()

    def close(self) -> None:
        self._wake.send(b".")
        self._thread.join(10)
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()
        self._wake.close()


@pytest.fixture
def relay() -> Iterator[Callable[[str], Relay]]:
    """One before the address of a URL."""
    relays: list[Relay] = []

    def relay(url: str) -> Relay:
        parts = urlsplit(url)
        relays.append(Relay((parts.hostname or "", parts.port or 80)))
        return relays[-1]

    yield relay
    for each in relays:
        each.close()


PEOPLE = 8
EACH = 50


def test_products_connect_no_more_often_than_their_pool_is_large(
    pair: RunningTopology, relay: Callable[[str], Relay]
):
    """However many requests they carry. Control: who keeps no connections makes one for each request."""
    jira, confluence = pair.administrator("jira"), pair.administrator("confluence")
    assert confluence.create_link(jira.place, there=jira, trust=True, shared_userbase=True).fine
    way = relay(jira.place.url)
    ends = pair.products["confluence"].state.ends
    end = ends.get(jira.place.application_id)
    assert end is not None
    ends.put(replace(end, rpc_url=f"http://127.0.0.1:{way.port}{urlsplit(end.rpc_url).path}"))
    visitors = [pair.visitor("alice", "confluence") for _ in range(PEOPLE)]

    def look(visitor: Visitor) -> list[str]:
        query = {"appId": jira.place.application_id, "path": "/plugins/servlet/applinks/whoami"}
        return [visitor.ask("GET", PROXY, **query).text for _ in range(EACH)]

    with ThreadPoolExecutor(PEOPLE) as people:
        seen = list(people.map(look, visitors))
    assert seen == [["alice"] * EACH] * PEOPLE
    assert 1 <= way.accepted <= PEOPLE <= MOST_IDLE
    forgetful, before = HttpTransport(idle=0), way.accepted
    manifest = f"http://127.0.0.1:{way.port}{urlsplit(end.rpc_url).path}/rest/applinks/1.0/manifest"
    for _ in range(5):
        assert forgetful.send(OutgoingRequest("GET", manifest)).fine
    assert way.accepted == before + 5
