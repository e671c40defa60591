"""Pages that name the other product say that there is no such link, although the administrator has repaired it."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class AnotherId(Entry):
    """The other product was installed anew and has another id: what was written down before names the old one."""

    id = "F-24"
    rank = 25
    phrases = (Said("{product} is installed anew, with another id", "Jira is installed anew, with another id"),)
    served = "the product gets another server id, and its records of links are lost"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.change(named["product"], server_id=f"{named['product']} installed anew")
        control = running.control(named["product"])
        for end in control.links():
            control.lose_link(end["application_id"])


FAULT = AnotherId
