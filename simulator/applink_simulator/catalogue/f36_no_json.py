"""A program that expects JSON stumbles over the refusal: it is a form, or a page."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology


class NoJson(Entry):
    """OAuth's problems are told as a form, whatever the request accepts."""

    id = "F-36"
    rank = 37
    phrases = (
        Said(
            "a program with a token that {product} does not know asks it for {item}",
            "a program with a token that Jira does not know asks it for DEMO-1",
            gives="answer",
        ),
    )
    served = "a program that is registered as a consumer of its own sends a token that was never issued"

    def provoke(self, running: RunningTopology, **named: Any) -> Reply:
        return running.program(named["product"]).views(named["item"], token="never-issued")


FAULT = NoJson
