"""Basic access and Trusted Applications of a link become OAuth levels (auth.md 3.1)."""

from dataclasses import dataclass, replace

from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.links import Level, LinkEnd, Provider
from applink_simulator.linking.configure import may_set, oauth_status, set_oauth_status
from applink_simulator.linking.documents.markup import JSON, to_json
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across
from applink_simulator.linking.remote import OAuthStatus, Remote

LEGACY = frozenset({Provider.BASIC, Provider.TRUSTED})


@dataclass(frozen=True, slots=True)
class Direction:
    """How one direction of this end is authenticated."""

    oauth: Level
    basic: bool
    trusted: bool

    @property
    def level(self) -> Level:
        """What it becomes: never less than it was."""
        return max(
            self.oauth,
            Level.IMPERSONATION if self.trusted else Level.DISABLED,
            Level.OAUTH if self.basic else Level.DISABLED,
        )


@dataclass(frozen=True, slots=True)
class Authentication:
    incoming: Direction
    outgoing: Direction

    @property
    def is_legacy(self) -> bool:
        return any(direction.basic or direction.trusted for direction in (self.incoming, self.outgoing))


def authentication_of(product: Product, end: LinkEnd) -> Authentication:
    """What this end knows; Basic access needs no set-up where it comes in, so nothing is known of it there."""
    levels = oauth_status(product, end)
    trusted = any(link == end.application_id for _, link in product.state.trusted_applications.items())
    return Authentication(
        Direction(levels.incoming, basic=False, trusted=trusted),
        Direction(levels.outgoing, Provider.BASIC in end.providers, Provider.TRUSTED in end.providers),
    )


def migrate(product: Product, end: LinkEnd, caller: Caller) -> Authentication:
    """Both ends get the levels; the older records stay beside them until the remote has taken its part."""
    before = authentication_of(product, end)
    if not before.is_legacy:
        return before
    after = OAuthStatus(incoming=before.incoming.level, outgoing=before.outgoing.level)
    may_set(product, caller, after.incoming, after.outgoing)
    agreed = _remote_agrees(product, end, caller, after)
    set_oauth_status(product, end, after)
    if agreed:
        _forget_older(product, link_end(product, end.application_id))
    return authentication_of(product, link_end(product, end.application_id))


def _remote_agrees(product: Product, end: LinkEnd, caller: Caller, ours: OAuthStatus) -> bool:
    """Asked as the current user, in the way that the link still has."""
    theirs = OAuthStatus(incoming=ours.outgoing, outgoing=ours.incoming)
    path = f"/rest/applinks/3.0/status/{product.application_id}/oauth"
    across = Across(path, "PUT", (("Content-Type", JSON), ("Accept", JSON)), to_json(theirs.document()))
    try:
        return send_across(product, end, caller.user, across).fine
    except ApplinkError:
        return False


def _forget_older(product: Product, end: LinkEnd) -> None:
    def forget() -> None:
        product.state.ends.put(replace(end, providers=end.providers - LEGACY, basic_account=None))
        for trusted_id, link in product.state.trusted_applications.items():
            if link == end.application_id:
                product.state.trusted_applications.remove(trusted_id)

    product.state.together(forget)


def capabilities_there(product: Product, end: LinkEnd) -> list[str]:
    """Empty where the remote cannot be asked."""
    try:
        return sorted(Remote(product, end.rpc_url).capabilities())
    except ApplinkError:
        return []
