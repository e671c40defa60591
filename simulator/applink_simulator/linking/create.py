"""Creating an application link: what the wizard asks, checks and does (applinks.md 3.2, 5.2 and 5.4)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import (
    ApplinkError,
    AuthorizationResponseFailed,
    BadInput,
    CreationFailed,
    FormInvalid,
    HostRestricted,
    LinkExists,
    LinkExistsElsewhere,
    LinkToOneself,
    RemoteError,
    RemoteMoved,
    RemoteUnreachable,
    ResponseUnreadable,
)
from applink_simulator.domain.identity import url_based_id, without_trailing_slash
from applink_simulator.domain.links import BasicAccount, Level, LinkEnd
from applink_simulator.domain.manifest import Manifest
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.types import APPLICATION_TYPES
from applink_simulator.linking.configure import set_oauth_status
from applink_simulator.linking.documents.link import link_document
from applink_simulator.linking.documents.markup import read_document
from applink_simulator.linking.ends import add_end, require_name, require_url
from applink_simulator.linking.orphans import Orphan, adopt, require_orphan
from applink_simulator.linking.product import STATUS_API, Product
from applink_simulator.linking.remote import OAuthStatus, Remote
from applink_simulator.linking.rights import is_system_administrator


@dataclass(frozen=True, slots=True)
class WizardWarning:
    """The wizard goes on, but tells the administrator: answered with status 200 (applinks.md 3.2)."""

    code: str
    text: str
    parameters: dict[str, str]


REDIRECTED = "applinks.warning.redirected.host"
UNKNOWN_HOST = "applinks.warning.unknown.host"


def look_at(product: Product, url: str | None) -> Manifest | WizardWarning | None:
    """What the wizard learns of a URL; None when something answers that is no product with application links."""
    if not url:
        raise BadInput("Enter the URL of the application to link to.", key="applinks.error.rpcurl")
    rpc_url = require_url(url, "rpcUrl")
    if product.guesses.blocked_hosts:
        require_host_allowed(rpc_url)
    try:
        manifest = Remote(product, rpc_url).manifest()
    except RemoteMoved as moved:
        return WizardWarning(REDIRECTED, str(moved), {"redirectedUrl": moved.location})
    except RemoteUnreachable as silent:
        return WizardWarning(UNKNOWN_HOST, str(silent), {})
    except RemoteError:
        return None
    if manifest.type_id not in APPLICATION_TYPES:
        raise BadInput(
            f"Applications of the type {manifest.type_id!r} cannot be linked here.",
            key="applinks.error.remote.type.not.installed",
        )
    existing = product.state.ends.get(manifest.id.lower())
    if existing is not None and not existing.type_id:
        # The products fall over the record, and their wizard then offers a generic link (F-48).
        return None
    if existing is not None:
        if existing.display_url == without_trailing_slash(manifest.url):
            raise LinkExists(name=existing.name)
        raise LinkExistsElsewhere(url=existing.display_url)
    if manifest.id.lower() == product.application_id:
        raise LinkToOneself
    return manifest


def require_host_allowed(url: str) -> None:
    """Refuses hosts that a 9.x product does not contact from its wizard: itself and what only it can reach."""
    # Only where a product is told to be so strict: importing the first costs as much as this whole module.
    import ipaddress
    import socket

    host = urlsplit(url).hostname or ""
    try:
        addresses = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        raise BadInput(
            f"The host name {host!r} is not known.", key="applinks.service.error.restapi.url.format"
        ) from None
    for address in addresses:
        ip = ipaddress.ip_address(str(address).partition("%")[0])
        if ip.is_loopback or ip.is_unspecified or ip.is_link_local:
            raise HostRestricted(host=host)


def synthetic_manifest(type_id: str, url: str) -> Manifest:
    """What stands in for a manifest that could not be had, of a known type (applinks.md 2.5)."""
    return Manifest(id=url_based_id(url), name=APPLICATION_TYPES[type_id].title, type_id=type_id, url=url)


@dataclass(frozen=True, slots=True)
class NewLink:
    """What the administrator filled in."""

    type_id: str
    name: str
    rpc_url: str
    display_url: str
    primary: bool = False
    account: BasicAccount | None = None
    """Of an administrator at the remote; makes the link two-way."""
    our_url: str | None = None
    """This product's URL as the remote should see it, when it is not the base URL."""
    trust_each_other: bool = False
    share_userbase: bool = False
    orphan: Orphan | None = None
    """What is left over from an earlier link, to be taken over."""


@dataclass(frozen=True, slots=True)
class Created:
    end: LinkEnd
    authentication_configured: bool


