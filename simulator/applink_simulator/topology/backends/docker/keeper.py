"""Sees to it that nothing is left in the engine when this process ends, however it ends.

A process of its own waits for that: whoever is killed can remove nothing any more.
"""

import atexit
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from applink_simulator.topology.backends.docker.owner import OWNER, Owner

if TYPE_CHECKING:
    from collections.abc import Callable

_stops: "list[Callable[[], None]]" = []
_keeper: "subprocess.Popen[bytes] | None" = None


def watch(stop: "Callable[[], None]") -> None:
    """``stop`` is called at the end of this process, if nobody has called it before; see ``forget``."""
    global _keeper
    if _keeper is None or _keeper.poll() is not None:
        # In a session of its own: Ctrl-C at the terminal is not meant for it.
        _keeper = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", __name__, Owner.this().label],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not _stops:
            atexit.register(_stop_all, os.getpid())
    _stops.append(stop)


def forget(stop: "Callable[[], None]") -> None:
    if stop in _stops:
        _stops.remove(stop)


def _stop_all(process: int) -> None:
    # Children that were forked have this from us, and nothing of their own.
    if os.getpid() != process:
        return
    while _stops:
        _stops.pop()()
    if _keeper is not None and _keeper.stdin is not None:
        _keeper.stdin.close()
        _keeper.wait()


def main(label: str) -> None:
    """Waits until whoever started it is gone, and removes what that owner has left."""
    sys.stdin.buffer.read()
    from applink_simulator.topology.backends.docker.run import remove
    from applink_simulator.topology.engine import engine

    client = engine()
    try:
        remove(client, {"label": [f"{OWNER}={label}"]})
    finally:
        client.close()


if __name__ == "__main__":
    main(sys.argv[1])
