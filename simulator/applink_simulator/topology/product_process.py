"""One product of a topology, served by this process alone: what a container runs."""

import contextlib
import threading
import time
from collections.abc import Iterator
from uuid import uuid4

from applink_simulator.domain.state import Settings, State
from applink_simulator.serving.listening import listening_at
from applink_simulator.serving.server import Server
from applink_simulator.storage.choose import storage_of
from applink_simulator.topology.assembly import assembled
from applink_simulator.topology.installation import Furnishing
from applink_simulator.topology.log import Log, LoggedJournal
from applink_simulator.topology.reading import Installed
from applink_simulator.transport.http import HttpTransport
from applink_simulator.transport.troubled import TroubledTransport
from applink_simulator.web.app import create_app

FURNISHED = "furnished"
"""The setting that says that a product has been given what the topology says, and is left as it is from then on."""
FURNISHING = "furnishing"
"""The setting that says who of several processes of one product is furnishing it."""
PATIENCE = 5.0
"""Seconds without a sign of life after which a process that is furnishing is taken to be dead."""
EVERYWHERE = frozenset({"0.0.0.0", ""})


class ProductProcess:
    """A product that answers from when this is made until it is stopped."""

    def __init__(
        self,
        installed: Installed,
        *,
        host: str,
        port: int,
        base_url: str = "",
        storage: str = "memory",
        userbases: str = "",
        control_token: str = "",
        log: Log,
    ) -> None:
        name = installed.character.name
        with contextlib.ExitStack() as on_failure:
            listening = on_failure.enter_context(contextlib.closing(listening_at(host, port, name)))
            at = f"http://{'localhost' if host in EVERYWHERE else host}:{listening.getsockname()[1]}"
            states = on_failure.enter_context(contextlib.closing(storage_of(storage, userbases)))
            self._transport = TroubledTransport(on_failure.enter_context(contextlib.closing(HttpTransport())))
            address = base_url or at + installed.context_path
            self.product = assembled(installed.character, address, self._transport, states)
            self.product.journal = LoggedJournal(log)
            self.was_new = furnish_once(self.product.state, installed.furnishing)
            self._server = Server(create_app(self.product, control_token, alone=True), listening)
            self._states = states
            on_failure.pop_all()

    @property
    def url(self) -> str:
        return self.product.base_url

    def stop(self) -> None:
        """Requests that are being answered are answered first, within bounds."""
        self._server.stop()
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