def create(product: Product, caller: Caller, new: NewLink) -> Created:
    """Remote end first, then ours, then authentication; not one transaction (applinks.md 5.4).

    If our half fails the remote's stays; if authentication fails the link stays without.
    """
    require_name(new.name)
    if new.type_id not in APPLICATION_TYPES:
        raise FormInvalid(
            "application-types", f"{new.type_id!r} is no application type.", key="applinks.error.apptype"
        )
    if new.share_userbase and not is_system_administrator(product, caller):
        raise FormInvalid(
            "same-userbase",
            "Only a system administrator may say that both products share a userbase.",
            key="applinks.error.only.sysadmin.operation",
        )
    rpc_url = require_url(new.rpc_url, "rpcUrl")
    if any(end.rpc_url == rpc_url for end in product.state.ends):
        raise BadInput("A link to that URL exists already.", key="applinks.error.rpcurl.exists")
    if new.orphan is not None:
        require_orphan(product, new.orphan)
    remote = Remote(product, rpc_url)
    if new.account is not None:
        create_remote_end(product, remote, new.our_url or product.base_url, new.account)
    try:
        manifest = remote.manifest()
    except RemoteError:
        manifest = synthetic_manifest(new.type_id, rpc_url)
    if manifest.type_id != new.type_id:
        raise BadInput(
            f"The application there is a {manifest.type_id}, not a {new.type_id}.",
            key="applinks.error.incorrect.application.type",
        )
    display_url = require_url(new.display_url, "displayUrl")
    end = _add(product, LinkEnd(manifest.id, new.type_id, new.name, rpc_url, display_url, new.primary), new.orphan)
    if not new.trust_each_other or new.account is None:
        return Created(end, authentication_configured=True)
    configured = configure_both_ends(product, remote, end, new.account, share_userbase=new.share_userbase)
    return Created(end, configured)


def _add(product: Product, end: LinkEnd, orphan: Orphan | None) -> LinkEnd:
    """With what it takes over."""

    def add() -> LinkEnd:
        added = add_end(product, end)
        if orphan is not None:
            adopt(product, orphan, added)
        return added

    return product.state.together(add)


def create_remote_end(product: Product, remote: Remote, our_url: str, account: BasicAccount) -> None:
    """As an administrator there, who is asked for first."""
    require_administrator_there(remote, account, field="authorization")
    ours = LinkEnd(product.application_id, product.kind.type_id, product.title, our_url, product.base_url)
    entity = link_document(ours, our_url, product.manifest.icon_url or "", product.manifest.icon_uri or "")
    try:
        reply = remote.put_link_back(entity, product.application_id, account)
    except RemoteError as problem:
        raise CreationFailed(reason=str(problem)) from problem
    if reply.fine:
        return
    messages = _messages(reply)
    if messages:
        raise BadInput(" ".join(["The other application refused.", *messages]), key="applinks.error.general")
    raise CreationFailed(reason=f"the other application answered {reply.status}")


def require_administrator_there(remote: Remote, account: BasicAccount, field: str) -> None:
    """FormInvalid about that field when the account is nobody's who may make links there."""
    try:
        is_administrator = remote.recognises_as_administrator(account)
    except RemoteError as problem:
        raise AuthorizationResponseFailed(reason=str(problem)) from problem
    if not is_administrator:
        raise FormInvalid(
            field,
            "These credentials are not those of an administrator of the other application.",
            key="applinks.error.unauthorized",
        )


def check_account(product: Product, remote_url: str, our_url: str, account: BasicAccount) -> None:
    """What a two-way link needs at the remote, looked at before the link is made."""
    remote = Remote(product, remote_url)
    require_administrator_there(remote, account, field="reciprocal-link-password")
    try:
        found = remote.reads_manifest_of(product.application_id, our_url, account)
    except RemoteError as problem:
        raise AuthorizationResponseFailed(reason=str(problem)) from problem
    if not found:
        raise BadInput(
            f"The other application does not find this one at {our_url}.",
            key="applinks.error.url.reciprocal.rpc.url.invalid",
        )


def _messages(reply: Reply) -> list[str]:
    """The texts of a refusal with an error list; ResponseUnreadable when the body makes no sense."""
    if reply.status not in {400, 409}:
        return []
    try:
        document = read_document(reply.body, reply.content_type)
    except ApplinkError as problem:
        raise ResponseUnreadable(reason=str(problem)) from None
    messages: Any = document.get("message", [])
    return [str(each) for each in (messages if isinstance(messages, list) else [messages])]


def configure_both_ends(
    product: Product, remote: Remote, end: LinkEnd, account: BasicAccount, *, share_userbase: bool
) -> bool:
    """At the level that the userbases allow; False when that did not work (the link stays).

    Older remotes can be told to use OAuth, and of no other level (applinks.md 1, row 17).
    """
    try:
        modern = STATUS_API in remote.capabilities()
        level = Level.IMPERSONATION if share_userbase and modern else Level.OAUTH
        both = OAuthStatus(incoming=level, outgoing=level)
        set_oauth_status(product, end, both)
        if modern:
            remote.put_oauth_status(both, product.application_id, account)
        else:
            remote.configure_oauth(product.application_id, account)
    except ApplinkError:
        return False
    return True
