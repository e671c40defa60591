"""Clients stumble over a page where they expected data, and macros stay empty."""

from typing import Any

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront, answering
from applink_simulator.topology.running import RunningTopology

SENDS_ITSELF = (
    b"<html><body onload='document.forms[0].submit()'>"
    b"<form method=post action='https://sso.invalid/'><input type=hidden name=SAMLRequest></form></body></html>"
)


class Gateway(InFront):
    """A gateway for signing in stands in front of the product, and answers machines as it answers people."""

    id = "F-10"
    rank = 11
    phrases = (
        Said(
            "the proxy in front of {product} shows everybody a page to sign in",
            "the proxy in front of Jira shows everybody a page to sign in",
            {"front": answering(body=b"<html><form method=post><input name=user></form></html>")},
        ),
        Said(
            "the proxy in front of {product} shows everybody a form that sends itself",
            "the proxy in front of Jira shows everybody a form that sends itself",
            {"front": answering(body=SENDS_ITSELF)},
        ),
        Said(
            "the proxy in front of {product} sends everybody elsewhere to sign in",
            "the proxy in front of Jira sends everybody elsewhere to sign in",
            {"front": answering(status=302, location="https://sso.invalid/")},
        ),
        Said("{product} is hidden behind a login page", "Jira is hidden behind a login page", {"at_the_door": True}),
    )
    served = "a proxy of our own, or a fault at the product's door, answers in its place"
    docker = "nginx, or a fault at the product's door, answers in its place"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        if named.pop("at_the_door", False):
            running.misbehave(named["product"], "answers with a login page")
        else:
            super().provoke(running, **named)


FAULT = Gateway
