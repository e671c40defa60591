"""Many people who want the same thing at once, and do not give up."""

import contextlib
import threading
from collections.abc import Callable

from applink_simulator.domain import waiting
from applink_simulator.domain.errors import RemoteError

PATIENCE = 10.0
"""Seconds that one of them may take until they have asked."""


class Crowd:
    """Each of them asks again as soon as they are answered; all have asked once when this is made."""

    def __init__(self, ask: Callable[[], object], count: int) -> None:
        self._ask = ask
        self._over = threading.Event()
        asked = [threading.Event() for _ in range(count)]
        self._people = [
            threading.Thread(target=self._insist, args=(each,), name="applinks-crowd", daemon=True) for each in asked
        ]
        for person in self._people:
            person.start()
        for each in asked:
            each.wait(PATIENCE)

    def _insist(self, asked: threading.Event) -> None:
        waiting.told.set(asked.set)
        while not self._over.is_set():
            # What they are told does not matter, nor that they are told nothing.
            with contextlib.suppress(RemoteError):
                self._ask()
            asked.set()

    def disperse(self) -> None:
        """Everybody has their last answer when this returns."""
        self._over.set()
        for person in self._people:
            person.join()
