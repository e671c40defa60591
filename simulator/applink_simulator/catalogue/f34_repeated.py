"""Now and then a single call is refused with ``nonce_used``, and nobody can tell why."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology


class Repeated(Entry):
    """Something that retries sends a signed request again as it was, instead of signing it anew."""

    id = "F-34"
    phrases = (
        Said(
            "a program that acts as {user} sends the same request for {item} of {product} twice",
            "a program that acts as integration sends the same request for SEC-1 of Jira twice",
            gives="answer",
        ),
    )
    served = "a program that is registered as a consumer of its own sends one signed request two times"

    def provoke(self, running: RunningTopology, **named: Any) -> Reply:
        return running.program(named["product"], named["user"]).views(named["item"], times=2)


FAULT = Repeated
