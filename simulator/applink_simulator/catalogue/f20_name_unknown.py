"""The remote cannot be found from the server, while browsers find it."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class NameUnknown(Entry):
    """The server's name server does not know the host: split DNS, or another container network."""

    id = "F-20"
    rank = 22
    phrases = (
        Said("{product} cannot resolve the name of {remote:product}", "Confluence cannot resolve the name of Jira"),
    )
    served = "the calling product's transport knows no such host"
    docker = "the host's name leads nowhere in the calling product's container"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.hide_name(named["remote"], seen_by=named["product"])


FAULT = NameUnknown
