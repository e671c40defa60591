"""The address works in browsers, and fails between servers."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Certificate, Front


class ChainMissing(InFront):
    """The certificate of the authority in between is not sent along."""

    id = "F-16"
    rank = 31
    phrases = (
        Said(
            "{product} does not show who issued its certificate",
            "Jira does not show who issued its certificate",
            {"front": Front(Certificate.WITHOUT_CHAIN)},
        ),
    )


FAULT = ChainMissing
