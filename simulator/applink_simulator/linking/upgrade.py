"""Upgrading a link whose remote goes by another application id than when the link was made (applinks.md 5.8)."""

from dataclasses import dataclass, replace

from applink_simulator.domain.errors import ApplinkError, BadInput, RemoteError, RemoteUnreachable
from applink_simulator.domain.links import BasicAccount, LinkEnd
from applink_simulator.domain.manifest import Manifest
from applink_simulator.linking import project_links
from applink_simulator.linking.create import configure_both_ends, create_remote_end, synthetic_manifest
from applink_simulator.linking.ends import make_primary
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import Remote

KEY = "applinks.legacy.upgrade.error."


@dataclass(frozen=True, slots=True)
class Reciprocation:
    """What the administrator wants done at the remote as well."""

    account: BasicAccount
    our_url: str
    two_way: bool = False
    trust_each_other: bool = False
    share_userbase: bool = False
    entity_links: bool = False


@dataclass(frozen=True, slots=True)
class Upgraded:
    end: LinkEnd
    warnings: tuple[str, ...] = ()
    """What was wanted at the remote and did not work; the id has changed all the same."""


def upgrade_to_older(product: Product, end: LinkEnd) -> Upgraded | None:
    """For a remote without application links, or with those of old; None when the ids are the same already."""
    manifest = _manifest(product, end, or_synthetic=True)
    if manifest.has_application_links():
        raise BadInput(f"{end.name} has application links of its own: upgrade to them.", key=f"{KEY}ual")
    return _upgraded(product, end, manifest)


def upgrade(product: Product, end: LinkEnd, wanted: Reciprocation) -> Upgraded | None:
    """For a remote that has application links: also makes its half, if that is wanted."""
    manifest = _manifest(product, end, or_synthetic=False)
    if not manifest.has_application_links():
        raise BadInput(f"{end.name} has no application links that could be used.", key=f"{KEY}legacy")
    upgraded = _upgraded(product, end, manifest)
    if upgraded is None:
        return None
    return replace(upgraded, warnings=tuple(_reciprocate(product, upgraded.end, wanted)))


def _manifest(product: Product, end: LinkEnd, *, or_synthetic: bool) -> Manifest:
    try:
        manifest = Remote(product, end.rpc_url).manifest()
    except RemoteUnreachable as problem:
        raise BadInput(f"{end.name} cannot be reached: {problem}", key=f"{KEY}offline") from None
    except RemoteError as problem:
        if not or_synthetic:
            raise BadInput(f"{end.name} does not say what it is: {problem}", key=f"{KEY}manifest") from None
        return synthetic_manifest(end.type_id, end.rpc_url)
    if manifest.type_id != end.type_id:
        raise BadInput(f"{end.name} is a {manifest.type_id} by now.", key=f"{KEY}manifest")
    return manifest


def _upgraded(product: Product, end: LinkEnd, manifest: Manifest) -> Upgraded | None:
    application_id = manifest.id.lower()
    return None if application_id == end.application_id else Upgraded(change_id(product, end, application_id))


def change_id(product: Product, end: LinkEnd, application_id: str) -> LinkEnd:
    """Everything that hangs on the link moves; a link that has the new id already takes it in."""
    return product.state.together(lambda: _changed(product, end, application_id))


def _changed(product: Product, end: LinkEnd, application_id: str) -> LinkEnd:
    state = product.state
    moved = replace(end, application_id=application_id)
    state.ends.add(moved)
    _move_project_links(product, end.application_id, application_id)
    consumer = state.consumers.of_link(end.application_id)
    if consumer is not None:
        # A link trusts one consumer: the second one is left without a link, as orphaned trust.
        has_its_own = state.consumers.of_link(application_id) is not None
        state.consumers.put(replace(consumer, application_id=None if has_its_own else application_id))
    for token in state.user_tokens.of_link(end.application_id):
        if state.user_tokens.get(application_id, token.username) is None:
            state.user_tokens.put(replace(token, application_id=application_id))
    state.user_tokens.remove_of_link(end.application_id)
    for trusted_id, link in state.trusted_applications.items():
        if link == end.application_id:
            state.trusted_applications.put(trusted_id, application_id)
    state.ends.remove(end.application_id)
    if end.primary:
        make_primary(product, moved)
    return state.ends.get(application_id) or moved


def _move_project_links(product: Product, old_id: str, new_id: str) -> None:
    links = [link for link in product.state.project_links if link.application_id == old_id]
    product.state.project_links.remove_of_link(old_id)
    for link in links:
        project_links.add(product, replace(link, application_id=new_id))


def _reciprocate(product: Product, end: LinkEnd, wanted: Reciprocation) -> list[str]:
    warnings = []
    remote = Remote(product, end.rpc_url)
    if wanted.two_way:
        try:
            create_remote_end(product, remote, wanted.our_url, wanted.account)
        except ApplinkError as problem:
            return [str(problem)]
        if wanted.trust_each_other and not configure_both_ends(
            product, remote, end, wanted.account, share_userbase=wanted.share_userbase
        ):
            warnings.append(f"The authentication of the link to {end.name} could not be set.")
    if wanted.entity_links:
        for link in [each for each in product.state.project_links if each.application_id == end.application_id]:
            try:
                remote.put_entity_link(*project_links.other_half(product, link), wanted.account)
            except ApplinkError as problem:
                warnings.append(f"{link.key} of {end.name} could not be linked back with {link.local_key}: {problem}")
    return warnings
