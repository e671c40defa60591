"""Where a running product is found, as anybody outside it knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A product's name in the topology and its address."""

    name: str
    kind: str
    title: str
    url: str
    """The base URL, without a trailing slash."""
    application_id: str
    front: str = ""
    """The address of what stands in front of it, where something does."""
    published: str = ""
    """The origin on loopback to which people's programs connect for the base URL; empty where that is its own."""

    @property
    def address(self) -> str:
        """Where other products call it; people use the base URL."""
        return self.front or self.url
