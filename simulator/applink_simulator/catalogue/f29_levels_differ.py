"""Both ends say that they use different authentication; requests are refused, or served as somebody else."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import LEVELS


class LevelsDiffer(Entry):
    """One end was set to another authentication than the other one: what it sends is not what is taken."""

    id = "F-29"
    rank = 7
    phrases = (
        Said(
            "{calling:product} sends {outgoing:level} to {serving:product}, which takes {incoming:level}",
            'Confluence sends OAuth to Jira, which takes "OAuth with impersonation"',
        ),
    )
    served = "an administrator of each product sets it so over REST"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        for here, there, direction, level in (
            (named["calling"], named["serving"], "outgoing", named["outgoing"]),
            (named["serving"], named["calling"], "incoming", named["incoming"]),
        ):
            administrator, remote = running.administrator(here), running.place(there)
            levels = administrator.levels(remote) | {direction: LEVELS[level]}
            answered = administrator.set_levels(remote, levels["incoming"], levels["outgoing"])
            administrator.must(answered, f"setting {direction} requests at {here}")


FAULT = LevelsDiffer
