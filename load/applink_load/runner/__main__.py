"""``python -m applink_load.runner PLAN RESULT``: drives what the plan says and writes what was measured."""

# First of all: it patches what the other modules import.

import importlib
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import gevent
from locust.env import Environment

from applink_load.measured.run import Measured
from applink_load.plan import Plan
from applink_load.profiles import THROUGH, module_of
from applink_load.profiles.reader import Reader
from applink_simulator.authentication.keys import read_private_key

LAST_ANSWERS = 5
"""Seconds that users have for what they are doing when the time is over."""


def main(plan_file: str, result_file: str) -> None:
    plan = Plan.read(Path(plan_file).read_text(encoding="utf-8"))
    profile: type[Reader] = importlib.import_module(module_of(plan.profile)).Load
    target = plan.confluence if plan.profile in THROUGH else plan.jira
    measured = Measured(plan.profile, target, plan.users, began=time.time())
    Reader.plan, Reader.measured, Reader.key = plan, measured, read_private_key(plan.private_key)
    environment = Environment(user_classes=[profile], host=target, stop_timeout=LAST_ANSWERS)
    began = time.monotonic()

    def keep(name: str, response_time: float, exception: Any, **_more: Any) -> None:
        failure = "" if exception is None else str(exception)
        measured.add(name, response_time / 1000, at=time.monotonic() - began, failure=failure)

    def crashed(exception: BaseException, **_more: Any) -> None:
        measured.broken = f"the generator failed: {type(exception).__name__}: {exception}"

    environment.events.request.add_listener(keep)
    environment.events.user_error.add_listener(crashed)
    runner = environment.create_local_runner()
    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, runner.quit)
    runner.start(plan.users, spawn_rate=plan.spawn_rate)
    # Timers count from when the loop last looked at the clock, which was before all that is imported here.
    gevent.get_hub().loop.update_now()
    gevent.spawn_later(plan.seconds, runner.quit)
    runner.greenlet.join()
    measured.seconds = time.monotonic() - began
    Path(result_file).write_text(json.dumps(measured.to_json()), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
