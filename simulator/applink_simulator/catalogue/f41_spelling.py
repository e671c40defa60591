"""Some people see what is theirs, and others do not, over the same link."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Spelling(Entry):
    """The two products write somebody's name differently: in another case, or as an e-mail address."""

    id = "F-41"
    rank = 32
    phrases = (Said("{user} is written {name:new user} at {product}", "alice is written ALICE at Jira"),)
    served = "the name is changed in the userbase of one product"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.rename(named["product"], named["user"], named["name"])


FAULT = Spelling
