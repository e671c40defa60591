"""How many requests a second this generator can make at most, found out before the run by making them for nothing."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import gevent
from gevent.event import Event
from locust import constant
from locust.env import Environment

from applink_load.measured.run import Measured
from applink_load.plan import Plan
from applink_load.profiles.corpus import Corpus
from applink_load.profiles.looking import Looking
from applink_load.profiles.reader import Reader

PATIENCE = 10.0
"""Seconds that the null server has to start, and the users have to appear."""

ENOUGH = 200
"""Requests that are replayed again and again."""


def ceiling_of(profile: type[Reader], plan: Plan) -> float:
    """Requests a second with the plan's users, none of whom waits, and no answer of which is looked into."""
    with null_server() as url, _instead(_at(url, plan)):
        # What the profile waits between requests is its own wish, and not what the generator needs.
        tireless: type[Reader] = type(profile.__name__, (profile,), {"wait_time": constant(0), "host": url})
        environment = Environment(user_classes=[tireless], host=url)
        made, spawned = [0], Event()

        def count(**_request: Any) -> None:
            made[0] += 1

        def all_there(**_more: Any) -> None:
            spawned.set()

        environment.events.request.add_listener(count)
        environment.events.spawning_complete.add_listener(all_there)
        if plan.presign and issubclass(tireless, Looking):
            # What is replayed costs no signatures; how many there are makes no difference to a server that takes all.
            Reader.corpus = Corpus(tireless(environment).beforehand(min(plan.presign, ENOUGH)), again=True)
        runner = environment.create_local_runner()
        try:
            runner.start(plan.users, spawn_rate=plan.users)
            spawned.wait(PATIENCE)
            before, began = made[0], time.monotonic()
            gevent.sleep(plan.ceiling_seconds)
            return (made[0] - before) / (time.monotonic() - began)
        finally:
            runner.quit()


def _at(url: str, plan: Plan) -> Plan:
    """The same plan there, whatever of it is told by base URL."""
    text = replace(plan, checking=0.0).text()
    for product in filter(None, (plan.confluence, plan.jira)):
        text = text.replace(f'"{product}"', f'"{url}"')
    return Plan.read(text)


@contextmanager
def null_server() -> Iterator[str]:
    """Its base URL."""
    command = [sys.executable, "-m", "applink_load.runner.null_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        try:
            with gevent.Timeout(PATIENCE):
                port = int(process.stdout.readline())
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@contextmanager
def _instead(plan: Plan) -> Iterator[None]:
    """Users follow this plan, and nothing of what they find is kept."""
    before = Reader.plan, Reader.measured, Reader.corpus
    Reader.plan, Reader.measured = plan, Measured(plan.profile, plan.jira, plan.users, began=time.time())
    try:
        yield
    finally:
        Reader.plan, Reader.measured, Reader.corpus = before
