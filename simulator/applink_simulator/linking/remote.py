"""What a product asks of the product at the other end; every way to fail has its own error."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from applink_simulator.authentication.basic import basic_header
from applink_simulator.authentication.oauth1.parameters import decode, is_oauth_header, read_header
from applink_simulator.domain.errors import (
    OAuthProblem,
    RemoteError,
    RemoteMoved,
    UnexpectedAnswer,
    UnexpectedStatus,
    Unreadable,
)
from applink_simulator.domain.links import BasicAccount, Consumer, Level, Provider
from applink_simulator.domain.manifest import Manifest
from applink_simulator.domain.messages import OutgoingRequest, Reply, every_header
from applink_simulator.linking.documents.consumer_info import read_consumer_info
from applink_simulator.linking.documents.link import level_document, read_level
from applink_simulator.linking.documents.manifest import read_manifest
from applink_simulator.linking.documents.markup import JSON, XML, read_document, to_json, to_xml
from applink_simulator.linking.product import Product

T = TypeVar("T")

DOCUMENT_BYTES = 1024 * 1024
"""A manifest or consumer-info longer than this is refused unread."""
MANIFEST_TIMEOUT = 10.0
LINK_BACK_TIMEOUT = 60.0
"""Seconds (applinks.md 1, row 10)."""


@dataclass(frozen=True, slots=True)
class OAuthStatus:
    """Both directions of one end, as that end tells them."""

    incoming: Level
    outgoing: Level

    def fits(self, other: "OAuthStatus") -> bool:
        """Whether two ends agree: what the one sends is what the other takes."""
        return self.incoming == other.outgoing and self.outgoing == other.incoming

    def document(self) -> dict[str, Any]:
        return {"incoming": level_document(self.incoming), "outgoing": level_document(self.outgoing)}

    @classmethod
    def read(cls, document: Any) -> "OAuthStatus":
        directions = [document.get(name) if isinstance(document, dict) else None for name in ("incoming", "outgoing")]
        if not all(isinstance(each, dict) for each in directions):
            raise Unreadable("Expected an object with the objects incoming and outgoing.")
        return cls(*map(read_level, directions))

    @classmethod
    def of_authentication(cls, document: Any) -> "OAuthStatus":
        """From what older products tell instead, to people who authenticate (applinks.md 1, row 7, and 3.4)."""
        consumers, configured = (
            document.get(name) if isinstance(document, dict) else None
            for name in ("consumers", "configuredAuthProviders")
        )
        if not (isinstance(consumers, list) and isinstance(configured, list)):
            raise Unreadable("Expected an object with the lists consumers and configuredAuthProviders.")
        trusted = [each for each in consumers if isinstance(each, dict)]
        incoming = Level.of_bits(
            enabled=bool(trusted),
            two_legged=any(each.get("twoLOAllowed") is True for each in trusted),
            impersonation=any(each.get("twoLOImpersonationAllowed") is True for each in trusted),
        )
        names = {each.get("provider") for each in configured if isinstance(each, dict)}
        return cls(incoming, Level.of_providers(frozenset(each for each in Provider if each.value in names)))


@dataclass(frozen=True, slots=True)
class Remote:
    """The product at ``rpc_url``, as this product calls it."""

    caller: Product
    rpc_url: str

    def manifest(self) -> Manifest:
        """Redirects are not followed, not even to https (applinks.md 2.5)."""
        url = f"{self.rpc_url}/rest/applinks/1.0/manifest"
        reply = self._get(url, MANIFEST_TIMEOUT)
        return _understood(url, lambda: read_manifest(read_document(reply.body, reply.content_type)))

    def consumer_information(self) -> Consumer:
        url = f"{self.rpc_url}/plugins/servlet/oauth/consumer-info"
        reply = self._get(url, MANIFEST_TIMEOUT, ("Accept", XML))
        if reply.content_type != XML:
            raise UnexpectedAnswer(url=url, reason=f"expected {XML}, not {reply.content_type or 'no content type'}")
        return _understood(url, lambda: read_consumer_info(reply.body))

    def capabilities(self) -> frozenset[str]:
        """Empty when the remote does not tell."""
        url = f"{self.rpc_url}/rest/applinks/latest/capabilities"
        try:
            reply = self._get(url, MANIFEST_TIMEOUT, ("Accept", JSON))
            names = _understood(url, reply.json)
        except (UnexpectedStatus, UnexpectedAnswer, RemoteMoved):
            return frozenset()
        return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()

    def oauth_status(self, application_id: str) -> OAuthStatus:
        """What the remote says of its own end, the link being known there by that id."""
        url = f"{self.rpc_url}/rest/applinks/3.0/status/{application_id}/oauth"
        reply = self._get(url, MANIFEST_TIMEOUT, ("Accept", JSON))
        return _understood(url, lambda: OAuthStatus.read(reply.json()))

    def recognises_as_administrator(self, account: BasicAccount) -> bool:
        """Whether that account is an administrator's there; any other status than 2xx means no."""
        url = f"{self.rpc_url}/rest/applinks/1.0/authenticationinfo"
        return self._send(OutgoingRequest("GET", url, _as(account))).fine

    def put_link_back(self, entity: dict[str, Any], application_id: str, account: BasicAccount) -> Reply:
        """Creates the remote's end; the answer may be a refusal with messages."""
        url = f"{self.rpc_url}/rest/applinks/1.0/applicationlink/{application_id}"
        headers = (*_as(account), ("Content-Type", XML), ("Accept", XML))
        body = to_xml("applicationLink", entity)
        return self._send(OutgoingRequest("PUT", url, headers, body, timeout=LINK_BACK_TIMEOUT))

    def put_oauth_status(self, status: OAuthStatus, application_id: str, account: BasicAccount) -> None:
        """Sets authentication at the remote's end; UnexpectedStatus when it does not want to."""
        url = f"{self.rpc_url}/rest/applinks/3.0/status/{application_id}/oauth"
        headers = (*_as(account), ("Content-Type", JSON), ("Accept", JSON))
        request = OutgoingRequest("PUT", url, headers, to_json(status.document()), timeout=LINK_BACK_TIMEOUT)
        _expect(self._send(request), url)

    def put_entity_link(self, path: str, entity: dict[str, Any], account: BasicAccount) -> None:
        """The remote's half of a project link; UnexpectedStatus when it does not want it."""
        url = self.rpc_url + path
        headers = (*_as(account), ("Content-Type", XML), ("Accept", XML))
        body = to_xml("entityLink", entity)
        _expect(self._send(OutgoingRequest("PUT", url, headers, body, timeout=LINK_BACK_TIMEOUT)), url)

    def reads_manifest_of(self, application_id: str, our_url: str, account: BasicAccount) -> bool:
        """Whether the remote can reach us at that URL and finds that id there."""
        where = f"id/{application_id}/url/{quote(our_url, safe='')}?{urlencode({'url': our_url})}"
        url = f"{self.rpc_url}/rest/applinks/1.0/authenticationinfo/{where}"
        return self._send(OutgoingRequest("GET", url, _as(account))).fine

    def is_online(self) -> bool:
        """A plain look at the base URL: anything but 2xx counts as offline (applinks.md 1, row 13)."""
        try:
            return self._send(OutgoingRequest("GET", self.rpc_url)).fine
        except RemoteError:
            return False

    def _get(self, url: str, timeout: float, *headers: tuple[str, str]) -> Reply:
        request = OutgoingRequest("GET", url, headers, timeout=timeout, most_bytes=DOCUMENT_BYTES)
        reply = self._send(request)
        _expect(reply, url)
        return reply

    def _send(self, request: OutgoingRequest) -> Reply:
        return self.caller.send(request)


def _as(account: BasicAccount) -> tuple[tuple[str, str], ...]:
    return (("Authorization", basic_header(account.username, account.password)),)


def _expect(reply: Reply, url: str) -> None:
    if 300 <= reply.status < 400:
        raise RemoteMoved(url=url, location=reply.header("Location") or "nowhere", answered=reply.status)
    if not reply.fine:
        raise UnexpectedStatus(url=url, answered=reply.status, reply=reply)


def _understood(url: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (Unreadable, ValueError) as problem:
        raise UnexpectedAnswer(url=url, reason=str(problem)) from None


def oauth_problem(reply: Reply) -> str | None:
    """The problem word of a refusal: a product sends two ``WWW-Authenticate`` lines, look at all (auth.md 1.8)."""
    for line in every_header(reply.headers, "WWW-Authenticate"):
        if is_oauth_header(line):
            for name, value in read_header(line):
                if name == "oauth_problem":
                    return decode(value)
    return None


def raise_oauth_problem(reply: Reply, url: str) -> None:
    if problem := oauth_problem(reply):
        raise OAuthProblem(url=url, problem=problem)
