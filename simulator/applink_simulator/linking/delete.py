"""Deleting a link, here alone or at both ends (applinks.md 5.7)."""

import contextlib
from dataclasses import dataclass
from enum import Enum

from applink_simulator.authentication import scheme_for
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import (
    ApplinkError,
    CredentialsRequired,
    CredentialsRequiredToDelete,
    NoSuchLink,
    RemoteDeleteFailed,
    RemoteError,
    Unreadable,
)
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.users import User
from applink_simulator.linking.documents.markup import XML, read_document
from applink_simulator.linking.ends import link_end, remove_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across
from applink_simulator.linking.rights import is_administrator, require_administrator, require_system_administrator


class Code(Enum):
    """Whether somebody may delete an end; the value is the word on the wire."""

    ALLOWED = "ALLOWED"
    MISSING = "MISSING"
    """There is no such end."""
    NO_PERMISSION = "NO_PERMISSION"
    """He is known there, and no administrator."""
    NO_AUTHENTICATION = "NO_AUTHENTICATION"
    """He is nobody there."""
    CREDENTIALS_REQUIRED = "CREDENTIALS_REQUIRED"
    """He has no token yet."""
    AUTHENTICATION_FAILED = "AUTHENTICATION_FAILED"
    NO_CONNECTION = "NO_CONNECTION"
    """No answer, or none that makes sense."""


TOLD = frozenset({Code.ALLOWED, Code.MISSING, Code.NO_PERMISSION, Code.NO_AUTHENTICATION})
"""What a remote says of whoever asks it; anything else is no answer."""
UNAUTHENTICATED = frozenset({Code.NO_AUTHENTICATION, Code.CREDENTIALS_REQUIRED, Code.AUTHENTICATION_FAILED})


@dataclass(frozen=True, slots=True)
class Permission:
    """What came of asking the remote; ``url`` is where the user can authenticate, if that might help."""

    code: Code
    url: str | None = None


def permission_here(product: Product, caller: Caller, application_id: str) -> Code:
    """What a remote is told that asks for that caller; whether there is a link is for administrators to know."""
    if caller.user is None:
        return Code.NO_AUTHENTICATION
    if not is_administrator(product, caller):
        return Code.NO_PERMISSION
    try:
        link_end(product, application_id)
    except NoSuchLink:
        return Code.MISSING
    return Code.ALLOWED


def permission_there(product: Product, end: LinkEnd, user: User | None) -> Permission:
    """Whether that user could delete the remote's end; asked in the way in which it would be deleted."""
    code = _code_there(product, end, user)
    may_help = code in UNAUTHENTICATED and Provider.OAUTH in end.providers
    return Permission(code, product.authorisation_url(end) if may_help else None)


def _code_there(product: Product, end: LinkEnd, user: User | None) -> Code:
    try:
        reply = _ask(product, end, user, "GET", "permission/delete-application")
    except CredentialsRequired:
        return Code.CREDENTIALS_REQUIRED
    except RemoteError:
        return Code.NO_CONNECTION
    if reply.status == 401:
        return Code.AUTHENTICATION_FAILED
    if reply.status != 200:
        return Code.NO_CONNECTION
    try:
        code = Code(read_document(reply.body, reply.content_type).get("code"))
    except (Unreadable, ValueError):
        return Code.NO_CONNECTION
    return code if code in TOLD else Code.NO_CONNECTION


def delete(product: Product, caller: Caller, end: LinkEnd) -> None:
    """This product's end alone; the remote keeps its own, which then leads nowhere."""
    _require_may_delete(product, caller, end)
    remove_end(product, end)


def delete_both_ends(product: Product, caller: Caller, end: LinkEnd) -> None:
    """The remote's end first, as the caller; whatever it answers but 200 leaves ours where it is."""
    _require_may_delete(product, caller, end)
    try:
        reply = _ask(product, end, caller.user, "DELETE", "applicationlink")
    except CredentialsRequired as required:
        raise CredentialsRequiredToDelete(name=end.name, authorisation_url=required.authorisation_url) from required
    except RemoteError as problem:
        raise _failed(product, end, str(problem)) from problem
    if reply.status != 200:
        way = scheme_for(end, caller.user).name
        raise _failed(product, end, f"it answered with status {reply.status} to {caller.username} by {way}")
    # Somebody there may have deleted both ends in the meantime: ours is gone then, as it should be.
    with contextlib.suppress(NoSuchLink):
        remove_end(product, end)


def _require_may_delete(product: Product, caller: Caller, end: LinkEnd) -> None:
    (require_system_administrator if end.system else require_administrator)(product, caller)


def _ask(product: Product, end: LinkEnd, user: User | None, method: str, what: str) -> Reply:
    """About the remote's end, which is known there by our id; a remote that is slow is not waited for for ever."""
    path = f"/rest/applinks/1.0/{what}/{product.application_id}"
    return send_across(product, end, user, Across(path, method, (("Accept", XML),), timeout=product.patience))


def _failed(product: Product, end: LinkEnd, reason: str) -> ApplinkError:
    """If somebody has deleted our end meanwhile it would be wrong to say that it still exists."""
    if product.state.ends.get(end.application_id) is None:
        return NoSuchLink(application_id=end.application_id)
    return RemoteDeleteFailed(name=end.name, reason=reason)
