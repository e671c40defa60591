"""Why a measurement cannot be had; a figure with errors in it is none."""

from applink_simulator.domain.errors import ApplinkError


class NoMeasurement(ApplinkError):
    message = "{what}: {reason}"


class UsedUp(NoMeasurement):
    """Which can be helped with more requests."""
