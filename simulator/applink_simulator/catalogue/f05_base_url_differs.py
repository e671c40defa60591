"""A link that was created from the product leads to an address that nobody can reach."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class BaseUrlDiffers(Entry):
    """The base URL that the product is configured with is not the address at which it is."""

    id = "F-05"
    rank = 4
    phrases = (
        Said(
            "{product} believes that its address is {address}",
            "Jira believes that its address is http://old-name.invalid/jira",
        ),
    )
    served = "the product's configured base URL is changed"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.misname(named["product"], named["address"])


FAULT = BaseUrlDiffers
