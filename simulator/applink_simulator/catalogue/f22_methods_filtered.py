"""Reading works; making the link back, changing and deleting fail with 405 or 403."""

from typing import Any

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import WRITING, InFront, answering
from applink_simulator.topology.fronts.front import Match
from applink_simulator.topology.running import RunningTopology


class MethodsFilter(InFront):
    """A firewall for web applications lets only some methods or paths through."""

    id = "F-22"
    phrases = (
        Said(
            "the firewall in front of {product} lets only reading through",
            "the firewall in front of Jira lets only reading through",
            {"front": answering(Match(methods=WRITING), status=405)},
        ),
        Said(
            "the firewall in front of {product} lets nobody ask about links",
            "the firewall in front of Jira lets nobody ask about links",
            {"front": answering(Match("*/rest/applinks/*"), status=403)},
        ),
        Said("{product} refuses deletions", "Jira refuses deletions", {"at_the_door": True}),
    )
    served = "a proxy of our own, or a fault at the product's door, refuses"
    docker = "nginx, or a fault at the product's door, refuses"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        if named.pop("at_the_door", False):
            running.misbehave(named["product"], "refuses deletions")
        else:
            super().provoke(running, **named)


FAULT = MethodsFilter
