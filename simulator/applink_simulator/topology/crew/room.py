"""What all processes of a crew share beside the product's storage: a folder of their own, and a number in memory."""

import mmap
import os
import shutil
import tempfile
from pathlib import Path

from applink_simulator.domain.errors import ApplinkError

_BYTES = 8


class NoRoom(ApplinkError):
    message = (
        "Several processes of one product need a folder for themselves, and none can be made: {reason}. "
        "Let TMPDIR name a folder that can be written to, or serve the product with one process."
    )


class Room:
    """Made before the first fork; whoever is forked later is in it."""

    def __init__(self, inside: Path | None = None) -> None:
        try:
            # Nobody else's to enter: whoever is let in at a door in there is obeyed.
            self.folder = Path(tempfile.mkdtemp(prefix="applinks-crew-", dir=inside))
        except OSError as problem:
            raise NoRoom(reason=problem.strerror or problem) from None
        self._number = mmap.mmap(-1, _BYTES)
        self._descriptor = os.open(self.folder, os.O_RDONLY)

    @property
    def number(self) -> int:
        """Of the latest order; reading it costs next to nothing, for every request does."""
        return int.from_bytes(self._number[:], "little")

    @number.setter
    def number(self, number: int) -> None:
        self._number[:] = number.to_bytes(_BYTES, "little")

    @property
    def orders(self) -> Path:
        return self.folder / "orders"

    @property
    def turn(self) -> Path:
        """Locked by the one whose turn it is to change something."""
        return self.folder / "turn"

    def door(self, process: int) -> str:
        """The address of the socket of one of them."""
        # A socket's path is short, 107 bytes on Linux, and temporary folders may lie deep.
        short = Path(f"/proc/self/fd/{self._descriptor}")
        return str((short if short.exists() else self.folder) / _door_of(process))

    def others(self) -> list[int]:
        """Process ids of those who have a door, and are not this one."""
        known = [int(door.stem) for door in self.folder.glob(_door_of("*"))]
        return [each for each in known if each != os.getpid()]

    def leave(self, process: int) -> None:
        (self.folder / _door_of(process)).unlink(missing_ok=True)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _door_of(process: int | str) -> str:
    return f"{process}.door"
