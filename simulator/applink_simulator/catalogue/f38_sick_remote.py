"""A product becomes slow and then dead, although only another one is ill."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut


class SickRemote(Entry):
    """Everybody who opens a page that shows something of the other product waits for it, until no worker is left."""

    id = "F-38"
    rank = 21
    phrases = (
        Said(
            "{count:d} people open the page {page} of {product} while {remote:product} does not answer",
            "40 people open the page Roadmap of Confluence while Jira does not answer",
        ),
    )
    served = "nothing that the product sends to the other one arrives, and that many people ask for the page at once"
    needs = frozenset({"sockets"})

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.cut(named["product"], named["remote"], Cut.DROPPED)
        running.crowd(named["product"], running.page(named["product"], named["page"]), named["count"])


FAULT = SickRemote
