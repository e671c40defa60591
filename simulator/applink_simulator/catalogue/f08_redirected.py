"""The wizard warns that the address redirects; requests over a link are not sent on."""

from typing import Any

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Front, Redirect
from applink_simulator.topology.running import RunningTopology


class Redirected(InFront):
    """Everybody is sent on to another scheme or path, and what was signed was the old address."""

    id = "F-08"
    rank = 18
    phrases = (
        Said(
            "the proxy in front of {product} sends everybody on to https",
            "the proxy in front of Jira sends everybody on to https",
            {"front": Front(redirects=Redirect(scheme="http"))},
        ),
        Said(
            "the proxy in front of {product} sends everybody on to another path",
            "the proxy in front of Jira sends everybody on to another path",
            {"front": Front(redirects=Redirect(302, path="/old"))},
        ),
        Said(
            "the address of {product} redirects elsewhere",
            "the address of Jira redirects elsewhere",
            {"at_the_door": True},
        ),
    )
    served = "a proxy of our own, or a fault at the product's door, answers with a redirect"
    docker = "nginx, or a fault at the product's door, answers with a redirect"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        if named.pop("at_the_door", False):
            running.misbehave(named["product"], "redirects elsewhere")
        else:
            super().provoke(running, **named)


FAULT = Redirected
