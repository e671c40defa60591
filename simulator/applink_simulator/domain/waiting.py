"""Whoever is about to wait for somebody else says so: the thread then answers nobody meanwhile, and another may."""

from collections.abc import Callable
from contextvars import ContextVar


def _nobody() -> None:
    """Nothing is held up by this thread."""


told: ContextVar[Callable[[], None]] = ContextVar("told", default=_nobody)
"""Who has to know, of the request that this thread answers: its server."""


def about_to_wait() -> None:
    told.get()()
