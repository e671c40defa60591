"""The servers talk, but whoever wants to authenticate is sent to a dead address."""

from typing import Any
from urllib.parse import urlsplit

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class DisplayUrlInternal(Entry):
    """People are sent to the address by which servers know the application, and their browsers do not know it."""

    id = "F-06"
    rank = 15
    phrases = (
        Said(
            "the link of {product} to {remote:product} sends people to an address that only servers know",
            "the link of Confluence to Jira sends people to an address that only servers know",
        ),
    )
    served = "the display URL in the link's record has a host name that no browser resolves"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        remote = running.place(named["remote"])
        url = f"http://{remote.name}.internal.invalid{urlsplit(remote.url).path}"
        running.rewrite_end(named["product"], named["remote"], display_url=url)


FAULT = DisplayUrlInternal
