"""A product: a running mock application, known by its application id while its base URL may change."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Protocol
from urllib.parse import quote, urlencode

from applink_simulator import __version__
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.authentication.scheme import Calling, Scheme, Serving
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.exchanges import Journal
from applink_simulator.domain.hops import ASKING, TOLD_IN, Hops, in_hand
from applink_simulator.domain.identity import default_server_id, name_based_id
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.manifest import COMPATIBILITY_PLACEHOLDER, Manifest, version_tuple
from applink_simulator.domain.messages import IncomingRequest, OutgoingRequest, Reply
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.domain.state import State
from applink_simulator.domain.users import User
from applink_simulator.products.kind import ProductKind, Release

STATUS_API = "STATUS_API"
MIGRATION_API = "MIGRATION_API"
CAPABILITIES: dict[str, tuple[int, ...]] = {STATUS_API: (5, 0, 5), MIGRATION_API: (5, 2)}
"""What remotes ask for, and since which applinks version it is there; from when on exactly is a guess."""

OAUTH_ALONE = (5, 2)
"""From here on new links have no other authentication (applinks.md 0)."""


PRIVATE_KEY = "private-key"
"""The setting of a product that holds its key pair, as PEM."""


@cache
def _agent(name: str) -> str:
    return f"applink-simulator/{__version__} (product {quote(name, safe='')})"


class Transport(Protocol):
    """Carries a request, brings a reply; raises a RemoteUnreachable when there is none."""

    def send(self, request: OutgoingRequest) -> Reply: ...


def nothing_intercepts(_request: IncomingRequest) -> None:
    """No fault stands at the door."""


@dataclass
class Product:
    """What a product is and what it works with; what it remembers is in its ``state`` alone."""

    name: str
    kind: ProductKind
    base_url: str
    """Without a trailing slash."""
    state: State
    transport: Transport
    key_source: Callable[[], KeyPair]
    """Asked once, when the key is first needed: making one takes a while."""
    clock: Clock = field(default_factory=Clock)
    journal: Journal = field(default_factory=Journal)
    title: str = ""
    version: str = ""
    profile: Profile = Profile.VENDOR
    guesses: Guesses = field(default_factory=Guesses)
    server_id: str = ""
    """Where the application id comes from; a copy of an installation has the same one."""
    intercept: Callable[[IncomingRequest], Reply | None] = nothing_intercepts
    """What the door does before anything else: where faults stand."""
    told_origin: str = ""
    """Scheme, host and port of the proxy in front, if an administrator has told the product of one."""
    secure_administrator_sessions: bool = True
    """Whether administrators give their password again before they change links in a browser."""
    tokens_need_tls: bool = False
    """Whether the token endpoints refuse plain http (RFC 5849 2.1 and 2.3)."""
    patience: float = 5.0
    """Seconds a page waits for a remote before it says so."""

    def __post_init__(self) -> None:
        self.title = self.title or self.name.replace("-", " ").title()
        self.version = self.version or self.kind.default_version
        self.server_id = self.server_id or default_server_id(self.name)

    @cached_property
    def application_id(self) -> str:
        return name_based_id(self.server_id)

    @cached_property
    def key(self) -> KeyPair:
        return self.key_source()

    @cached_property
    def consumer_key(self) -> str:
        """``<product>:<digits>``; the exact format is a guess of the reference (auth.md 1.9).

        A copy of an installation has the same one.
        """
        return f"{self.kind.name}:{int(self.application_id.replace('-', ''), 16) % 10**10:010d}"

    @cached_property
    def signer(self) -> Signer:
        return Signer(self.consumer_key, self.key, self.clock)

    def forget_key(self) -> None:
        """It is asked for anew: the product has another one."""
        for name in ("key", "signer"):
            vars(self).pop(name, None)

    def forget_identity(self) -> None:
        """The application id and what is made of it are worked out anew."""
        for name in ("application_id", "consumer_key", "signer"):
            vars(self).pop(name, None)

    @property
    def serving(self) -> Serving:
        return Serving(self.state, self.profile, self.guesses, self.clock)

    def calling(self, end: LinkEnd, scheme: Scheme, user: User | None) -> Calling:
        """Tokens are looked for only where the authentication type needs one."""
        if user is None or scheme.provider is not Provider.OAUTH:
            return Calling(self.signer, end)
        token = self.state.user_tokens.get(end.application_id, user.name)
        return Calling(self.signer, end, self.authorisation_url(end), token)

    def authorisation_url(self, end: LinkEnd, redirect_url: str | None = None) -> str:
        """Where a person starts to authenticate at the link's remote, and where that leads afterwards (auth.md 2)."""
        query = {"applicationLinkID": end.application_id} | ({"redirectUrl": redirect_url} if redirect_url else {})
        return f"{self.base_url}/plugins/servlet/applinks/oauth/login-dance/authorize?{urlencode(query)}"

    def send(self, request: OutgoingRequest) -> Reply:
        """Out into the world; every request of this product leaves here."""
        request = request.with_headers(("User-Agent", _agent(self.name)))
        hops = in_hand.get()
        reply = self.transport.send(request) if hops is None else self._send_timed(request, hops)
        if reply.status in (400, 401):
            self.journal.note_signed_text(request)
        return reply

    def _send_timed(self, request: OutgoingRequest, hops: Hops) -> Reply:
        began, told = time.perf_counter(), None
        try:
            reply = self.transport.send(request.with_headers(ASKING))
            told = reply.header(TOLD_IN)
            return reply
        finally:
            hops.waited(time.perf_counter() - began, told)

    def url(self, path: str) -> str:
        """Absolute, for a path that starts with a slash and lies below the context path."""
        return self.base_url + path

    @property
    def release(self) -> Release:
        return self.kind.versions[self.version]

    @property
    def applinks(self) -> tuple[int, ...]:
        """The version of application links in it, as a number."""
        return version_tuple(self.release.applinks)

    @property
    def capabilities(self) -> list[str]:
        return [name for name, since in CAPABILITIES.items() if self.applinks >= since]

    @property
    def manifest(self) -> Manifest:
        oauth = (Provider.OAUTH.value, Provider.TWO_LEGGED.value, Provider.IMPERSONATION.value)
        retired = (Provider.TRUSTED.value, Provider.BASIC.value)
        types = (COMPATIBILITY_PLACEHOLDER, *oauth) if self.applinks >= OAUTH_ALONE else (*oauth, *retired)
        return Manifest(
            id=self.application_id,
            name=self.title,
            type_id=self.kind.type_id,
            url=self.base_url,
            version=self.version,
            build_number=self.release.build,
            applinks_version=self.release.applinks,
            inbound_types=types,
            # The products fill this from the inbound list (applinks.md 2.2).
            outbound_types=types,
            public_signup=False,
            icon_url=self.url(self.kind.icon),
            icon_uri=self.url(self.kind.icon_large),
        )
