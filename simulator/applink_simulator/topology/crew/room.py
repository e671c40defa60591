"""What all processes of a crew share beside the product's storage: a folder of their own, and a number in memory."""

import contextlib
import mmap
import shutil
import tempfile
from collections.abc import Iterator
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

    def door(self, process: int) -> Path:
        """The socket of one of them."""
        return self.folder / f"{process}.door"

    def doors(self) -> Iterator[Path]:
        return self.folder.glob("*.door")

    def leave(self, process: int) -> None:
        with contextlib.suppress(OSError):
            self.door(process).unlink()

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
