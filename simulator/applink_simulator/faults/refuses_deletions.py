"""A firewall that lets nobody delete anything through it (fault catalogue, F-22)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault


class RefusesDeletions(Fault):
    """Status 403 with the firewall's own page to every DELETE; all else passes."""

    name = "refuses deletions"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        if request.method != "DELETE":
            return None
        return Reply(403, HTML, b"<!doctype html><title>Forbidden</title><h1>Blocked by policy</h1>")


FAULT = RefusesDeletions
