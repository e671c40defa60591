"""Relocating a link whose remote has a new address (applinks.md 5.6); the remote's own end is not touched."""

from dataclasses import replace
from enum import Enum

from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import (
    BadInput,
    LinkToOneself,
    NoSuchLink,
    NotResponding,
    OtherApplicationThere,
    OtherInstallationThere,
    RemoteError,
)
from applink_simulator.domain.identity import without_trailing_slash
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.manifest import Manifest, version_tuple
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.urls import is_web_address
from applink_simulator.linking.create import require_host_allowed
from applink_simulator.linking.ends import require_url
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import Remote
from applink_simulator.linking.rights import require_administrator, require_system_administrator


class LinkState(Enum):
    """What the list of links offers to do about a link; the value is the word on the wire."""

    OK = "OK"
    OFFLINE = "OFFLINE"
    """Relocate it."""
    UPGRADED_TO_UAL = "UPGRADED_TO_UAL"
    """Another installation answers at its address."""
    UPGRADED = "UPGRADED"
    """Likewise, one that hardly knows application links."""


def link_state(product: Product, end: LinkEnd) -> LinkState:
    """By a look at the remote's base page and, if that is there, at its manifest."""
    remote = Remote(product, end.rpc_url)
    if not remote.is_online():
        return LinkState.OFFLINE
    manifest = _manifest_if_any(remote)
    if manifest is None or manifest.id.lower() == end.application_id:
        return LinkState.OK
    return LinkState.UPGRADED_TO_UAL if manifest.has_application_links() else LinkState.UPGRADED


def require_may_relocate(product: Product, caller: Caller) -> None:
    """A system administrator; in older products any administrator."""
    (require_administrator if _is_old(product) else require_system_administrator)(product, caller)


def _is_old(product: Product) -> bool:
    """Of application links before 5, known for 3.7 (applinks.md 5.6)."""
    return version_tuple(product.release.applinks) < (5,)


def relocate(product: Product, end: LinkEnd, new_url: str, *, anyway: bool = False) -> LinkEnd:
    """The end at its new address, with id, trust, tokens and project links as they were.

    NotResponding when there is no page at the new address, unless it is to be used ``anyway``; what answers
    there has to be of the same type, and to a strict product the same installation.
    """
    rpc_url = require_url(new_url, "newUrl")
    for other in product.state.ends:
        if other.rpc_url == rpc_url and other.application_id != end.application_id:
            raise BadInput(f"The link to {other.name} has that address already.", key="applinks.error.rpcurl.exists")
    if product.guesses.blocked_hosts:
        require_host_allowed(rpc_url)
    remote = Remote(product, rpc_url)
    if not remote.is_online():
        if not anyway:
            raise NotResponding(url=rpc_url)
        return _moved(product, end, rpc_url, rpc_url)
    manifest = _manifest_if_any(remote)
    if manifest is None:
        return _moved(product, end, rpc_url, rpc_url)
    _require_the_same(product, end, rpc_url, manifest)
    shown = manifest.url if is_web_address(manifest.url) else rpc_url
    return _moved(product, end, rpc_url, without_trailing_slash(shown))


def _require_the_same(product: Product, end: LinkEnd, url: str, manifest: Manifest) -> None:
    """The vendor's products look at the type alone: another installation of it passes (applinks.md 5.6)."""
    name = manifest.name[:80]
    if manifest.type_id != end.type_id:
        raise OtherApplicationThere(url=url, name=name, found=manifest.type_id[:80], wanted=end.type_id)
    if manifest.id.lower() == product.application_id:
        raise BadInput(LinkToOneself.message, key=LinkToOneself.key)
    if product.profile is Profile.STRICT and manifest.id.lower() != end.application_id:
        raise OtherInstallationThere(url=url, name=name, found=manifest.id, wanted=end.application_id)


def _moved(product: Product, end: LinkEnd, rpc_url: str, display_url: str) -> LinkEnd:
    """Whatever else was changed meanwhile stays changed, and a link deleted meanwhile stays deleted."""
    while (current := product.state.ends.get(end.application_id)) is not None:
        # Older products go on sending people where they sent them.
        shown = current.display_url if _is_old(product) else display_url
        moved = replace(current, rpc_url=rpc_url, display_url=shown)
        if product.state.ends.swap(current, moved):
            return moved
    raise NoSuchLink(application_id=end.application_id)


def _manifest_if_any(remote: Remote) -> Manifest | None:
    try:
        return remote.manifest()
    except RemoteError:
        return None
