"""Deleting a link, here alone or at both ends (applinks.md 5.7)."""

import contextlib

from applink_simulator.authentication import scheme_for
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.errors import (
    ApplinkError,
    CredentialsRequired,
    CredentialsRequiredToDelete,
    NoSuchLink,
    RemoteDeleteFailed,
    RemoteError,
)
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.users import User
from applink_simulator.linking.documents.markup import XML
from applink_simulator.linking.ends import link_end, remove_end
from applink_simulator.linking.permission import Code, Permission, ask_remote
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across
from applink_simulator.linking.rights import is_administrator, require_administrator, require_system_administrator


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
    """Whether that user could delete the remote's end."""
    return ask_remote(product, end, user, f"delete-application/{product.application_id}")


def delete(product: Product, caller: Caller, end: LinkEnd) -> None:
    """This product's end alone; the remote keeps its own, which then leads nowhere."""
    _require_may_delete(product, caller, end)
    remove_end(product, end)


def delete_both_ends(product: Product, caller: Caller, end: LinkEnd) -> None:
    """The remote's end first, as the caller; whatever it answers but 200 leaves ours where it is."""
    _require_may_delete(product, caller, end)
    try:
        reply = _delete_there(product, end, caller.user)
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


def _delete_there(product: Product, end: LinkEnd, user: User | None) -> Reply:
    """The remote's end, which is known there by our id; a remote that is slow is not waited for for ever."""
    path = f"/rest/applinks/1.0/applicationlink/{product.application_id}"
    return send_across(product, end, user, Across(path, "DELETE", (("Accept", XML),), timeout=product.patience))


def _failed(product: Product, end: LinkEnd, reason: str) -> ApplinkError:
    """If somebody has deleted our end meanwhile it would be wrong to say that it still exists."""
    if product.state.ends.get(end.application_id) is None:
        return NoSuchLink(application_id=end.application_id)
    return RemoteDeleteFailed(name=end.name, reason=reason)
