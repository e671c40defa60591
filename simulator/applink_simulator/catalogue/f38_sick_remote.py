"""A product becomes slow and then dead, although only another one is ill."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class SickRemote(Entry):
    """Everybody who opens a page that shows something of the other product waits for it, until no worker is left."""

    id = "F-38"
    rank = 21
    phrases = (
        Said(
            "{count:d} people open the page {page} of {product} while {remote:product} does not answer",
            "100 people open the page Roadmap of Confluence while Jira does not answer",
        ),
    )
    served = "the other product keeps whoever calls waiting, and that many requests for the page are sent at once"
    needs = frozenset({"sockets"})

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.misbehave(named["remote"], "is slow")
        running.crowd(named["product"], running.page(named["product"], named["page"]), named["count"])


FAULT = SickRemote
