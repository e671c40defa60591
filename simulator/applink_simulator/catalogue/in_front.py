"""Faults of what stands in front of a product: entries that are told by what is put there."""

from typing import Any, ClassVar

from applink_simulator.catalogue.entry import Entry
from applink_simulator.topology.fronts.front import Certificate, Front, Match, Override
from applink_simulator.topology.running import RunningTopology

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class InFront(Entry):
    """``told`` has the front, or what makes one of what the phrase names."""

    served = "a proxy of our own stands in front of the product, with certificates made for it"
    docker = "nginx stands in front of the product's container, with certificates made for it"
    needs: ClassVar[frozenset[str]] = frozenset({"sockets"})

    def provoke(self, running: RunningTopology, **named: Any) -> None:
        running.spoil_front(named.pop("product"), self.front(**named))

    def front(self, **named: Any) -> Front:
        """For what the phrase names besides the product."""
        front: Front = named["front"]
        return front


def plain(**said: Any) -> Front:
    """At an address without encryption."""
    return Front(Certificate.NONE, scheme="http", **said)


def answering(match: Match | None = None, /, **said: Any) -> Front:
    """It has an answer of its own to the requests that match."""
    return Front(overrides=(Override(match or Match(), **said),))
