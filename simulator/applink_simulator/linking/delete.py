"""Deleting a link, here alone or at both ends (applinks.md 5.7)."""

from applink_simulator.authentication import scheme_for
from applink_simulator.domain.errors import ApplinkError, RemoteDeleteFailed
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.messages import Reply
from applink_simulator.domain.users import User
from applink_simulator.linking.ends import remove_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.proxy import Across, send_across


def delete_both_ends(product: Product, end: LinkEnd, user: User) -> None:
    """The remote's end first, as the current user; whatever it answers but 200 leaves ours where it is."""
    path = f"/rest/applinks/1.0/applicationlink/{product.application_id}"
    try:
        reply: Reply = send_across(product, end, user, Across(path, "DELETE"))
    except ApplinkError as problem:
        if problem.status == 401:
            raise
        raise RemoteDeleteFailed(name=end.name, reason=str(problem)) from problem
    if reply.status != 200:
        way = scheme_for(end, user).name
        raise RemoteDeleteFailed(name=end.name, reason=f"it answered {reply.status} to {way}")
    remove_end(product, end)
