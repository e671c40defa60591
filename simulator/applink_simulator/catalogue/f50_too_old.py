"""The list of links calls the other product incompatible."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class TooOld(Entry):
    """The application links of the other product are too old to be asked for the status."""

    id = "F-50"
    phrases = (Said("{product} is of version {version}", "Jira is of version 6.3.15"),)
    served = "that version of the product is installed"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.install(named["product"], named["version"])


FAULT = TooOld
