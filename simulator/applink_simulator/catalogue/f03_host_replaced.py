"""Signed requests are refused with ``signature_invalid``, while public things still show."""

from typing import Any

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront, plain
from applink_simulator.topology.fronts.front import Forward, Front


class HostReplaced(InFront):
    """The proxy replaces the host that was asked for, and the product rebuilds the signed address with it."""

    id = "F-03"
    rank = 6
    phrases = (
        Said(
            "the proxy in front of {product} replaces the host by {host:address}",
            "the proxy in front of Jira replaces the host by jira.internal",
        ),
        Said(
            "the proxy in front of {product} calls it at an address of its own",
            "the proxy in front of Jira calls it at an address of its own",
            {"front": plain(tells_product=False, forwards=Forward(keeps_address=False))},
        ),
    )

    def front(self, **named: Any) -> Front:
        return named.get("front") or Front(forwards=Forward(host=named["host"]))


FAULT = HostReplaced
