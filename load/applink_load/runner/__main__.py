"""``python -m applink_load.runner PLAN RESULT``: drives what the plan says and writes what was measured.

Each second it says on its standard output how it goes.
"""

# First of all: it patches what the other modules import.
import locust  # isort: skip

import importlib
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import gevent
from locust.env import Environment

from applink_load.measured.progress import Progress
from applink_load.measured.run import Measured
from applink_load.plan import Plan
from applink_load.profiles import THROUGH, module_of
from applink_load.profiles.reader import Reader
from applink_load.runner.shape import Shaped
from applink_simulator.authentication.keys import read_private_key

LAST_ANSWERS = 5
"""Seconds that users have for what they are doing when the time is over."""
KEEPING = 10
"""Seconds after which what was measured is written down again: a generator may be killed."""


def main(plan_file: str, result_file: str) -> None:
    plan = Plan.read(Path(plan_file).read_text(encoding="utf-8"))
    profile: type[Reader] = importlib.import_module(module_of(plan.profile)).Load
    target = plan.confluence if plan.profile in THROUGH else plan.jira
    if plan.rate:
        profile.wait_time = locust.constant_throughput(plan.rate / plan.users)
    measured = Measured(plan.profile, target, plan.users, began=time.time(), shape=plan.shape)
    Reader.plan, Reader.measured, Reader.key = plan, measured, read_private_key(plan.private_key)
    environment = Environment(user_classes=[profile], host=target, stop_timeout=LAST_ANSWERS)
    began = time.monotonic()

    def since() -> float:
        return time.monotonic() - began

    def keep(name: str, response_time: float, exception: Any, **_more: Any) -> None:
        failure = "" if exception is None else str(exception)
        measured.add(name, response_time / 1000, at=since(), failure=failure)

    def crashed(exception: BaseException, **_more: Any) -> None:
        measured.broken = f"the generator failed: {type(exception).__name__}: {exception}"

    environment.events.request.add_listener(keep)
    environment.events.user_error.add_listener(crashed)
    runner = environment.create_local_runner()
    environment.shape_class = shape = Shaped(plan, measured, since, lambda: gevent.spawn(runner.quit))

    def write() -> None:
        measured.seconds = since()
        measured.stages = shape.stages(measured.seconds)
        whole = Path(f"{result_file}.new")
        whole.write_text(json.dumps(measured.to_json()), encoding="utf-8")
        whole.replace(result_file)

    def tell() -> None:
        """Ends the run when nobody listens any more."""
        for second in range(1, int(plan.seconds) + LAST_ANSWERS):
            gevent.sleep(max(0.0, second - since()))
            if second % KEEPING == 0:
                write()
            try:
                print(Progress.of(measured, since(), runner.user_count).line(), flush=True)  # noqa: T201
            except OSError:
                runner.quit()
                return

    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, runner.quit)
    # Timers count from when the loop last looked at the clock, which was before all that is imported here.
    gevent.get_hub().loop.update_now()
    began = time.monotonic()
    runner.start_shape()
    gevent.spawn_later(plan.seconds, runner.quit)
    telling = gevent.spawn(tell)
    runner.greenlet.join()
    telling.kill()
    write()


if __name__ == "__main__":
    main(*sys.argv[1:])
