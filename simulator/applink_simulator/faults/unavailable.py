"""A proxy in front of a product that is not up yet (fault catalogue, F-13)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault


class IsUnavailable(Fault):
    """Status 503 with the proxy's own page."""

    name = "is unavailable"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return Reply(503, HTML, b"<!doctype html><title>503</title><h1>Service Unavailable</h1>")


FAULT = IsUnavailable
