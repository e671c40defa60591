"""An account is suddenly refused with 403, although its password is right."""

from dataclasses import replace
from typing import Any

from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Captcha(Entry):
    """Somebody got the password wrong several times: the account has to log in with a browser first."""

    id = "F-45"
    phrases = (
        Said(
            "somebody gets the password of {user} wrong {count:d} times at {product}",
            "somebody gets the password of integration wrong 3 times at Jira",
        ),
    )
    served = "requests with that name and a wrong password are sent"

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        person = replace(running.administrator(named["product"], named["user"]), password="not the password")
        for _ in range(named["count"]):
            person.look_at_links()


FAULT = Captcha
