"""Administrators are told to upgrade the configuration of the link."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Retired(Entry):
    """The link still has Trusted Applications or Basic access, which newer products have given up."""

    id = "F-37"
    phrases = (
        Said(
            "{product} still trusts {remote:product} with Trusted Applications",
            "Confluence still trusts Jira with Trusted Applications",
        ),
    )
    served = "an administrator of the product switches it on over REST"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        administrator = running.administrator(named["product"])
        trusted = administrator.trust_certificates(running.place(named["remote"]))
        administrator.must(trusted, f"trusting {named['remote']}")


FAULT = Retired
