"""``python -m applink_load.runner PLAN RESULT``: drives what the plan says and writes what was measured.

Each second it says on its standard output how it goes.
"""

# First of all: it patches what the other modules import.
import locust  # noqa: F401 # isort: skip

import json
import signal
import sys
from pathlib import Path

import gevent
from locust.env import Environment
from locust.runners import Runner

from applink_load.measured.progress import Progress
from applink_load.plan import Plan
from applink_load.runner.before import before
from applink_load.runner.master import Master
from applink_load.runner.shape import Shaped
from applink_load.runner.tally import Tally, profile_of

LAST_ANSWERS = 5
"""Seconds that users have for what they are doing when the time is over."""
KEEPING = 10
"""Seconds after which what was measured is written down again: a generator may be killed.

Later a tenth of the time that has passed, for users wait meanwhile, and the longer the more there is to write.
"""


def main(plan_file: str, result_file: str) -> None:
    plan = Plan.read(Path(plan_file).read_text(encoding="utf-8"))
    profile = profile_of(plan)
    tally = Tally(plan)
    measured = tally.measured
    environment = Environment(user_classes=[profile], host=measured.target, stop_timeout=LAST_ANSWERS)
    runner: Runner = Master(environment, plan, measured) if plan.is_shared else environment.create_local_runner()
    environment.shape_class = shape = Shaped(plan, measured, lambda: tally.seconds, lambda: gevent.spawn(runner.quit))

    def write() -> None:
        measured.seconds = tally.seconds
        measured.stages = shape.stages(measured.seconds)
        whole = Path(f"{result_file}.new")
        whole.write_text(json.dumps(measured.to_json()), encoding="utf-8")
        whole.replace(result_file)

    def tell() -> None:
        """Ends the run when nobody listens any more."""
        due = KEEPING
        for second in range(1, int(plan.seconds) + LAST_ANSWERS):
            gevent.sleep(max(0.0, second - tally.seconds))
            if second >= due:
                write()
                due = second + max(KEEPING, second // 10)
            try:
                print(Progress.of(measured, tally.seconds, runner.user_count).line(), flush=True)  # noqa: T201
            except OSError:
                runner.quit()
                return

    for number in (signal.SIGINT, signal.SIGTERM):
        gevent.signal_handler(number, runner.quit)
    if isinstance(runner, Master):
        ready = runner.gather()
    else:
        ready = True
        tally.listen(environment)
        measured.ceiling = before(profile, plan, environment)
    # Timers count from when the loop last looked at the clock, which was before all that is imported here.
    gevent.get_hub().loop.update_now()
    tally.begin()
    if ready:
        runner.start_shape()
        gevent.spawn_later(plan.seconds, runner.quit)
        telling = gevent.spawn(tell)
        runner.greenlet.join()
        telling.kill()
    write()


if __name__ == "__main__":
    main(*sys.argv[1:])
