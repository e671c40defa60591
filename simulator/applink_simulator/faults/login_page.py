"""A gateway in front of a product that shows its login page instead (fault catalogue, F-10)."""

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import HTML, Fault


class AnswersWithALoginPage(Fault):
    """Status 200 and HTML, whatever was asked."""

    name = "answers with a login page"

    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        return Reply(200, HTML, b"<!doctype html><title>Sign in</title><form method=post><input name=user></form>")


FAULT = AnswersWithALoginPage
