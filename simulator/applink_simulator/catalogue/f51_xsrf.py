"""A program is refused with *XSRF check failed*, although its credentials are right."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology


class CallsItselfBrowser(Entry):
    """It sends what a browser would send, and not the header that no other site can make a browser send."""

    id = "F-51"
    phrases = (
        Said(
            "a program that acts as {user} and calls itself a browser adds an issue to {project} of {product}",
            "a program that acts as integration and calls itself a browser adds an issue to DEMO of Jira",
            gives="answer",
        ),
    )
    served = "a program that is registered as a consumer of its own posts with the user agent of a browser"

    def provoke(self, running: RunningTopology, **named: Any) -> Reply:
        program = running.program(named["product"], named["user"])
        return program.adds_an_issue(named["project"], ("User-Agent", "Mozilla/5.0"))


FAULT = CallsItselfBrowser
