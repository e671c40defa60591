"""One product of a topology, served by a process that is nobody else's: what a container runs."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

from applink_simulator.domain.state import Settings, State
from applink_simulator.serving.server import Server
from applink_simulator.storage.choose import storage_of
from applink_simulator.topology.assembly import assembled
from applink_simulator.topology.birth import Birth
from applink_simulator.topology.crew.following import Following
from applink_simulator.topology.crew.mates import Mates
from applink_simulator.topology.crew.room import Room
from applink_simulator.topology.installation import Furnishing
from applink_simulator.topology.log import Log, LoggedJournal
from applink_simulator.transport.http import HttpTransport
from applink_simulator.transport.troubled import TroubledTransport
from applink_simulator.web.app import create_app
from applink_simulator.web.door import Application

FURNISHED = "furnished"
"""The setting that says that a product has been given what the topology says, and is left as it is from then on."""
FURNISHING = "furnishing"
"""The setting that says who of several processes of one product is furnishing it."""
PATIENCE = 5.0
"""Seconds without a sign of life after which a process that is furnishing is taken to be dead."""


class ProductProcess:
    """A product that answers from when this is made until it is stopped; at ``listening``, which is closed then."""

    def __init__(self, birth: Birth, listening: socket.socket, log: Log, room: Room | None = None) -> None:
        """``room`` is that of a crew, where others listen at the same socket."""
        with contextlib.ExitStack() as on_failure:
            on_failure.enter_context(contextlib.closing(listening))
            states = on_failure.enter_context(contextlib.closing(storage_of(birth.storage, birth.userbases)))
            self._transport = TroubledTransport(on_failure.enter_context(contextlib.closing(HttpTransport())))
            character = birth.installed.character
            self.product = assembled(character, birth.url_at(listening), self._transport, states)
            self.product.journal = LoggedJournal(log)
            self.was_new = furnish_once(self.product.state, birth.installed.furnishing)
            self._mates = None if room is None else Mates(room)
            entrance = create_app(
                self.product,
                birth.control_token,
                hidden=birth.control_hidden,
                alone=True,
                crew=self._mates,
            )
            application: Application = entrance
            if self._mates is not None and entrance.control is not None:
                self._mates.open_door(self.product.journal, entrance.control.follow)
                application = Following(entrance, entrance.control.follow)
            self._server = Server(application, listening, is_shared=room is not None)
            self._states = states
            on_failure.pop_all()

    @property
    def url(self) -> str:
        return self.product.base_url

    def stop(self) -> None:
        """Requests that are being answered are answered first, within bounds."""
        self._server.stop()
        if self._mates is not None:
            self._mates.close_door()
        self._transport.close()
        self._states.close()


def furnish_once(state: State, furnishing: Furnishing, *, patience: float = PATIENCE) -> bool:
    """Whether this process did it; one of several does, and the others wait until it has."""
    settings, mine = state.settings, uuid4().hex
    if settings.get(FURNISHED):
        return False
    seen, since = settings.add(FURNISHING, mine), time.monotonic()
    while seen != mine:
        time.sleep(0.05)
        if settings.get(FURNISHED):
            return False
        sign = settings.get(FURNISHING)
        if sign != seen:
            seen, since = sign or "", time.monotonic()
        elif time.monotonic() - since > patience:
            # It was killed; what it has begun is done again from the start.
            settings.put(FURNISHING, mine)
            seen = mine
    with _signs_of_life(settings, mine):
        furnishing.into(state, people_stay=True)
    settings.put(FURNISHED, mine)
    return True


@contextlib.contextmanager
def _signs_of_life(settings: Settings, mine: str) -> Iterator[None]:
    done = threading.Event()

    def give() -> None:
        count = 0
        while not done.wait(0.5):
            count += 1
            settings.put(FURNISHING, f"{mine} {count}")

    living = threading.Thread(target=give, name="applinks-furnishing", daemon=True)
    living.start()
    try:
        yield
    finally:
        done.set()
        living.join()
