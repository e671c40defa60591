"""What is wrong with a link, in the order in which the products look (applinks.md 4.2): the first finding wins."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from applink_simulator.authentication import CALLING
from applink_simulator.authentication.scheme import Scheme
from applink_simulator.domain.errors import (
    ApplinkError,
    CertificateForAnotherHost,
    CertificateTrouble,
    CertificateUntrusted,
    ConnectionBroken,
    ConnectionRefused,
    CredentialsRequired,
    NeverConnected,
    NotEncrypted,
    RemoteError,
    RemoteMoved,
    TimedOut,
    UnexpectedAnswer,
    UnexpectedStatus,
    UnknownHost,
    Unreadable,
)
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import Level, LinkEnd, Provider
from applink_simulator.domain.manifest import version_tuple
from applink_simulator.domain.messages import Reply, every_header
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.domain.users import User
from applink_simulator.linking.configure import oauth_status
from applink_simulator.linking.documents.manifest import read_manifest
from applink_simulator.linking.documents.markup import JSON, read_document
from applink_simulator.linking.findings import ErrorType, Finding
from applink_simulator.linking.product import MIGRATION_API, STATUS_API, Product
from applink_simulator.linking.proxy import Across, send_across, send_as
from applink_simulator.linking.remote import OAuthStatus, Remote, oauth_problem

OLDEST_COMPATIBLE = (4, 0, 13)
WITH_OAUTH_RESOURCES = (5,)
"""From here on a product tells of OAuth under ``applinks-oauth`` (applinks.md 1, row 7)."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A link's status: no finding means it works."""

    end: LinkEnd
    local: OAuthStatus
    remote: OAuthStatus | None
    finding: Finding | None

    @property
    def working(self) -> bool:
        return self.finding is None


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the remote says that it is able to do."""

    applinks_version: str
    capabilities: frozenset[str]

    @property
    def number(self) -> tuple[int, ...]:
        return version_tuple(self.applinks_version)


PRESENT_DAY = Abilities("9.1.4", frozenset({STATUS_API, MIGRATION_API}))
"""What a remote is taken for whose manifest cannot be had: the question after that tells why."""


def diagnose(product: Product, end: LinkEnd, user: User, callback: str | None = None) -> Diagnosis:
    """As that administrator sees it; ``callback`` is where authenticating leads, should that be needed."""
    local = oauth_status(product, end)
    if (kind := _without_status(end)) is not None:
        return Diagnosis(end, local, None, Finding(kind))
    looking = _Looking(product, end, user, callback, Remote(product, end.rpc_url))
    try:
        able = looking.abilities()
        if able.number < OLDEST_COMPATIBLE:
            too_old = Finding(ErrorType.REMOTE_VERSION_INCOMPATIBLE, able.applinks_version)
            return Diagnosis(end, local, None, too_old)
        theirs = looking.status_there(able)
    except RemoteError as problem:
        return Diagnosis(end, local, None, finding_of(problem))
    if isinstance(theirs, Finding):
        return Diagnosis(end, local, None, theirs)
    finding = _compare(local, theirs) or looking.legacy(able, local)
    if finding is None and local == theirs == OAuthStatus(Level.DISABLED, Level.DISABLED):
        finding = Finding(ErrorType.DISABLED)
    if finding is None and STATUS_API in able.capabilities:
        finding = looking.try_signature()
    return Diagnosis(end, local, theirs, finding)


def _without_status(end: LinkEnd) -> ErrorType | None:
    if end.system:
        return ErrorType.SYSTEM_LINK
    if end.type_id == "generic":
        return ErrorType.GENERIC_LINK
    if end.type_id not in APPLICATION_TYPES:
        return ErrorType.NON_ATLASSIAN
    return None


def _compare(local: OAuthStatus, theirs: OAuthStatus) -> Finding | None:
    if Level.THREE_LEGGED_ONLY in (local.incoming, local.outgoing, theirs.incoming, theirs.outgoing):
        return Finding(ErrorType.AUTH_LEVEL_UNSUPPORTED)
    if not local.fits(theirs):
        return Finding(ErrorType.AUTH_LEVEL_MISMATCH)
    return None


@dataclass(frozen=True, slots=True)
class _Looking:
    """One administrator's look at one link."""

    product: Product
    end: LinkEnd
    user: User
    callback: str | None
    remote: Remote

    def abilities(self) -> Abilities:
        """UnexpectedAnswer when the manifest has no versions that can be read."""
        try:
            manifest = self.remote.manifest()
        except RemoteError:
            return PRESENT_DAY
        if not (_is_version(manifest.version) and _is_version(manifest.applinks_version)):
            raise UnexpectedAnswer(url=self.end.rpc_url, reason="the manifest has no version that can be read")
        capabilities = self.remote.capabilities() if manifest.knows_capabilities() else frozenset()
        return Abilities(manifest.applinks_version or "", capabilities)

    def status_there(self, able: Abilities) -> OAuthStatus | Finding:
        """Of the remote's end, which knows this product by its own id or by the one that its URL gives."""
        anonymous = STATUS_API in able.capabilities
        scheme = None if anonymous else self._somebody_in_particular()
        if scheme is None and not anonymous:
            return Finding(ErrorType.NO_OUTGOING_AUTH)
        for application_id in (self.product.application_id, url_based_id(self.product.base_url)):
            try:
                if scheme is None:
                    return self.remote.oauth_status(application_id)
                return self._status_for_people(able, scheme, application_id)
            except UnexpectedStatus as answer:
                if answer.answered != 404:
                    raise
        return Finding(ErrorType.NO_REMOTE_APPLINK)

    def _somebody_in_particular(self) -> Scheme | None:
        """What older remotes are asked with: impersonation, else with the user's own token."""
        wanted = (Provider.IMPERSONATION, Provider.OAUTH)
        schemes = {scheme.provider: scheme for scheme in CALLING}
        return next((schemes[each] for each in wanted if each in self.end.providers), None)

    def _status_for_people(self, able: Abilities, scheme: Scheme, application_id: str) -> OAuthStatus | Finding:
        base = "applinks-oauth/latest" if able.number >= WITH_OAUTH_RESOURCES else "applinks/2.0"
        path = f"/rest/{base}/applicationlink/{application_id}/authentication"
        held = self.product.state.user_tokens.get(self.end.application_id, self.user.name)
        try:
            reply = send_as(self.product, self.end, scheme, self.user, Across(path, headers=(("Accept", JSON),)))
        except CredentialsRequired:
            refused = held is not None and held.granted
            kind = ErrorType.REMOTE_AUTH_TOKEN_REQUIRED if refused else ErrorType.LOCAL_AUTH_TOKEN_REQUIRED
            # Nobody authenticates at a remote that cannot be reached or refuses all signatures.
            return self.try_signature() or self._access_error(kind)
        if oauth_problem(reply) is None:
            if reply.status in {401, 403}:
                return self._access_error(ErrorType.INSUFFICIENT_REMOTE_PERMISSION)
            if reply.status == 404:
                raise UnexpectedStatus(url=path, answered=404, reply=reply)
        if (finding := _finding_in(reply)) is not None:
            return finding
        try:
            return OAuthStatus.of_authentication(reply.json())
        except (Unreadable, ValueError):
            return Finding(ErrorType.UNEXPECTED_RESPONSE)

    def _access_error(self, kind: ErrorType) -> Finding:
        return Finding(kind, authorisation_url=self.product.authorisation_url(self.end, self.callback))

    def legacy(self, able: Abilities, local: OAuthStatus) -> Finding | None:
        """Authentication of older days that is still configured at this end."""
        trusted = any(link == self.end.application_id for _, link in self.product.state.trusted_applications.items())
        if not trusted and not self.end.providers & {Provider.BASIC, Provider.TRUSTED}:
            return None
        without_oauth = local == OAuthStatus(Level.DISABLED, Level.DISABLED)
        if MIGRATION_API in able.capabilities and self._may_migrate():
            return Finding(ErrorType.LEGACY_UPDATE if without_oauth else ErrorType.LEGACY_REMOVAL)
        if without_oauth:
            return Finding(ErrorType.MANUAL_LEGACY_UPDATE)
        if trusted and MIGRATION_API not in able.capabilities:
            return Finding(ErrorType.MANUAL_LEGACY_REMOVAL_WITH_OLD_EDIT)
        return Finding(ErrorType.MANUAL_LEGACY_REMOVAL)

    def _may_migrate(self) -> bool:
        """Whether both products know the user as somebody who may change both ends.

        There must be a system administrator; a remote can only be asked whether it knows an administrator.
        """
        if not self.product.state.rights.is_system_administrator(self.user):
            return False
        try:
            across = Across("/rest/applinks/1.0/authenticationinfo")
            return send_across(self.product, self.end, self.user, across).fine
        except ApplinkError:
            return False

    def try_signature(self) -> Finding | None:
        """A signed request to the remote's manifest: here OAuth failures surface."""
        two_legged = next(scheme for scheme in CALLING if scheme.provider is Provider.TWO_LEGGED)
        if Provider.TWO_LEGGED not in self.end.providers:
            return None
        across = Across("/rest/applinks/latest/manifest", headers=(("Accept", JSON),), timeout=10.0)
        try:
            reply = send_as(self.product, self.end, two_legged, None, across)
        except RemoteError as problem:
            return finding_of(problem)
        if (finding := _finding_in(reply)) is not None:
            return finding
        try:
            read_manifest(read_document(reply.body, reply.content_type))
        except (Unreadable, ValueError):
            return Finding(ErrorType.UNEXPECTED_RESPONSE)
        return None


