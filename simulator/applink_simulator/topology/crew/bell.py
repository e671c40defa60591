"""Signals that can be waited for together with whatever else has a file number."""

import os
import signal
from collections.abc import Collection
from contextlib import suppress
from types import FrameType


class Bell:
    """In the main thread. From now on these signals do nothing but ring it."""

    def __init__(self, signals: Collection[signal.Signals]) -> None:
        self._heard, self._rings = os.pipe()
        os.set_blocking(self._heard, False)
        os.set_blocking(self._rings, False)
        for each in signals:
            signal.signal(each, self.ring)

    def ring(self, number: int, _frame: FrameType | None = None) -> None:
        # One that has not been heard for so long that the pipe is full rings anyway.
        with suppress(BlockingIOError):
            os.write(self._rings, bytes([number]))

    def fileno(self) -> int:
        return self._heard

    def heard(self) -> set[int]:
        """What has rung it since it was last asked."""
        try:
            return set(os.read(self._heard, 4096))
        except BlockingIOError:
            return set()

    def close(self) -> None:
        os.close(self._heard)
        os.close(self._rings)
