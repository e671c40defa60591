"""Instead of the status, the list of links shows where to authenticate."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class NoToken(Entry):
    """The administrator has not allowed the product yet to ask the other one on their behalf."""

    id = "F-47"
    rank = 14
    phrases = (
        Said(
            "{user} has not let {calling:product} act for her/him at {serving:product} yet",
            "anna has not let Confluence act for her at Jira yet",
        ),
    )
    served = "the product is asked over REST to drop that person's token"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        administrator = running.administrator(named["calling"], named["user"])
        dropped = administrator.drop_token(running.place(named["serving"]))
        administrator.must(dropped, f"dropping the token of {named['user']}")


FAULT = NoToken
