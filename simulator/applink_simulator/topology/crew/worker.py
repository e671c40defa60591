"""What a worker is given by its foreman: to say that it is ready, and to learn that it is time to end."""

import os
import select
import signal

from applink_simulator.topology.bell import Bell


class Shift:
    """In the worker's own process, from its beginning to its end."""

    def __init__(self, ready: int, alive: int) -> None:
        self._ready = ready
        self._alive = alive
        """Its end is that of the foreman, who never says anything there."""
        self._bell = Bell({signal.SIGTERM})
        # Ctrl-C comes to all processes of a terminal: the foreman decides what becomes of it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    def begin(self, *, was_new: bool) -> None:
        """From now on requests are answered."""
        os.write(self._ready, b"n" if was_new else b"r")
        os.close(self._ready)

    def until_its_end(self) -> bool:
        """Returns when it is time; False when nobody has asked for it, but the foreman is gone."""
        ready, _, _ = select.select([self._bell.fileno(), self._alive], [], [])
        return self._bell.fileno() in ready
