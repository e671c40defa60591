"""What is done on a test system appears in production, and the two cannot both be linked."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Copy(Entry):
    """An installation was copied with its id, its key and its links, and the copy still runs as the original."""

    id = "F-30"
    rank = 29
    phrases = (Said("{product} is a copy of {original:product}", "Staging is a copy of Production"),)
    served = "the one product gets the server id, the private key and the outgoing links of the other"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        copy, original = running.control(named["product"]), running.control(named["original"])
        running.change(named["product"], server_id=original.product()["server_id"])
        copy.put_private_key(original.private_key())
        administrator = running.administrator(named["product"])
        for end in original.links():
            remote = running.place_of(end["application_id"])
            administrator.must(administrator.create_end(remote), f"creating the link to {remote.name}")
            copy.rewrite_link(remote.application_id, outgoing=end["outgoing"])


FAULT = Copy
