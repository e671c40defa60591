"""People argue whether a thing exists: some see it, and others are told that there is no such thing."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Hidden(Entry):
    """The permission to see it is missing, which products tell by 401, 403 or 404."""

    id = "F-43"
    rank = 19
    phrases = (Said("{product} hides {item} from everybody but {user}", "Jira hides DEMO-1 from everybody but bob"),)
    served = "the thing's own list of readers is changed"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.control(named["product"]).change_item(named["item"], visible_to=[named["user"]])


FAULT = Hidden
