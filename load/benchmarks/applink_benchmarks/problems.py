"""Why a measurement cannot be had; a figure with errors in it is none."""

from collections.abc import Iterator
from contextlib import contextmanager

from applink_simulator.domain.errors import ApplinkError


class NoMeasurement(ApplinkError):
    message = "{what}: {reason}"


class UsedUp(NoMeasurement):
    """Which can be helped with more requests."""


@contextmanager
def told_of(what: str) -> Iterator[None]:
    """Whatever cannot be measured within is told with that name before it."""
    try:
        yield
    except NoMeasurement as problem:
        raise NoMeasurement(what=what, reason=str(problem)) from problem
