"""The link is said to be connected, but everybody sees public things only."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Front, HeaderRules, TooLong


class CredentialsLost(InFront):
    """The proxy drops the header with the signature, or cannot take one of that length."""

    id = "F-12"
    rank = 34
    phrases = (
        Said(
            "the proxy in front of {product} drops credentials",
            "the proxy in front of Jira drops credentials",
            {"front": Front(headers=HeaderRules(drops=("Authorization",)))},
        ),
        Said(
            "the proxy in front of {product} drops credentials that are long",
            "the proxy in front of Jira drops credentials that are long",
            {"front": Front(headers=HeaderRules(longest=300))},
        ),
        Said(
            "the proxy in front of {product} refuses long headers",
            "the proxy in front of Jira refuses long headers",
            {"front": Front(headers=HeaderRules(longest=300, too_long=TooLong.REFUSED_431))},
        ),
    )


FAULT = CredentialsLost
