"""A long wait, then an error that fits no known cause."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut


class NoAnswer(Entry):
    """Packets are dropped on the way, or the connection is accepted and nothing is ever answered."""

    id = "F-23"
    rank = 23
    phrases = (
        Said(
            "a firewall swallows what {calling:product} sends to {serving:product}",
            "a firewall swallows what Confluence sends to Jira",
        ),
        Said("{product} is/gets slow", "Jira is slow"),
    )
    served = "the calling product's transport waits in vain; or a fault at the product's door keeps everybody waiting"
    docker = "packets are dropped by the network's rules; or a fault at the product's door keeps everybody waiting"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        if "product" in named:
            running.misbehave(named["product"], "is slow")
        else:
            running.cut(named["calling"], named["serving"], Cut.DROPPED)


FAULT = NoAnswer
