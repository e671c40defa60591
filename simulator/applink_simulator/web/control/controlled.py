"""The product as its control surface knows it."""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import NotThere
from applink_simulator.domain.exchanges import News
from applink_simulator.domain.points import Point, Points
from applink_simulator.domain.state import State
from applink_simulator.faults.standing import StandingFaults
from applink_simulator.linking.product import PRIVATE_KEY, Product, Transport
from applink_simulator.storage.watched import WatchedState
from applink_simulator.transport.watched import WatchedTransport
from applink_simulator.web.control.orders import Crew, Order, StartAfresh, TakeOverSettings

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
    crew: Crew | None = None
    """The others, where several processes answer for the product."""
    faults: StandingFaults = field(default_factory=StandingFaults)
    changing: AbstractContextManager[Any] = field(default_factory=threading.RLock, repr=False)
    """Held while something is read and then written; never while anything is sent."""
    _first: dict[str, str] = field(default_factory=dict, repr=False)
    _key: str | None = field(default=None, repr=False)
    _unwatched: tuple[State, Transport] | None = field(default=None, repr=False)
    _following: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _followed: int = 0
    """Number of the latest order that this process has carried out."""

    def __post_init__(self) -> None:
        self.product.intercept = self.faults
        self._first = {name: getattr(self.product, name) for name in CHANGEABLE}
        self._key = self.product.state.settings.get(PRIVATE_KEY)
        self.take_over_settings()
        if self.crew is not None:
            self.changing = self.crew.changing
            self.crew.join()
            self.follow()

    def order(self, order: Order) -> None:
        """Carried out here when this returns, and anywhere else before anything is answered there."""
        if self.crew is None:
            order.carry_out(self)
            return
        with self.changing, self._following:
            self.follow()
            # Should it be refused, nobody else hears of it.
            order.carry_out(self)
            self._followed = self.crew.write_down(order)

    def follow(self) -> None:
        """Carry out what was ordered elsewhere."""
        if self.crew is None or self.crew.number == self._followed:
            return
        with self._following:
            number, orders = self.crew.orders_after(self._followed)
            for order in orders:
                order.carry_out(self)
            self._followed = number

    def news(self, after: int) -> News:
        journal = self.product.journal
        return journal.after(after) if self.crew is None else self.crew.news(journal, after)

    def change(self, changes: Mapping[str, str]) -> None:
        for name, value in changes.items():
            self.product.state.settings.put(name, value)
        self.order(TakeOverSettings())

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
        self.order(TakeOverSettings())

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

    def restore(self, snapshot: str) -> None:
        """NotThere without a snapshot of that name."""
        if not self.product.state.bring_back(snapshot):
            raise NotThere(what=f"A snapshot called {snapshot}")
        self.order(TakeOverSettings())

    def reset(self, snapshot: str) -> None:
        self.stop_watching()
        if not self.product.state.bring_back(snapshot):
            raise NotThere(what=f"A snapshot called {snapshot}")
        self.order(StartAfresh(self.product.journal.next_number()))


def _die(point: Point) -> None:
    """As if by ``kill -9``: nobody is told, nothing is finished, whatever has not been stored is lost."""
    sys.stderr.write(f"killed at point {point.number}: {point.doing} {point.what}\n")
    sys.stderr.flush()
    os.kill(os.getpid(), signal.SIGKILL)
