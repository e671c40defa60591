"""One integration fails where all others work: the one that calls the display URL from the server."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.fronts.front import Front
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut


class DisplayUrlForBrowsers(Entry):
    """The display URL is reachable for browsers only, and the integration does not use the application URL."""

    id = "F-07"
    phrases = (
        Said(
            "{calling:product} does not reach {serving:product} at the address for browsers",
            "Confluence does not reach Jira at the address for browsers",
        ),
    )
    served = "the link leads to a proxy of our own, and past it the calling product's transport refuses to connect"
    docker = "the link leads to nginx, and past it the calling product's container is not let through"
    needs = frozenset({"sockets"})

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.spoil_front(named["serving"], Front())
        running.cut(named["calling"], named["serving"], Cut.REFUSED)


FAULT = DisplayUrlForBrowsers
