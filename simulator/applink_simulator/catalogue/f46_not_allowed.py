"""Somebody can make the link at one end only, or is denied its status."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class NotAllowed(Entry):
    """Whoever administers the one product is no administrator of the other, or not a system administrator."""

    id = "F-46"
    rank = 12
    phrases = (
        Said(
            "{user} is no longer an administrator of {product}",
            "adam is no longer an administrator of Jira",
        ),
        Said(
            "{user} is no longer a system administrator of {product}, but an administrator",
            "anna is no longer a system administrator of Jira, but an administrator",
            {"stays": True},
        ),
    )
    served = "the product's list of administrators is changed"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        control, user = running.control(named["product"]), named["user"].lower()
        rights = control.rights()
        administrators = [each for each in rights["administrators"] if each != user]
        control.put_rights(
            system_administrators=[each for each in rights["system_administrators"] if each != user],
            administrators=[*administrators, user] if named.get("stays") else administrators,
        )


FAULT = NotAllowed
