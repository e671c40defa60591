"""A product with a bug where it deletes: people can look and change things."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault


class CrashesOnDeletions(Fault):
    """Status 500 and HTML to every DELETE, and nothing is deleted; all else passes."""

    name = "crashes on deletions"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        if request.method != "DELETE":
            return None
        return Reply(500, HTML, b"<!doctype html><title>Oops</title><h1>System error</h1>")


FAULT = CrashesOnDeletions
