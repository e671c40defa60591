"""Signals that can be waited for, alone or together with whatever else has a file number."""

import select
import signal
import socket
from collections.abc import Iterable

ENDING = frozenset({signal.SIGTERM, signal.SIGINT})
"""With which a process is asked to end."""


class Bell:
    """In the main thread. From now on these signals do nothing but ring it.

    The kernel gives a signal to whichever thread comes along, and Python runs its handlers in the main thread only,
    when that happens to be awake: a main thread that waits for something else may never learn of it. What is written
    here is written by whoever got the signal.
    """

    def __init__(self, signals: Iterable[signal.Signals]) -> None:
        self._heard, self._rings = socket.socketpair()
        for end in (self._heard, self._rings):
            end.setblocking(False)  # noqa: FBT003
        signal.set_wakeup_fd(self._rings.fileno(), warn_on_full_buffer=False)
        for each in signals:
            signal.signal(each, lambda *_: None)

    def ring(self, number: signal.Signals) -> None:
        """As if somebody had sent the signal."""
        self._rings.send(bytes([number]))

    def fileno(self) -> int:
        return self._heard.fileno()

    def wait(self) -> None:
        """Until it has been rung."""
        select.select([self], [], [])

    @property
    def has_rung(self) -> bool:
        return bool(select.select([self], [], [], 0)[0])

    def heard(self) -> set[int]:
        """What has rung it since it was last asked."""
        try:
            return set(self._heard.recv(4096))
        except BlockingIOError:
            return set()

    def close(self) -> None:
        signal.set_wakeup_fd(-1)
        self._heard.close()
        self._rings.close()
