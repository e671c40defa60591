"""Stretches of a run, each with its own number of users."""

import math
from dataclasses import dataclass, replace

SETTLING = 1
"""Seconds at its beginning that do not count, where a stage has three of them: the last one's requests still end."""


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    users: int
    began: float
    """Seconds after the run did."""
    ended: float

    def whole_seconds(self, width: int) -> tuple[int, int]:
        """From when until when there are whole slices of that width in it; the same twice if there are none."""
        begin, end = (math.ceil(self.began / width) * width, math.floor(self.ended / width) * width)
        if end - begin >= 3 * width:
            begin += max(SETTLING, width)
        return begin, max(begin, end)

    def later(self, seconds: float) -> "Stage":
        return replace(self, began=self.began + seconds, ended=self.ended + seconds)
