"""Signed requests are refused with ``signature_invalid``, while public things still show."""

from typing import Any

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Forward, Front


class PortDiffers(InFront):
    """The product hears another port than the one that was signed."""

    id = "F-02"
    rank = 5
    phrases = (
        Said(
            "the proxy in front of {product} says that it was asked at port {count:d}",
            "the proxy in front of Jira says that it was asked at port 8080",
        ),
    )

    def front(self, **named: Any) -> Front:
        return Front(forwards=Forward(port=named["count"]))


FAULT = PortDiffers
