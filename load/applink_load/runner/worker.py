"""``python -m applink_load.runner.worker HOST PORT``: makes a part of the load that a master elsewhere asks for.

With ``here`` behind them it ends when its standard input does: with the master that started it. With ``standing`` it
looks for the next master when one is done, until somebody ends it.
"""

# First of all: it patches what the other modules import.
import locust  # noqa: F401 # isort: skip

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import gevent
from gevent.event import Event
from locust.env import Environment
from locust.rpc.protocol import Message

from applink_load.plan import Plan
from applink_load.runner import messages
from applink_load.runner.before import before
from applink_load.runner.tally import Tally, profile_of
from applink_simulator.domain.errors import ApplinkError

TELLING = 1.0
"""Seconds between what is told to the master."""
LOST = 5
"""Exit status: there is no master, or it is gone."""
BETWEEN = 1.0
"""Seconds after which a standing worker looks for the next master: one that is ending must not be asked again."""


class NoMaster(ApplinkError):
    message = "There is no master at {host}:{port}."


class Worker:
    def __init__(self, host: str, port: int) -> None:
        self.left = False
        """Whether somebody wanted it to end."""
        self._environment = Environment(user_classes=[])
        self._environment.events.test_start.add_listener(self._begin)
        try:
            self._runner = self._environment.create_worker_runner(host, port)
        except ConnectionError:
            raise NoMaster(host=host, port=port) from None
        self._tally: Tally | None = None
        self._ended = Event()
        self._runner.register_message(messages.PLAN, self._prepare, concurrent=True)
        self._runner.register_message(messages.END, self._end, concurrent=True)
        self._runner.send_message(messages.HELLO)

    def work(self) -> int:
        """Until the master says that it is over; the exit status."""
        self._runner.greenlet.join()
        return 0 if self._ended.is_set() else LOST

    def leave(self) -> None:
        """As somebody wants who sits here: the master is told."""
        self.left = True
        self._environment.events.quitting.fire(environment=self._environment)
        gevent.spawn_later(TELLING / 10, self._runner.quit)

    def _prepare(self, msg: Message, **_more: Any) -> None:
        ceiling, problem = 0.0, ""
        try:
            ceiling = self._prepared(Plan.read(msg.data["plan"]))
        except Exception as why:
            # Whatever it is, nobody else would hear of it.
            problem = f"{type(why).__name__}: {why}"
        self._runner.send_message(messages.READY, {"ceiling": ceiling, "process": os.getpid(), "problem": problem})

    def _prepared(self, plan: Plan) -> float:
        """The ceiling, 0 where none is asked for."""
        profile = profile_of(plan)
        self._tally = Tally(plan)
        self._tally.listen(self._environment)
        self._environment.user_classes = [profile]
        # All of them do this at the same time, as they will make the load.
        return before(profile, plan.share(), self._environment)

    def _begin(self, **_more: Any) -> None:
        if self._tally is not None:
            self._tally.begin()
            self._runner.greenlet.spawn(self._tell_again_and_again)

    def _tell_again_and_again(self) -> None:
        while True:
            gevent.sleep(TELLING)
            self._tell(last=False)

    def _tell(self, *, last: bool) -> None:
        if self._tally is not None:
            measured = self._tally.take_away()
            self._runner.send_message(messages.MEASURED, {"measured": measured.to_json(), "last": last})

    def _end(self, **_more: Any) -> None:
        self._runner.stop()
        self._ended.set()
        self._tell(last=True)


def main(host: str, port: str, where: str = "") -> int:
    if where == "here":
        gevent.get_hub().threadpool.spawn(_end_with_the_master)
        # A terminal tells the master, which tells us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return Worker(host, int(port)).work()
    # The first process of a container is ended by no signal that it does not handle.
    looking = on_signals(lambda: os._exit(0))
    say(f"Looking for a master at {host}:{port}.")
    try:
        worker = Worker(host, int(port))
    except NoMaster as alone:
        say(str(alone))
        return again(host, port) if where == "standing" else LOST
    say(f"Doing what the master at {host}:{port} says.")
    for each in looking:
        each.cancel()
    leaving = on_signals(worker.leave)
    status = worker.work()
    if where != "standing":
        return status
    for each in leaving:
        each.cancel()
    return 0 if worker.left else again(host, port)


def on_signals(do: Callable[[], object]) -> "list[gevent.signal_handler[[]]]":
    return [gevent.signal_handler(number, do) for number in (signal.SIGINT, signal.SIGTERM)]


def again(host: str, port: str) -> NoReturn:
    """In place of this process: Locust leaves more behind after a run than can be cleared away."""
    on_signals(lambda: os._exit(0))
    gevent.sleep(BETWEEN)
    os.execv(sys.executable, [sys.executable, "-m", "applink_load.runner.worker", host, port, "standing"])  # noqa: S606


def say(what: str) -> None:
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


def _end_with_the_master() -> None:
    os.read(0, 1)
    os._exit(LOST)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
