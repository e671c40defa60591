"""Somebody who got another name sees nothing any more, until both products have heard of it."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Renamed(Entry):
    """A person was renamed in the userbase of one product, and the other one's has not followed yet."""

    id = "F-40"
    rank = 30
    phrases = (Said("{user} is renamed to {name:new user} at {product}", "alice is renamed to alison at Jira"),)
    served = "the name is changed in the userbase of one product"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.rename(named["product"], named["user"], named["name"])


FAULT = Renamed
