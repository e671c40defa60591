"""The product as its control surface knows it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import NotThere
from applink_simulator.faults.standing import StandingFaults
from applink_simulator.linking.product import PRIVATE_KEY, Product

CHANGEABLE = ("title", "version", "base_url", "told_origin", "server_id")
"""What of a product may be changed; each is a setting of that name, so that a restart does not lose it."""


class Entrance(Protocol):
    """Where the product is served from."""

    path: str


@dataclass
class Controlled:
    """Changes go to the settings first: what was changed is still so after a restart."""

    product: Product
    entrance: Entrance
    faults: StandingFaults = field(default_factory=StandingFaults)
    changing: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held while something is read and then written; never while anything is sent."""
    _first: dict[str, str] = field(default_factory=dict, repr=False)
    _key: str | None = field(default=None, repr=False)

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

    def reset(self, snapshot: str) -> None:
        if not self.product.state.bring_back(snapshot):
            raise NotThere(what=f"A snapshot called {snapshot}")
        self.faults.clear()
        self.product.intercept = self.faults
        self.product.clock.reset()
        self.take_over_settings()
        self.product.journal.clear()
