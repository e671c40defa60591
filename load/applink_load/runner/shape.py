"""Locust's way of asking how many users there are to be."""

from collections.abc import Callable
from dataclasses import replace

from locust import LoadTestShape

from applink_load.measured.run import Measured
from applink_load.measured.stages import Stage
from applink_load.plan import Plan
from applink_load.shapes import SHAPES
from applink_load.verdict.thresholds import threshold


class Shaped(LoadTestShape):
    """The shape of the plan, at so many seconds ``since`` its beginning.

    ``ended`` is called when there is no reason for the rest of it.
    """

    def __init__(
        self, plan: Plan, measured: Measured, since: Callable[[], float], ended: Callable[[], object]
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.shape = SHAPES[plan.shape](plan.users, plan.seconds)
        self._thresholds = [threshold(each) for each in plan.thresholds]
        self._spawn_rate = plan.spawn_rate
        self._measured, self._since, self._ended = measured, since, ended
        self._over = 0
        self._ended_at = plan.seconds

    def stages(self, until: float) -> tuple[Stage, ...]:
        """As far as they came about, not those that began while the run was ending."""
        end = min(until, self._ended_at)
        return tuple(replace(each, ended=min(each.ended, end)) for each in self.shape.stages if each.began < end)

    def tick(self) -> tuple[int, float]:
        at = self._since()
        over = [stage for stage in self.shape.stages if stage.ended <= at]
        if len(over) > self._over:
            self._over = len(over)
            if not self.shape.goes_on(self._measured, over[-1], self._thresholds):
                self._ended_at = over[-1].ended
                self._ended()
        return self.shape.users_at(at), self._spawn_rate
