"""The remote is said to be unreachable or to have changed its address, and relocation is offered."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Moved(Entry):
    """The other application was moved after it had been linked."""

    id = "F-09"
    rank = 9
    phrases = (
        Said("{product} moves to a new address", "Jira moves to a new address"),
        Said("{product} has moved to a new address", "Jira has moved to a new address"),
        Said(
            "{product} moves to a new address, to which the old one redirects",
            "Jira moves to a new address, to which the old one redirects",
            {"signpost": True},
        ),
        Said(
            "{product} moves to a new address, below the path {path}",
            "Jira moves to a new address, below the path /tracker",
        ),
        Said("{product} moves to the old address of {other:product}", "Jira moves to the old address of Confluence"),
    )
    served = "the product's server listens at another port, and nobody or something else at the old one"
    docker = "the product's container has another name and port, and nobody or something else has the old ones"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        other = named.pop("other", None)
        running.move(named.pop("product"), to=running.home_of(other) if other else None, **named)


FAULT = Moved
