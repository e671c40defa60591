"""The link is connected, and one person sees nothing through it."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class NoSuchUser(Entry):
    """The link acts as whoever is logged in, and the other product knows nobody of that name."""

    id = "F-39"
    rank = 8
    phrases = (
        Said("{user} is removed from {product}", "alice is removed from Jira"),
        Said("{user} has been removed from {product}", "alice has been removed from Jira"),
    )
    served = "an administrator of the product removes the account over REST"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        administrator = running.administrator(named["product"])
        administrator.must(administrator.remove(named["user"]), f"removing {named['user']}")


FAULT = NoSuchUser
