"""What a generator does before its run."""

from collections.abc import Iterator

import gevent
from locust.env import Environment

from applink_load.plan import Plan
from applink_load.profiles.corpus import Corpus, Prepared
from applink_load.profiles.looking import Looking
from applink_load.profiles.reader import Reader
from applink_load.runner.ceiling import ceiling_of

AT_ONCE = 20
"""Signatures, before others have a turn: Locust's master wants to hear something now and then."""


def before(profile: type[Reader], plan: Plan, environment: Environment) -> float:
    """The ceiling, 0 where none is asked for; the corpus comes last, for it to be young."""
    Reader.corpus = None
    ceiling = ceiling_of(profile, plan) if plan.ceiling_seconds else 0.0
    if plan.presign and issubclass(profile, Looking):
        # Locust wants one, although every URL has its own.
        profile.host = profile.host or plan.jira
        Reader.corpus = Corpus(_with_breaks(profile(environment), plan.presign))
    return ceiling


def _with_breaks(reader: Looking, count: int) -> Iterator[Prepared]:
    for number, each in enumerate(reader.beforehand(count)):
        if number % AT_ONCE == 0:
            gevent.sleep(0)
        yield each
