"""Where products run: what a backend has built, and what can happen to it there."""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.linking.product import Transport
from applink_simulator.topology.control import Control

if TYPE_CHECKING:
    from applink_simulator.topology.fronts.front import Front, StandingFront


class NotPossibleHere(ApplinkError):
    """What is wanted cannot happen on this machine, or by these means: a scenario that wants it is not run."""


class NeedsSockets(NotPossibleHere):
    message = "{what} needs sockets: use the backend served, or docker."


class Cut(Enum):
    """How requests in one direction come to grief."""

    REFUSED = "refused"
    """As by a firewall that says so, or where nothing listens."""
    DROPPED = "dropped"
    """As by a firewall that says nothing: whoever calls waits until patience is over."""
    RESET = "reset"
    """The connection is torn down as soon as something is sent on it."""


class Site(Protocol):
    """Names are product names as the topology has them."""

    @property
    def people(self) -> Transport:
        """How people reach the products."""

    def control(self, name: str) -> Control: ...

    def base_url(self, name: str) -> str: ...

    def published(self, name: str) -> str:
        """The origin on loopback at which people find it, where that is not its base URL's; else empty."""

    def switch_off(self, name: str) -> None:
        """The product's process is gone, its machine is not: whoever calls is refused."""

    def switch_on(self, name: str) -> bool:
        """It runs again, with what it had confirmed; False when it ran already."""

    def vacate(self, name: str) -> None:
        """Nobody is at its address any more, and it need not run until it has moved."""

    def move(self, name: str, origin: str | None, path: str) -> bool:
        """To an origin where nobody is, or to a free one, and there below a path; it runs afterwards.

        True when it did not run, or its process is another one then, as after ``switch_on``.
        """

    def put_up_signpost(self, old_url: str, new_url: str) -> None:
        """At an address where nobody is, everybody is sent on."""

    def put_in_front(self, name: str, front: "Front", port: int) -> "StandingFront":
        """Starts something in front of one product, with the trust that is due to it; port 0 is a free one."""

    def hide_name(self, name: str, seen_by: str) -> None:
        """One product cannot resolve the host name of the other any more."""

    def cut(self, calling: str, serving: str, how: Cut) -> None:
        """From now on requests of the one do not reach the other; the other direction is as it was."""

    def mend(self) -> None:
        """Names, cuts and signposts are as they were at first."""

    def said(self, since: float) -> Mapping[str, str]:
        """By product, what its process has written since that second, where it has a process of its own."""

    def stop(self) -> None: ...
