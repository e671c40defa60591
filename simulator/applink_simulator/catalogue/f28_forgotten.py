"""As with access that has expired, but for one person: everybody else goes on as before."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Forgotten(Entry):
    """The token was revoked, its owner was removed, or the consumer was set up anew: it is known no longer."""

    id = "F-28"
    rank = 27
    phrases = (
        Said("{product} has forgotten what {user} allowed", "Jira has forgotten what alicia allowed"),
        Said(
            "{product} has forgotten everything that people allowed",
            "Jira has forgotten everything that people allowed",
        ),
    )
    served = "tokens are removed from the database of the product that issued them"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.control(named["product"]).forget_tokens(named.get("user"))


FAULT = Forgotten
