"""No link can be created to an address that has a good certificate, of another name."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Certificate, Front


class CertificateOfAnotherHost(InFront):
    """The certificate names another host than the one that is called: an alias, or a container's name."""

    id = "F-15"
    rank = 20
    phrases = (
        Said(
            "the certificate of {product} is another host's",
            "the certificate of Jira is another host's",
            {"front": Front(Certificate.OF_ANOTHER_HOST)},
        ),
    )


FAULT = CertificateOfAnotherHost
