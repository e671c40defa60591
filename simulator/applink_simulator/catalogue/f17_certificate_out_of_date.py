"""What worked yesterday fails today, in one direction."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Certificate, Front


class CertificateOutOfDate(InFront):
    """The certificate has expired, or is not valid yet."""

    id = "F-17"
    rank = 40
    phrases = (
        Said(
            "the certificate of {product} has expired",
            "the certificate of Jira has expired",
            {"front": Front(Certificate.EXPIRED)},
        ),
        Said(
            "the certificate of {product} is not valid yet",
            "the certificate of Jira is not valid yet",
            {"front": Front(Certificate.NOT_YET_VALID)},
        ),
    )


FAULT = CertificateOutOfDate
