"""A product that keeps everybody waiting."""

import threading

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.faults.fault import Fault

LONGEST = 60.0
"""Seconds; whoever still waits is answered then."""


class AnswersSlowly(Fault):
    """Nobody is answered before the fault is undone."""

    name = "is slow"

    def __init__(self) -> None:
        self._over = threading.Event()

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        about_to_wait()
        self._over.wait(LONGEST)
        return None

    def undo(self) -> None:
        self._over.set()


FAULT = AnswersSlowly
