"""An address that sends everybody on to another one (fault catalogue, F-08)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import Fault


class RedirectsElsewhere(Fault):
    """Status 302 to a name that does not exist: whoever follows it gets nowhere."""

    name = "redirects elsewhere"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return Reply(302, (("Location", f"https://moved.invalid{request.path}"),))


FAULT = RedirectsElsewhere
