"""A gateway that shows its login page to whoever wants the manifest (fault catalogue, F-49)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault, is_about_manifest


class ShowsLoginPage(Fault):
    """Status 200 and HTML instead of the manifest; all else passes."""

    name = "shows a login page for its manifest"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return (
            Reply(200, HTML, b"<!doctype html><title>Sign in</title><form method=post></form>")
            if is_about_manifest(request)
            else None
        )


FAULT = ShowsLoginPage
