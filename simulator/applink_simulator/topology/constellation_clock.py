"""One clock for all products of a topology, each of which may run wrong by itself."""

import contextlib
import time
from collections.abc import Mapping

from applink_simulator.domain.errors import RemoteUnreachable
from applink_simulator.topology.control import Control


class ConstellationClock:
    """Seconds since 1970 as the products take them; across processes and containers, by way of their controls."""

    def __init__(self, controls: Mapping[str, Control]) -> None:
        self._controls = controls
        self._ahead = 0.0
        self._frozen_at: float | None = None
        self._skews: dict[str, float] = {}

    def now(self) -> float:
        return self._frozen_at if self._frozen_at is not None else time.time() + self._ahead

    def move(self, seconds: float) -> None:
        """All of them jump by that many seconds; backwards when negative."""
        self._ahead += seconds
        if self._frozen_at is not None:
            self._frozen_at += seconds
        self._tell_all()

    def freeze(self, at: float | None = None) -> None:
        """All of them stand still at that second, or at the present one."""
        self._frozen_at = self.now() if at is None else at
        self._tell_all()

    def go_on(self) -> None:
        """They run again, from where they stood."""
        if self._frozen_at is not None:
            self._ahead, self._frozen_at = self._frozen_at - time.time(), None
            self._tell_all()

    def skew(self, product: str, seconds: float) -> None:
        """This one product's clock jumps; it follows the others from there."""
        self._skews[product] = self._skews.get(product, 0.0) + seconds
        self.tell(product)

    def differ(self, product: str, seconds: float) -> None:
        """This one product's clock is that far ahead, whatever it was before."""
        self._skews[product] = seconds
        self.tell(product)

    def forget(self) -> None:
        """Right again, as products are after a reset."""
        self._ahead, self._frozen_at = 0.0, None
        self._skews.clear()

    def tell(self, product: str) -> None:
        """What its clock is to show; one that has just been started does not know."""
        skew = self._skews.get(product, 0.0)
        ahead = skew if self._frozen_at is not None else self._ahead + skew
        self._controls[product].set_clock(ahead, self._frozen_at)

    def _tell_all(self) -> None:
        for product in self._controls:
            # One that does not run is told when it does.
            with contextlib.suppress(RemoteUnreachable):
                self.tell(product)
