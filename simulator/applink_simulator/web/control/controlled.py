"""The product as its control surface knows it."""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import NotThere
from applink_simulator.domain.points import Point, Points
from applink_simulator.domain.state import State
from applink_simulator.faults.standing import StandingFaults
from applink_simulator.linking.product import PRIVATE_KEY, Product, Transport
from applink_simulator.storage.watched import WatchedState
from applink_simulator.transport.watched import WatchedTransport

CHANGEABLE = ("title", "version", "base_url", "told_origin", "server_id")
"""What of a product may be changed; each is a setting of that name, so that a restart does not lose it."""


class Entrance(Protocol):
    """Where the product is served from."""

    path: str
    points: Points | None


@dataclass
class Controlled:
    """Changes go to the settings first: what was changed is still so after a restart."""

    product: Product
    entrance: Entrance
    alone: bool = False
    """Whether the process is the product's own, so that it may be killed."""
    faults: StandingFaults = field(default_factory=StandingFaults)
    changing: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held while something is read and then written; never while anything is sent."""
    _first: dict[str, str] = field(default_factory=dict, repr=False)
    _key: str | None = field(default=None, repr=False)
    _unwatched: tuple[State, Transport] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.product.intercept = self.faults
        self._first = {name: getattr(self.product, name) for name in CHANGEABLE}
        self._key = self.product.state.settings.get(PRIVATE_KEY)
        self.take_over_settings()

    def change(self, changes: Mapping[str, str]) -> None:
        for name, value in changes.items():
            self.product.state.settings.put(name, value)
        self.take_over_settings()

    def take_over_settings(self) -> None:
        """What the settings say, and where they say nothing what the product began with."""
        product, settings = self.product, self.product.state.settings
        for name in CHANGEABLE:
            setattr(product, name, settings.get(name) or self._first[name])
        self.entrance.path = urlsplit(product.base_url).path
        # Without one the next that needs the key puts it there again: a restart would else find another.
        if (stored := settings.get(PRIVATE_KEY)) is None or stored != self._key:
            self._key = stored
            product.forget_key()
        product.forget_identity()

    def rotate_key(self) -> None:
        """Another key pair, of which nobody is told."""
        self.take_key(KeyPair.generate())

    def take_key(self, key: KeyPair) -> None:
        self.product.state.settings.put(PRIVATE_KEY, key.private_pem())
        self.take_over_settings()

    def watch(self, fatal: int | None = None) -> None:
        """Note the points that the product comes to from now on, and die at the one of that number."""
        self.stop_watching()
        product = self.product
        self.entrance.points = points = Points(_die, fatal)
        self._unwatched = product.state, product.transport
        product.state = WatchedState(product.state, points)
        product.transport = WatchedTransport(product.transport, points)

    def stop_watching(self) -> None:
        self.entrance.points = None
        if self._unwatched is not None:
            self.product.state, self.product.transport = self._unwatched
            self._unwatched = None

    def reset(self, snapshot: str) -> None:
        self.stop_watching()
        if not self.product.state.bring_back(snapshot):
            raise NotThere(what=f"A snapshot called {snapshot}")
        self.faults.clear()
        self.product.intercept = self.faults
        self.product.clock.reset()
        self.take_over_settings()
        self.product.journal.clear()


def _die(point: Point) -> None:
    """As if by ``kill -9``: nobody is told, nothing is finished, whatever has not been stored is lost."""
    sys.stderr.write(f"killed at point {point.number}: {point.doing} {point.what}\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)
