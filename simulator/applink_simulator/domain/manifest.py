"""What a product tells strangers about itself."""

from dataclasses import dataclass
from functools import lru_cache

COMPATIBILITY_PLACEHOLDER = "placeholder.to.ensure.backwards.compatibility"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fields of applinks.md 2.2; ``applinks_version`` None means the remote knows no application links."""

    id: str
    name: str
    type_id: str
    url: str
    version: str | None = None
    build_number: int = 0
    applinks_version: str | None = None
    inbound_types: tuple[str, ...] = ()
    outbound_types: tuple[str, ...] = ()
    public_signup: bool | None = None
    icon_url: str | None = None
    icon_uri: str | None = None

    def has_application_links(self) -> bool:
        """Older ones than 3 count as none (applinks.md 5.8)."""
        return self.applinks_version is not None and version_tuple(self.applinks_version) >= (3,)

    def knows_capabilities(self) -> bool:
        """From applinks 5.0.5 on a product is asked for its capabilities (applinks.md 1, row 3)."""
        return self.applinks_version is not None and version_tuple(self.applinks_version) >= (5, 0, 5)


@lru_cache
def version_tuple(version: str) -> tuple[int, ...]:
    """``9.1.4.qualifier`` as (9, 1, 4); parts that are no number count as 0."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split(".")[:3])
