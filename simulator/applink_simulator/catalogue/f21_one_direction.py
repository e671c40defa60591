"""One end is connected and the other is not; the link back is never made."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut


class OneDirection(Entry):
    """A firewall lets requests through in one direction only."""

    id = "F-21"
    rank = 17
    phrases = (
        Said(
            "a firewall refuses what {calling:product} sends to {serving:product}",
            "a firewall refuses what Confluence sends to Jira",
            {"how": Cut.REFUSED},
        ),
        Said(
            "a firewall breaks what {calling:product} sends to {serving:product}",
            "a firewall breaks what Confluence sends to Jira",
            {"how": Cut.RESET},
        ),
    )
    served = "the calling product's transport comes to grief as it would at a firewall"
    docker = "packets of the one container to the other are refused by its network's rules"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.cut(named["calling"], named["serving"], named["how"])


FAULT = OneDirection
