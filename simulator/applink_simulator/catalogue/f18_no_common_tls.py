"""The two do not come to an agreement about encryption, and no connection comes about."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Certificate, Front, Handshake


class NoCommonTls(InFront):
    """Protocol, cipher or server name of the two do not fit, as after an upgrade of one of them alone."""

    id = "F-18"
    phrases = (
        Said(
            "the proxy in front of {product} knows old protocols only",
            "the proxy in front of Jira knows old protocols only",
            {"front": Front(handshake=Handshake.OLD_PROTOCOL)},
        ),
        Said(
            "the proxy in front of {product} knows old ciphers only",
            "the proxy in front of Jira knows old ciphers only",
            {"front": Front(handshake=Handshake.NO_COMMON_CIPHER)},
        ),
        Said(
            "the proxy in front of {product} serves other names only",
            "the proxy in front of Jira serves other names only",
            {"front": Front(handshake=Handshake.UNKNOWN_NAME)},
        ),
        Said(
            "the proxy in front of {product} demands a certificate",
            "the proxy in front of Jira demands a certificate",
            {"front": Front(demands_certificate=True)},
        ),
        Said(
            "the proxy in front of {product} does not encrypt where it should",
            "the proxy in front of Jira does not encrypt where it should",
            {"front": Front(Certificate.NONE)},
        ),
    )


FAULT = NoCommonTls
