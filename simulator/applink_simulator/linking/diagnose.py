"""What is wrong with a link, in the order in which the products look (applinks.md 4.2): the first finding wins."""

from dataclasses import dataclass
from enum import Enum

from applink_simulator.authentication import CALLING
from applink_simulator.authentication.oauth import OAuth
from applink_simulator.domain.errors import (
    CertificateUntrusted,
    ConnectionRefused,
    RemoteError,
    UnexpectedAnswer,
    UnexpectedStatus,
    UnknownHost,
)
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import Level, LinkEnd, Provider
from applink_simulator.domain.manifest import Manifest, version_tuple
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking.configure import oauth_status
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import OAuthStatus, Remote, oauth_problem

OLDEST_COMPATIBLE = (4, 0, 13)


class Category(Enum):
    UNKNOWN = "UNKNOWN"
    INCOMPATIBLE = "INCOMPATIBLE"
    NON_ATLASSIAN = "NON_ATLASSIAN"
    SYSTEM = "SYSTEM"
    NETWORK_ERROR = "NETWORK_ERROR"
    ACCESS_ERROR = "ACCESS_ERROR"
    CONFIG_ERROR = "CONFIG_ERROR"
    DEPRECATED = "DEPRECATED"
    DISABLED = "DISABLED"


@dataclass(frozen=True, slots=True)
class Finding:
    """An error type of applinks.md 4.3 with what is known of its cause."""

    category: Category
    type: str
    details: str | None = None


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


def diagnose(product: Product, end: LinkEnd) -> Diagnosis:
    local = oauth_status(product, end)
    finding = _incompatible_here(end)
    if finding is not None:
        return Diagnosis(end, local, None, finding)
    remote = Remote(product, end.rpc_url)
    manifest = _manifest_if_any(remote)
    if manifest and manifest.applinks_version and version_tuple(manifest.applinks_version) < OLDEST_COMPATIBLE:
        too_old = Finding(Category.INCOMPATIBLE, "REMOTE_VERSION_INCOMPATIBLE", manifest.applinks_version)
        return Diagnosis(end, local, None, too_old)
    try:
        theirs = _status_there(product, remote)
    except RemoteError as problem:
        return Diagnosis(end, local, None, finding_of(problem))
    if theirs is None:
        return Diagnosis(end, local, None, Finding(Category.CONFIG_ERROR, "NO_REMOTE_APPLINK"))
    return Diagnosis(end, local, theirs, _compare(end, local, theirs) or _try_signature(product, end))


def _incompatible_here(end: LinkEnd) -> Finding | None:
    if end.system:
        return Finding(Category.SYSTEM, "SYSTEM_LINK")
    if end.type_id == "generic":
        return Finding(Category.NON_ATLASSIAN, "GENERIC_LINK")
    if end.type_id not in APPLICATION_TYPES:
        return Finding(Category.NON_ATLASSIAN, "NON_ATLASSIAN")
    return None


def _manifest_if_any(remote: Remote) -> Manifest | None:
    try:
        return remote.manifest()
    except RemoteError:
        return None


def _status_there(product: Product, remote: Remote) -> OAuthStatus | None:
    """None when the remote has no link to us, neither under our id nor under the one our URL gives."""
    for application_id in (product.application_id, url_based_id(product.base_url)):
        try:
            return remote.oauth_status(application_id)
        except UnexpectedStatus as answer:
            if answer.answered != 404:
                raise
    return None


def _compare(end: LinkEnd, local: OAuthStatus, theirs: OAuthStatus) -> Finding | None:
    levels = (local.incoming, local.outgoing, theirs.incoming, theirs.outgoing)
    if Level.THREE_LEGGED_ONLY in levels:
        return Finding(Category.DEPRECATED, "AUTH_LEVEL_UNSUPPORTED")
    if not local.fits(theirs):
        return Finding(Category.CONFIG_ERROR, "AUTH_LEVEL_MISMATCH")
    if end.providers & {Provider.BASIC, Provider.TRUSTED}:
        oauth_too = any(level is not Level.DISABLED for level in levels)
        return Finding(Category.DEPRECATED, "LEGACY_REMOVAL" if oauth_too else "LEGACY_UPDATE")
    if all(level is Level.DISABLED for level in levels):
        return Finding(Category.DISABLED, "DISABLED")
    return None


def _try_signature(product: Product, end: LinkEnd) -> Finding | None:
    """A signed request to the remote's manifest: here OAuth failures surface."""
    two_legged = next(scheme for scheme in CALLING if isinstance(scheme, OAuth))
    if two_legged.provider not in end.providers:
        return None
    request = OutgoingRequest(
        "GET", f"{end.rpc_url}/rest/applinks/latest/manifest", (("Accept", "application/json"),)
    )
    try:
        reply = product.send(two_legged.sign(request, product.calling(end), None))
    except RemoteError as problem:
        return finding_of(problem)
    return _finding_in(reply)


_PROBLEMS = {
    "timestamp_refused": "OAUTH_TIMESTAMP_REFUSED",
    "signature_invalid": "OAUTH_SIGNATURE_INVALID",
}


def _finding_in(reply: Reply) -> Finding | None:
    problem = oauth_problem(reply)
    if problem is not None:
        return Finding(Category.NETWORK_ERROR, _PROBLEMS.get(problem, "OAUTH_PROBLEM"), problem)
    if reply.fine:
        return None
    if reply.status == 401 and not reply.body:
        return Finding(Category.DEPRECATED, "AUTH_LEVEL_UNSUPPORTED")
    return Finding(Category.NETWORK_ERROR, "UNEXPECTED_RESPONSE_STATUS", str(reply.status))


def finding_of(problem: RemoteError) -> Finding:
    """The error type for a remote that did not answer, or not as expected; a plain timeout has none of its own."""
    network = Category.NETWORK_ERROR
    match problem:
        case ConnectionRefused():
            return Finding(network, "CONNECTION_REFUSED", str(problem))
        case UnknownHost():
            return Finding(network, "UNKNOWN_HOST", str(problem))
        case CertificateUntrusted():
            return Finding(network, "SSL_UNTRUSTED", str(problem))
        case UnexpectedStatus():
            return Finding(network, "UNEXPECTED_RESPONSE_STATUS", str(problem.answered))
        case UnexpectedAnswer():
            return Finding(network, "UNEXPECTED_RESPONSE")
        case _:
            return Finding(Category.UNKNOWN, "UNKNOWN", str(problem))
