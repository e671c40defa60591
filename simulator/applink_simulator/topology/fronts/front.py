"""How what stands in front of a product behaves: well, badly, or with lies about who asked for what.

A ``Front`` is a value. ``python_front`` makes it real within this process, ``nginx`` with Debian's nginx.

Products are told of their proxy as an administrator would tell them: they then take requests for ones to the
proxy's address. One that was not told rebuilds its own address, and finds every signature wrong. One that was told
something wrong does likewise.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from applink_simulator.domain.errors import ApplinkError

LOOPBACK = "127.0.0.1"
HTML = "text/html; charset=utf-8"
_PORTS = {"http": 80, "https": 443}


class FrontMakesNoSense(ApplinkError):
    message = "This front cannot be: {reason}."


class Certificate(Enum):
    NONE = "none"
    """Whoever expects encryption is answered without."""
    GOOD = "good"
    UNTRUSTED = "untrusted"
    """By an authority that nobody has heard of."""
    SELF_SIGNED = "self-signed"
    OF_ANOTHER_HOST = "of another host"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    WITHOUT_CHAIN = "without chain"
    """The authority in between, which issued it, is not shown along with it."""


class Handshake(Enum):
    """How the two agree on encryption, or why they do not, whatever the certificate."""

    MODERN = "modern"
    OLD_PROTOCOL = "old protocol"
    """It knows nothing newer than TLS 1.1, as before an upgrade that the other side has had."""
    NO_COMMON_CIPHER = "no common cipher"
    """All that it has to offer are ciphers that nobody takes any more."""
    UNKNOWN_NAME = "unknown name"
    """It serves other names, and hangs up on whoever does not ask for one of them."""


@dataclass(frozen=True)
class Forward:
    """What the product gets to hear of the address that a client asked for; None is the truth."""

    scheme: str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    """The context path that the product is asked for, in place of its own."""
    keeps_address: bool = True
    """Else the product hears the address at which the proxy calls it, and host and port make no difference."""


@dataclass(frozen=True)
class Match:
    """Which requests are meant."""

    path: str = "*"
    """As it was sent, still escaped and without its query; ``*`` is any text."""
    methods: frozenset[str] = frozenset()
    """None are all of them."""

    @property
    def pattern(self) -> str:
        """The path as a regular expression, for Python and PCRE alike."""
        return "[^?]*".join(re.escape(part) for part in self.path.split("*"))

    def takes(self, method: str, path: str) -> bool:
        return (not self.methods or method in self.methods) and bool(re.fullmatch(self.pattern, path))


@dataclass(frozen=True)
class Override:
    """An answer in the product's place, or something done to the product's own, for the requests that match."""

    match: Match = field(default_factory=Match)
    status: int = 200
    type: str = ""
    """Of the content; empty is HTML for a canned answer, and what the product says for the product's own."""
    body: bytes | None = b""
    """None lets the product answer, with its own status."""
    headers: tuple[tuple[str, str], ...] = ()
    """Beside the others."""
    location: str = ""
    """Where a redirect leads."""
    delay: float = 0.0
    """Seconds before anything is done with the request."""
    cut_after: int | None = None
    """Bytes of the body after which the connection breaks, if there are more."""

    def __post_init__(self) -> None:
        if self.location and not 300 <= self.status < 400:
            raise FrontMakesNoSense(reason=f"an answer {self.status} leads nowhere, so it can have no location")
        if self.body is None and (self.status != 200 or self.location):
            raise FrontMakesNoSense(reason="the product's own answer keeps its status: give a body, or leave that")
        if "\r" in self.location + self.type or "\n" in self.location + self.type:
            raise FrontMakesNoSense(reason="a header is a single line")

    @property
    def canned(self) -> bool:
        return self.body is not None


class Reencoding(Enum):
    """How the query is written otherwise; what it means to a form's reader stays, but for the last two."""

    SPACE_AS_PLUS = "%20 as +"
    PLUS_AS_SPACE = "+ as %20"
    PLAIN_SLASHES = "%2F as /"
    ESCAPED_SLASHES = "/ as %2F"
    LOWER_CASE = "%2F as %2f"
    PLAIN_BRACKETS = "%5B as ["
    ESCAPED_BRACKETS = "[ as %5B"
    PLUS_AS_ITSELF = "+ as %2B"
    """By somebody who does not know that a plus is a space."""
    TWICE = "%20 as %2520"
    """By somebody who does not see that it is escaped already."""

    def of(self, query: str) -> str:
        return _REENCODINGS[self](query)


