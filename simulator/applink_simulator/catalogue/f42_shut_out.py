"""One person is refused, whatever they ask for; everybody else goes on as before."""

from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class ShutOut(Entry):
    """The account on the other product was deactivated, or has no licence to use it."""

    id = "F-42"
    rank = 38
    phrases = (
        Said("{user} is deactivated at {product}", "alice is deactivated at Jira"),
        Said("{user} has been deactivated at {product}", "alice has been deactivated at Jira"),
        Said("{user} has no licence for {product}", "alice has no licence for Jira", {"licence": False}),
    )
    served = "an administrator deactivates the account over REST, or it is taken off the list of those who may log in"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        product, user, control = named["product"], named["user"], running.control(named["product"])
        if named.get("licence", True):
            administrator = running.administrator(product)
            administrator.must(administrator.deactivate(user), f"deactivating {user}")
            return
        control.put_rights(may_use=[each["name"] for each in control.users() if each["name"].lower() != user.lower()])


FAULT = ShutOut
