"""No link can be created to an address that browsers open without complaint."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Certificate, Front


class CertificateUntrusted(InFront):
    """The certificate is self-signed, or of an authority that the calling product does not trust."""

    id = "F-14"
    rank = 3
    phrases = (
        Said(
            "the certificate of {product} is one that nobody trusts",
            "the certificate of Jira is one that nobody trusts",
            {"front": Front(Certificate.UNTRUSTED)},
        ),
        Said(
            "{product} has signed its certificate itself",
            "Jira has signed its certificate itself",
            {"front": Front(Certificate.SELF_SIGNED)},
        ),
    )


FAULT = CertificateUntrusted
