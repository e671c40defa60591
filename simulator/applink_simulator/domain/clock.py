"""Time comes from here, so that a scenario can stop it, turn it or let one product's run wrong."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970; can be frozen and moved, and can run ahead of or behind another clock."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0
        self._frozen_at: float | None = None

    def now(self) -> float:
        return (self._source() if self._frozen_at is None else self._frozen_at) + self._ahead

    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def freeze(self, at: float | None = None) -> None:
        """Stand still at that second, or at the present one."""
        self._frozen_at = (self.now() if at is None else at) - self._ahead

    def move(self, seconds: float) -> None:
        """Jump by that many seconds; backwards when negative."""
        self._ahead += seconds

    def set(self, ahead: float, frozen_at: float | None) -> None:
        """Ahead of its source by that many seconds, or of the second at which it stands still."""
        self._ahead, self._frozen_at = ahead, frozen_at

    @property
    def ahead(self) -> float:
        """Seconds, negative when it is behind."""
        return self._ahead

    @property
    def frozen_at(self) -> float | None:
        """The second at which its source stands still for it, if it does."""
        return self._frozen_at

    def reset(self) -> None:
        """Run on with the source again, neither ahead nor behind."""
        self.set(0.0, None)
