"""The link cannot be created: the wizard asks for a consumer key, as for an unknown application."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Corrupt(Entry):
    """A record of an earlier link is left in the database, without the type of the application."""

    id = "F-48"
    phrases = (
        Said(
            "{product} has a corrupt record of a link to {remote:product}",
            "Jira has a corrupt record of a link to Confluence",
        ),
    )
    served = "the type is removed from the record in the product's database"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        remote, control = running.place(named["remote"]), running.control(named["product"])
        if all(end["application_id"] != remote.application_id for end in control.links()):
            administrator = running.administrator(named["product"])
            administrator.must(administrator.create_end(remote), f"creating the link to {remote.name}")
        control.rewrite_link(remote.application_id, type_id="")


FAULT = Corrupt
