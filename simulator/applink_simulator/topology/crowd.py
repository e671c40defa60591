"""Many people who want the same thing at once, and do not give up."""

import contextlib
import threading
from collections.abc import Callable

from applink_simulator.domain.errors import RemoteError


class Crowd:
    """Each of them asks again as soon as they are answered; all have asked once when this is made."""

    def __init__(self, ask: Callable[[], object], count: int) -> None:
        self._ask = ask
        self._over = threading.Event()
        together = threading.Barrier(count + 1)
        self._people = [
            threading.Thread(target=self._insist, args=(together,), name="applinks-crowd", daemon=True)
            for _ in range(count)
        ]
        for person in self._people:
            person.start()
        together.wait()

    def _insist(self, together: threading.Barrier) -> None:
        together.wait()
        while not self._over.is_set():
            # What they are told does not matter, nor that they are told nothing.
            with contextlib.suppress(RemoteError):
                self._ask()

    def disperse(self) -> None:
        """Everybody has their last answer when this returns."""
        self._over.set()
        for person in self._people:
            person.join()
