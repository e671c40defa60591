"""How the number of users goes over the time of a run; nothing of Locust, so that the command can tell of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from applink_load.measured.run import Measured
from applink_load.measured.stages import Stage
from applink_load.verdict.shaped import is_broken, of_stage
from applink_load.verdict.thresholds import Threshold

MOST_STEPS = 10
SPIKE = (0.4, 0.6)
"""Parts of the time between which all users are there."""
FEW = 10
"""Beside a spike there is one user of so many."""


@dataclass(frozen=True)
class Shape:
    """The same number of users all the time."""

    users: int
    seconds: float

    def users_at(self, _at: float) -> int:
        """So many seconds after the beginning."""
        return self.users

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Stretches that are looked at by themselves."""
        return ()

    def goes_on(self, _measured: Measured, _over: Stage, _thresholds: Sequence[Threshold]) -> bool:
        """Whether, that stage being over, there is a reason for the rest."""
        return True


class Constant(Shape):
    """the same number of users all the time"""


class Ramp(Shape):
    """more users every second, all of them at the end"""

    def users_at(self, at: float) -> int:
        return max(1, min(self.users, round(self.users * at / self.seconds)))


class Steps(Shape):
    """a tenth of the users, then two tenths and so on until a threshold breaks; tells the highest rate before"""

    @property
    def stages(self) -> tuple[Stage, ...]:
        count = max(1, min(MOST_STEPS, self.users, int(self.seconds)))
        # Whole seconds, at which Locust asks; the last step has what is left over.
        each = self.seconds // count or self.seconds
        ends = [*(n * each for n in range(1, count)), self.seconds]
        sizes = [self.users * n // count for n in range(1, count + 1)]
        return tuple(
            Stage(f"{size} user{'s' if size > 1 else ''}", size, n * each, ends[n]) for n, size in enumerate(sizes)
        )

    def users_at(self, at: float) -> int:
        return next((stage.users for stage in self.stages if at < stage.ended), self.users)

    def goes_on(self, measured: Measured, over: Stage, thresholds: Sequence[Threshold]) -> bool:
        return not is_broken(of_stage(measured, over, thresholds))


class Spike(Shape):
    """a tenth of the users, all of them for a fifth of the time in the middle, and a tenth again"""

    @property
    def stages(self) -> tuple[Stage, ...]:
        few, (begins, ends) = max(1, self.users // FEW), (part * self.seconds for part in SPIKE)
        return (
            Stage("before the spike", few, 0.0, begins),
            Stage("the spike", self.users, begins, ends),
            Stage("after the spike", few, ends, self.seconds),
        )

    def users_at(self, at: float) -> int:
        return next((stage.users for stage in self.stages if at < stage.ended), self.stages[-1].users)


class Soak(Shape):
    """the same number for long; slow where answers take a quarter longer at the end than at the beginning"""

    @property
    def stages(self) -> tuple[Stage, ...]:
        tenth = self.seconds / 10
        # The first tenth is for filling caches.
        return (
            Stage("the beginning", self.users, tenth, 3 * tenth),
            Stage("the end", self.users, 8 * tenth, self.seconds),
        )


SHAPES: dict[str, type[Shape]] = {
    "constant": Constant,
    "ramp": Ramp,
    "steps": Steps,
    "spike": Spike,
    "soak": Soak,
}
