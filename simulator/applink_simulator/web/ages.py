"""Which applinks resources a product of an older version does not have yet, or not any more."""

import re
from dataclasses import dataclass
from functools import lru_cache

from applink_simulator.domain.errors import NoSuchPath
from applink_simulator.linking.product import CAPABILITIES, MIGRATION_API, STATUS_API, Product

Version = tuple[int, ...]

REST_2: Version = (4,)
REST_3: Version = (5,)
WITH_CAPABILITIES: Version = (5, 0, 5)
STILL_THERE: Version = (9999,)


@dataclass(frozen=True)
class Age:
    """A sort of resources and the applinks versions that have it."""

    paths: str
    """A regular expression for where they begin."""
    since: Version = ()
    until: Version = STILL_THERE

    def includes(self, version: Version) -> bool:
        return self.since <= version < self.until


_V3 = "/rest/applinks/(3.0|latest)"

AGES = (
    Age("/rest/applinks/2.0/", since=REST_2),
    Age("/rest/applinks/3.0/", since=REST_3),
    Age(f"{_V3}/(applinks|features|feature-discovery)(/|$)", since=REST_3),
    Age(f"{_V3}/capabilities(/|$)", since=WITH_CAPABILITIES),
    Age(f"{_V3}/status/", since=CAPABILITIES[STATUS_API]),
    Age(f"{_V3}/migration/", since=CAPABILITIES[MIGRATION_API]),
    # What OAuth is set to moved to resources of its own (applinks.md 1, row 7).
    Age("/rest/applinks-oauth/", since=REST_3),
    Age("/rest/applinks/[^/]+/applicationlink/[^/]+/authentication(/consumer)?$", since=REST_2, until=REST_3),
    Age("/rest/applinks/[^/]+/applicationlink/[^/]+/authentication/provider", since=REST_2),
)


@lru_cache
def _missing_at(version: Version) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{age.paths})" for age in AGES if not age.includes(version)))


def require_known(product: Product, path: str) -> None:
    """NoSuchPath for a resource that products of this one's version do not have."""
    if _missing_at(product.applinks).match(path):
        raise NoSuchPath(url=product.url(path))
