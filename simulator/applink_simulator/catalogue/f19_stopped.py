"""The other application refuses connections; its link says that the remote may not be running."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Stopped(Entry):
    """The remote is stopped, and its machine is not."""

    id = "F-19"
    rank = 13
    phrases = (Said("{product} is/goes down", "Jira is down"),)
    served = "the product's server is stopped, and its port refuses connections"
    docker = "the product's container is stopped, and its machine refuses connections"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.switch_off(named["product"])


FAULT = Stopped
