"""Requests over the link are refused with ``timestamp_refused``; those who log in at a product notice nothing."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class ClocksDiffer(Entry):
    """The clocks of the two products differ by more than the five minutes that are allowed each way."""

    id = "F-26"
    rank = 24
    phrases = (
        Said("the clock of {product} is {count:d} minutes ahead", "the clock of Jira is 9 minutes ahead", {"by": 1}),
        Said(
            "the clock of {product} is {count:d} minutes behind", "the clock of Jira is 9 minutes behind", {"by": -1}
        ),
    )
    served = "the product's clock is set"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.set_clock(named["product"], 60 * named["count"] * named["by"])


FAULT = ClocksDiffer
