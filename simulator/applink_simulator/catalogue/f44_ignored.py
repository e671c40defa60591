"""A program finds less than it should, without any error."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology


class Ignored(Entry):
    """Credentials that a product does not understand are passed over, and whoever sent them is nobody."""

    id = "F-44"
    rank = 16
    phrases = (
        Said(
            "a program with credentials that {product} does not understand searches it",
            "a program with credentials that Jira does not understand searches it",
            gives="answer",
        ),
    )
    served = "a program sends an Authorization header of a scheme that the product does not have"

    def provoke(self, running: RunningTopology, **named: Any) -> Reply:
        return running.program(named["product"]).searches(("Authorization", "Bearer of-some-other-product"))


FAULT = Ignored
