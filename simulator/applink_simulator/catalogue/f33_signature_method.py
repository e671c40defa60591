"""After a library was upgraded its programs are refused with ``signature_method_rejected``; the link is fine."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology


class SignatureMethod(Entry):
    """Products take RSA-SHA1 alone; libraries default to other methods, and some platforms have given that one up."""

    id = "F-33"
    rank = 33
    phrases = (
        Said(
            "a program that acts as {user} signs its request for {item} of {product} with {method:signature method}",
            "a program that acts as integration signs its request for SEC-1 of Jira with HMAC-SHA1",
            gives="answer",
        ),
    )
    served = "a program that is registered as a consumer of its own signs with that method"

    def provoke(self, running: RunningTopology, **named: Any) -> Reply:
        return running.program(named["product"], named["user"]).views(named["item"], method=named["method"])


FAULT = SignatureMethod
