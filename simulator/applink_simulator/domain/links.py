"""A link end: what one product knows of its link, and the only thing stored."""

from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from urllib.parse import urlsplit

_TYPES = "com.atlassian.applinks.api.auth.types."


class Provider(Enum):
    """How a calling end may prove itself; the value is the class name on the wire (applinks.md 2.3)."""

    OAUTH = _TYPES + "OAuthAuthenticationProvider"
    """Three-legged: with the token that this user was granted."""
    TWO_LEGGED = _TYPES + "TwoLeggedOAuthAuthenticationProvider"
    """Two-legged: as the user that the serving end has pre-configured."""
    IMPERSONATION = _TYPES + "TwoLeggedOAuthWithImpersonationAuthenticationProvider"
    BASIC = _TYPES + "BasicAuthenticationProvider"
    TRUSTED = _TYPES + "TrustedAppsAuthenticationProvider"
    CORS = _TYPES + "CorsAuthenticationProvider"


class Level(IntEnum):
    """The ladder of OAuth levels of one direction of a link (auth.md 3.1)."""

    DISABLED = 0
    THREE_LEGGED_ONLY = 1
    OAUTH = 2
    IMPERSONATION = 3

    @classmethod
    def of_bits(cls, *, enabled: bool, two_legged: bool, impersonation: bool) -> "Level":
        """The highest bit wins (applinks.md 3.3)."""
        if impersonation:
            return cls.IMPERSONATION
        if two_legged:
            return cls.OAUTH
        return cls.THREE_LEGGED_ONLY if enabled else cls.DISABLED

    @classmethod
    def of_providers(cls, providers: frozenset[Provider]) -> "Level":
        return cls.of_bits(
            enabled=Provider.OAUTH in providers,
            two_legged=Provider.TWO_LEGGED in providers,
            impersonation=Provider.IMPERSONATION in providers,
        )

    @property
    def providers(self) -> frozenset[Provider]:
        """What a calling end at this level has configured."""
        ladder = (Provider.OAUTH, Provider.TWO_LEGGED, Provider.IMPERSONATION)
        return frozenset(ladder[: self.value])


OAUTH_PROVIDERS = frozenset({Provider.OAUTH, Provider.TWO_LEGGED, Provider.IMPERSONATION})


@dataclass(frozen=True, slots=True)
class BasicAccount:
    """The one user name and password that a link with basic access sends, whoever is logged in."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """One product's half of an application link; ``application_id`` is the remote's."""

    application_id: str
    type_id: str
    name: str
    rpc_url: str
    """Where this product's server calls the remote."""
    display_url: str
    """Where people's browsers are sent."""
    primary: bool = False
    system: bool = False
    providers: frozenset[Provider] = frozenset()
    """How this end proves itself when it calls: the outgoing direction."""
    basic_account: BasicAccount | None = None

    @property
    def outgoing(self) -> Level:
        return Level.of_providers(self.providers)

    def at_outgoing_level(self, level: Level) -> "LinkEnd":
        return replace(self, providers=(self.providers - OAUTH_PROVIDERS) | level.providers)

    def reaches(self, url: str) -> bool:
        """Whether the URL lies below the remote's RPC URL: nothing else is ever signed (auth.md 3.4)."""
        here, there = urlsplit(self.rpc_url), urlsplit(url)
        if (here.scheme, here.netloc.lower()) != (there.scheme, there.netloc.lower()):
            return False
        if {".", ".."} & set(there.path.lower().replace("%2e", ".").split("/")):
            return False
        root = here.path.rstrip("/")
        return there.path == root or there.path.startswith(root + "/")


@dataclass(frozen=True, slots=True)
class Consumer:
    """What the serving end holds to trust the calling one: the incoming direction."""

    key: str
    name: str
    public_key: str
    """Base64 of the DER SubjectPublicKeyInfo, one line (auth.md 1.3)."""
    description: str = ""
    callback: str | None = None
    application_id: str | None = None
    """The link it came with; None when it was registered by hand or its link is gone (an orphan)."""
    three_legged_allowed: bool = True
    two_legged_allowed: bool = False
    two_legged_user: str | None = None
    """The pre-configured user; two-legged requests without one run anonymous."""
    impersonation_allowed: bool = False

    @property
    def level(self) -> Level:
        return Level.of_bits(
            enabled=self.three_legged_allowed,
            two_legged=self.two_legged_allowed,
            impersonation=self.impersonation_allowed,
        )

    def at_level(self, level: Level) -> "Consumer":
        return replace(
            self,
            three_legged_allowed=level >= Level.THREE_LEGGED_ONLY,
            two_legged_allowed=level >= Level.OAUTH,
            impersonation_allowed=level >= Level.IMPERSONATION,
        )


@dataclass(frozen=True, slots=True)
class ProjectLink:
    """A project or space of this product, linked with one of the remote (applinks.md 6)."""

    local_key: str
    application_id: str
    """The remote's: a project link hangs on the application link, whatever that link's address."""
    type_id: str
    """What the remote's is, such as ``jira.project``."""
    key: str
    name: str
    primary: bool = False
    """The one that is offered first; one of each type for each local project."""

    def is_same(self, other: "ProjectLink") -> bool:
        """Between the same two, whatever it is called."""
        return (self.local_key, self.application_id, self.type_id, self.key) == (
            other.local_key,
            other.application_id,
            other.type_id,
            other.key,
        )