def _is_version(text: str | None) -> bool:
    return re.match(r"\d+(\.\d+)*", text or "") is not None


_PROBLEMS = {
    "timestamp_refused": ErrorType.OAUTH_TIMESTAMP_REFUSED,
    "signature_invalid": ErrorType.OAUTH_SIGNATURE_INVALID,
}


def _finding_in(reply: Reply) -> Finding | None:
    problem = oauth_problem(reply)
    if problem is not None:
        return Finding(_PROBLEMS.get(problem, ErrorType.OAUTH_PROBLEM), problem)
    if reply.fine:
        return None
    if reply.status == 401 and not reply.body and _asks_for_oauth(reply):
        return Finding(ErrorType.AUTH_LEVEL_UNSUPPORTED)
    return Finding(ErrorType.UNEXPECTED_RESPONSE_STATUS, _with_its_phrase(reply.status))


def _with_its_phrase(status: int) -> str:
    known = status in HTTPStatus.__members__.values()
    return f"{status}: {HTTPStatus(status).phrase}" if known else str(status)


def finding_of(problem: RemoteError) -> Finding:
    """The error type for a remote that did not answer, or not as expected; a plain timeout has none of its own.

    The details name an exception as the products, which are written in Java, do.
    """
    match problem:
        case ConnectionRefused():
            return Finding(ErrorType.CONNECTION_REFUSED, "java.net.ConnectException: Connection refused")
        case UnknownHost():
            host = urlsplit(problem.url).hostname
            return Finding(ErrorType.UNKNOWN_HOST, f"java.net.UnknownHostException: {host}")
        case CertificateForAnotherHost():
            details = f"javax.net.ssl.SSLPeerUnverifiedException: {problem.reason}"
            return Finding(ErrorType.SSL_HOSTNAME_UNMATCHED, details)
        case CertificateUntrusted():
            return Finding(ErrorType.SSL_UNTRUSTED, f"javax.net.ssl.SSLHandshakeException: {problem.reason}")
        case CertificateTrouble():
            return Finding(ErrorType.SSL_UNMATCHED, f"javax.net.ssl.SSLException: {problem.reason}")
        case RemoteMoved() | UnexpectedStatus():
            return Finding(ErrorType.UNEXPECTED_RESPONSE_STATUS, _with_its_phrase(problem.answered))
        case UnexpectedAnswer():
            return Finding(ErrorType.UNEXPECTED_RESPONSE)
        case NeverConnected():
            return Finding(ErrorType.UNKNOWN, "java.net.SocketTimeoutException: connect timed out")
        case TimedOut():
            return Finding(ErrorType.UNKNOWN, "java.net.SocketTimeoutException: Read timed out")
        case NotEncrypted():
            return Finding(ErrorType.UNKNOWN, "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message")
        case ConnectionBroken():
            return Finding(ErrorType.UNKNOWN, f"java.net.SocketException: {problem.reason}")
        case _:
            return Finding(ErrorType.UNKNOWN, str(problem))


def _asks_for_oauth(reply: Reply) -> bool:
    return any(line.startswith("OAuth") for line in every_header(reply.headers, "WWW-Authenticate"))
