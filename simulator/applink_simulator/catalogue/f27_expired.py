"""People who had allowed access are asked again, and macros show where to log in."""

from typing import Any

from applink_simulator.authentication.oauth_per_user import ACCESS_TOKEN_LIFETIME
from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.topology.running import RunningTopology


class Expired(Entry):
    """The access token is past its life of five years, or the session that could renew it is."""

    id = "F-27"
    rank = 26
    phrases = (
        Said(
            "what {calling:product} may do for people at {serving:product} has expired",
            "what Confluence may do for people at Jira has expired",
        ),
    )
    served = "the clocks of all products jump by the life of an access token"

    def provoke(self, running: RunningTopology, **_named: Any) -> None:
        running.clock.move(ACCESS_TOKEN_LIFETIME)


FAULT = Expired
