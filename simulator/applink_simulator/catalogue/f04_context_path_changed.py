"""Signed requests are refused, or no application is found where there is one."""

from typing import Any

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Forward, Front


class ContextPathChanged(InFront):
    """The proxy adds, replaces or strips the context path."""

    id = "F-04"
    rank = 10
    phrases = (
        Said(
            "the proxy in front of {product} strips its path",
            "the proxy in front of Jira strips its path",
            {"front": Front(forwards=Forward(path=""))},
        ),
        Said(
            "the proxy in front of {product} has it below {path}", "the proxy in front of Jira has it below /tracker"
        ),
    )

    def front(self, **named: Any) -> Front:
        return named.get("front") or Front(path=named["path"])


FAULT = ContextPathChanged
