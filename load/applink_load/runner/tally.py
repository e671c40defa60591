"""What the users of one process do, and where it is written down."""

import importlib
import time
from typing import Any

from locust import constant_throughput
from locust.env import Environment

from applink_load.measured.hops import split
from applink_load.measured.run import Measured
from applink_load.offered import THROUGH, module_of
from applink_load.plan import Plan
from applink_load.profiles.reader import Reader
from applink_simulator.authentication.keys import read_private_key
from applink_simulator.domain.hops import ASKING, TOLD_IN


def profile_of(plan: Plan) -> type[Reader]:
    """The class of the users, which from now on follow the plan."""
    profile: type[Reader] = importlib.import_module(module_of(plan.profile)).Load
    Reader.plan, Reader.key = plan, read_private_key(plan.private_key)
    if plan.rate:
        profile.wait_time = constant_throughput(plan.rate / plan.users)
    if plan.hops:
        profile.default_headers = dict([ASKING])
    return profile


class Tally:
    """Of requests that ended since it was last taken away."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._began = time.monotonic()
        self.measured = self._nothing()

    def begin(self) -> None:
        """The time of the run counts from now on."""
        self._began = time.monotonic()
        self.measured.began = time.time()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def listen(self, environment: Environment) -> None:
        environment.events.request.add_listener(self._keep)
        environment.events.user_error.add_listener(self._note_crash)

    def take_away(self) -> Measured:
        """All that was not taken away before."""
        taken = self.measured
        self.measured = self._nothing()
        return taken

    def _nothing(self) -> Measured:
        target = self._plan.confluence if self._plan.profile in THROUGH else self._plan.jira
        plan = self._plan
        Reader.measured = Measured(plan.profile, target, plan.users, began=time.time(), shape=plan.shape)
        return Reader.measured

    def _keep(self, name: str, response_time: float, response: Any, exception: Any, **_more: Any) -> None:
        failure, seconds = "" if exception is None else str(exception), response_time / 1000
        self.measured.add(name, seconds, at=self.seconds, failure=failure)
        told = response.headers.get(TOLD_IN) if response is not None and response.headers else None
        if told:
            self.measured.add_hops(name, split(told, seconds))

    def _note_crash(self, exception: BaseException, **_more: Any) -> None:
        self.measured.broken = f"the generator failed: {type(exception).__name__}: {exception}"
