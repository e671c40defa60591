"""Requests over the link are refused with ``consumer_key_unknown``; one end is connected, or has no link at all."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology

OLD_KEY = "left-over-key"


class LostEnd(Entry):
    """The other end of the link is missing, or was made anew with another consumer key."""

    id = "F-25"
    rank = 2
    phrases = (
        Said("{product} has lost its link to {remote:product}", "Jira has lost its link to Confluence"),
        Said(
            "{product} knows {remote:product} by a key that it no longer has",
            "Jira knows Confluence by a key that it no longer has",
            {"by": OLD_KEY},
        ),
    )
    served = (
        "the record of the link is removed from the product's database, or an administrator registers another key"
    )

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        product, remote, key = named["product"], running.place(named["remote"]), named.get("by")
        if key is None:
            running.control(product).lose_link(remote.application_id)
            return
        administrator, known = running.administrator(product), running.control(remote.name).product()
        registered = administrator.trust_by_hand(remote, key, known["public_key"])
        administrator.must(registered, f"registering {remote.name}")


FAULT = LostEnd
