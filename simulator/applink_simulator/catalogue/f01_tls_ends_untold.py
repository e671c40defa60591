"""Signed requests are refused with ``signature_invalid``, while public things still show."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Forward, Front


class TlsEndsUntold(InFront):
    """Encryption ends at the proxy, and the product rebuilds the signed address with http."""

    id = "F-01"
    rank = 1
    phrases = (
        Said(
            "the proxy in front of {product} ends TLS and does not say so",
            "the proxy in front of Jira ends TLS and does not say so",
            {"front": Front(tells_product=False)},
        ),
        Said(
            "the proxy in front of {product} says that it was asked over http",
            "the proxy in front of Jira says that it was asked over http",
            {"front": Front(forwards=Forward(scheme="http"))},
        ),
    )


FAULT = TlsEndsUntold
