"""A front of our own as a process of its own: ``python -m applink_simulator.topology.fronts.standalone FILE``.

FILE is a ``Setting``, pickled: the same code reads it that has written it.
"""

import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

from applink_simulator.topology.bell import ENDING, Bell
from applink_simulator.topology.fronts.certificates import Papers
from applink_simulator.topology.fronts.front import FrontPlace
from applink_simulator.topology.fronts.python_front import PythonFront


@dataclass(frozen=True)
class Setting:
    """Where it stands, what it shows, and which file is there once it does."""

    place: FrontPlace
    shown: Papers | None
    ready: str


def main(file: str) -> None:
    ended = Bell(ENDING)
    setting: Setting = pickle.loads(Path(file).read_bytes())  # noqa: S301
    place = setting.place
    standing = PythonFront(
        place.front,
        place.product_url,
        place.port,
        port_behind=place.port_behind,
        host=place.host,
        interface="0.0.0.0",
        shown=setting.shown,
    )
    Path(setting.ready).write_text("ready")
    ended.wait()
    standing.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
