"""``python -m applink_load.runner PLAN RESULT``: drives what the plan says and writes what was measured."""

# First of all: it patches what the other modules import.
import locust  # noqa: F401 # isort: skip

import json
import signal
import sys
from pathlib import Path

import gevent
from locust.env import Environment
from locust.runners import Runner

from applink_load.plan import Plan
from applink_load.runner.ceiling import ceiling_of
from applink_load.runner.master import Master
from applink_load.runner.tally import Tally, profile_of

LAST_ANSWERS = 5
"""Seconds that users have for what they are doing when the time is over."""


def main(plan_file: str, result_file: str) -> None:
    plan = Plan.read(Path(plan_file).read_text(encoding="utf-8"))
    profile = profile_of(plan)
    tally = Tally(plan)
    measured = tally.measured
    environment = Environment(user_classes=[profile], host=measured.target, stop_timeout=LAST_ANSWERS)
    tally.listen(environment)
    runner: Runner
    if plan.is_shared:
        runner = master = Master(environment, plan, measured)
        ready = master.gather()
    else:
        if plan.ceiling_seconds:
            measured.ceiling = ceiling_of(profile, plan)
        runner, ready = environment.create_local_runner(), True
    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, runner.quit)
    if ready:
        # Timers count from when the loop last looked at the clock, which was before all that is imported here.
        gevent.get_hub().loop.update_now()
        tally.begin()
        gevent.spawn_later(plan.seconds, runner.quit)
        runner.start(plan.users, spawn_rate=plan.spawn_rate)
        runner.greenlet.join()
    measured.seconds = tally.seconds
    Path(result_file).write_text(json.dumps(measured.to_json()), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
