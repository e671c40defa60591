"""What a fault is: something at the door that answers instead of the product."""

from abc import ABC, abstractmethod
from typing import ClassVar

from applink_simulator.domain.messages import IncomingRequest, Reply


class Fault(ABC):
    """``name`` completes the sentence "Jira …" in a scenario."""

    name: ClassVar[str]

    @abstractmethod
    def at_the_door(self, request: IncomingRequest) -> Reply | None:
        """What is answered instead; None lets the request pass."""

    def undo(self) -> None:  # noqa: B027 - most faults end by being taken away
        """Let go of whoever is being kept waiting."""


def is_about_manifest(request: IncomingRequest) -> bool:
    """In any version, in XML or JSON."""
    return "/rest/applinks/" in request.path and request.path.rpartition("/")[2].startswith("manifest")


HTML = (("Content-Type", "text/html;charset=UTF-8"),)