def _each(pattern: str, writing: str | Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    return lambda query: re.sub(pattern, writing, query)


_REENCODINGS: dict[Reencoding, Callable[[str], str]] = {
    Reencoding.SPACE_AS_PLUS: _each("%20", "+"),
    Reencoding.PLUS_AS_SPACE: _each(r"\+", "%20"),
    Reencoding.PLAIN_SLASHES: _each("(?i)%2f", "/"),
    Reencoding.ESCAPED_SLASHES: _each("/", "%2F"),
    Reencoding.LOWER_CASE: _each("%[0-9A-F]{2}", lambda escape: escape[0].lower()),
    Reencoding.PLAIN_BRACKETS: _each("(?i)%5[bd]", lambda escape: unquote(escape[0])),
    Reencoding.ESCAPED_BRACKETS: _each(r"[\[\]]", lambda bracket: quote(bracket[0])),
    Reencoding.PLUS_AS_ITSELF: _each(r"\+", "%2B"),
    Reencoding.TWICE: _each("%", "%25"),
}


@dataclass(frozen=True)
class Query:
    """What becomes of the query on its way to the product."""

    reencodings: tuple[Reencoding, ...] = ()
    appends: str = ""
    """A parameter of the proxy's own, such as one that should defeat caches."""

    def of(self, query: str) -> str:
        for reencoding in self.reencodings:
            query = reencoding.of(query)
        return "&".join(filter(None, (query, self.appends)))


class TooLong(Enum):
    """What becomes of a request with a header line that is too long."""

    DROPPED = 0
    """It goes on without its Authorization if that is the one; others pass."""
    REFUSED_400 = 400
    REFUSED_431 = 431


@dataclass(frozen=True)
class HeaderRules:
    """What becomes of headers on their way to the product."""

    drops: tuple[str, ...] = ()
    longest: int | None = None
    """Bytes of a header line. Who refuses long ones refuses a long request line, too."""
    too_long: TooLong = TooLong.DROPPED


@dataclass(frozen=True)
class Redirect:
    """Links know an address from which everybody is sent on to the one where the product is."""

    status: int = 301
    scheme: str | None = None
    """Of the address that links know, at a port of its own; None: it is at the same one."""
    path: str | None = None
    """The context path that links know; None: it is the same one."""

    def __post_init__(self) -> None:
        if self.scheme is None and self.path is None:
            raise FrontMakesNoSense(reason="it sends everybody where they are: give the redirect a scheme or a path")


@dataclass(frozen=True)
class Front:
    """How one kind of front behaves."""

    certificate: Certificate = Certificate.GOOD
    scheme: str = "https"
    """Of the address that other products know."""
    path: str | None = None
    """The context path that other products know; None: the product's own."""
    handshake: Handshake = Handshake.MODERN
    demands_certificate: bool = False
    tells_product: bool = True
    """Whether the product knows at which address it is called, or what ``forwards`` makes of that."""
    forwards: Forward = field(default_factory=Forward)
    overrides: tuple[Override, ...] = ()
    """The first one that matches counts."""
    query: Query = field(default_factory=Query)
    headers: HeaderRules = field(default_factory=HeaderRules)
    redirects: Redirect | None = None
    when_down: int = 502
    """The status for a product that does not answer."""
    repeats: Match | None = None
    """Which signed requests it sends a second time, unchanged; the second answer is the one that it passes on."""

    def __post_init__(self) -> None:
        for path in (self.path, self.forwards.path, self.redirects and self.redirects.path):
            if path and (not path.startswith("/") or path.endswith("/")):
                raise FrontMakesNoSense(reason=f"a context path is empty or like /jira, and not {path!r}")

    @property
    def honest(self) -> "Front":
        """One at an address of the same kind with which nothing is wrong."""
        known = self.redirects.scheme if self.redirects and self.redirects.scheme else self.scheme
        return Front() if known == "https" else Front(Certificate.NONE, scheme="http")

    def override(self, method: str, path: str) -> Override | None:
        return next((each for each in self.overrides if each.match.takes(method, path)), None)


@dataclass(frozen=True)
class FrontPlace:
    """A front at its place: which addresses come of that."""

    front: Front
    product_url: str
    """As the front calls it, with the product's context path."""
    port: int
    """Of the address that links know."""
    port_behind: int = 0
    """Where a front that redirects to another port has the product; else it is not used."""
    host: str = LOOPBACK
    """By which clients know it."""

    @property
    def product_origin(self) -> str:
        parts = urlsplit(self.product_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def product_path(self) -> str:
        return urlsplit(self.product_url).path

    @property
    def two_ports(self) -> bool:
        return self.front.redirects is not None and self.front.redirects.scheme is not None

    @property
    def serving_port(self) -> int:
        return self.port_behind if self.two_ports else self.port

    @property
    def origin(self) -> str:
        """Where the product is reached, behind all redirects."""
        return _origin(self.front.scheme, self.host, self.serving_port)

    @property
    def path(self) -> str:
        return self.product_path if self.front.path is None else self.front.path

    @property
    def url(self) -> str:
        """Where other products call the product: what their links know."""
        redirects = self.front.redirects
        if redirects is None:
            return self.origin + self.path
        origin = _origin(redirects.scheme, self.host, self.port) if redirects.scheme else self.origin
        return origin + (self.path if redirects.path is None else redirects.path)

    @property
    def told_origin(self) -> str:
        """What an administrator told the product of the address at which it is called; empty: nothing."""
        if not self.front.tells_product:
            return ""
        said = self.front.forwards
        return _origin(said.scheme or self.front.scheme, said.host or self.host, said.port or self.serving_port)

    @property
    def forwarded_path(self) -> str:
        path = self.front.forwards.path
        return self.product_path if path is None else path

    def host_at_product(self, asked: str) -> str:
        """The header Host as the product gets it."""
        said = self.front.forwards
        if not said.keeps_address:
            return urlsplit(self.product_url).netloc
        host, colon, port = asked.rpartition(":") if not asked.endswith("]") else (asked, "", "")
        host, port = (host, port) if colon else (asked, "")
        host, port = said.host or host, str(said.port or port)
        return f"{host}:{port}" if port else host

    def path_at_product(self, path: str) -> str | None:
        """What the product is asked for; None: a proxy that knows one context path knows nothing beside it."""
        if self.path == self.forwarded_path:
            return path
        below = _below(self.path, path)
        return None if below is None else (self.forwarded_path + below) or "/"

    def redirected(self, path: str) -> str | None:
        """Where a path at the address that links know is sent to; None: nowhere."""
        redirects = self.front.redirects
        if redirects is None:
            return None
        if redirects.path is None:
            return self.origin + path
        below = _below(redirects.path, path)
        return None if below is None else self.origin + ((self.path + below) or "/")


def _below(prefix: str, path: str) -> str | None:
    rest = path.removeprefix(prefix)
    return rest if path.startswith(prefix) and (not rest or rest.startswith("/")) else None


def _origin(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{host}" if port == _PORTS[scheme] else f"{scheme}://{host}:{port}"


def error_page(status: int) -> bytes:
    """What proxies answer in their own name."""
    title = f"{status} {HTTPStatus(status).phrase}"
    return f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body>\r\n</html>\r\n".encode()


class StandingFront(Protocol):
    """A front that is there, until it is stopped."""

    @property
    def place(self) -> FrontPlace: ...

    @property
    def authority(self) -> str:
        """The authority that other products have to trust for it, as PEM; empty: there is none."""

    def stop(self) -> None: ...


FRONTS: dict[str, Front] = {
    "a proxy with a good certificate": Front(),
    "a proxy without encryption": Front(Certificate.NONE, scheme="http"),
}
"""By the words of a scenario: what stands in front of a product, with nothing wrong. What is wrong with a front is a
fault, and in the catalogue."""
