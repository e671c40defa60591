"""Every request is refused with ``signature_invalid``, although all addresses are right."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class NewKey(Entry):
    """One product has another key pair, after a restore or with a new database, and the other was not told."""

    id = "F-31"
    rank = 35
    phrases = (
        Said(
            "{product} has a new key, of which nobody was told", "Confluence has a new key, of which nobody was told"
        ),
    )
    served = "the product makes another key pair and tells nobody"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.control(named["product"]).rotate_key()


FAULT = NewKey
