"""The link works for everybody, but not for whoever started today."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class NewHire(Entry):
    """The products' userbases are refreshed at different times: somebody new is in one of them only."""

    id = "F-52"
    phrases = (
        Said(
            "{name:new user} has an account at {product} since today", "hana has an account at Confluence since today"
        ),
    )
    served = "the account is added to the userbase of one product"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.hire(named["product"], named["name"])


FAULT = NewHire
