"""Errors for a while after a restart, which go away without anybody's doing."""

from typing import Any

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront, answering
from applink_simulator.topology.fronts.front import Front
from applink_simulator.topology.running import RunningTopology


class NotUpYet(InFront):
    """The proxy is up, the product behind it is not, and the proxy answers with pages of its own."""

    id = "F-13"
    rank = 28
    phrases = (
        Said(
            "the proxy in front of {product} is up, and it is not",
            "the proxy in front of Jira is up, and it is not",
            {"stopped": True},
        ),
        Said(
            "the proxy in front of {product} takes it to be down",
            "the proxy in front of Jira takes it to be down",
            {"front": answering(status=503)},
        ),
        Said("{product} is unavailable", "Jira is unavailable", {"at_the_door": True}),
    )
    served = "the product's server is stopped behind a proxy of our own; or that, or the product's door, answers 503"
    docker = "the product's container is stopped behind nginx; or that, or the product's door, answers 503"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        product = named["product"]
        if named.pop("at_the_door", False):
            running.misbehave(product, "is unavailable")
        elif named.pop("stopped", False):
            running.spoil_front(product, Front(when_down=503))
            running.switch_off(product)
        else:
            super().provoke(running, **named)


FAULT = NotUpYet
