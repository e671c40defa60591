"""Requests across a link, server to server, as the right user (auth.md 3.4)."""

from dataclasses import dataclass

from applink_simulator.authentication import ANONYMOUS_SCHEME, scheme_for
from applink_simulator.domain.errors import CredentialsRequired, OutsideTheLink
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import oauth_problem

TOKEN_IS_DEAD = frozenset({"token_expired", "token_rejected", "token_revoked"})


@dataclass(frozen=True, slots=True)
class Across:
    """What to ask of the remote; ``path`` is relative to its RPC URL, or absolute below it."""

    path: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""
    timeout: float = 30.0


def send_across(product: Product, end: LinkEnd, user: User | None, across: Across) -> Reply:
    """The remote's reply, whatever its status; CredentialsRequired when the user must authenticate there first.

    The authentication type follows from the link's configuration. A refusal is not tried again with another
    one: that would show things as somebody else (LNK-041).
    """
    request = _request(end, across)
    scheme = scheme_for(end, user)
    if scheme is not ANONYMOUS_SCHEME:
        request = scheme.sign(request, product.calling(end), user)
    reply = product.send(request)
    if scheme.provider is Provider.OAUTH and oauth_problem(reply) in TOKEN_IS_DEAD:
        raise CredentialsRequired(url=end.rpc_url, authorisation_url=product.authorisation_url(end))
    return reply


def send_anonymously(product: Product, end: LinkEnd, across: Across) -> Reply:
    """For what anybody may see, where the user has not authenticated yet."""
    return product.send(_request(end, across))


def _request(end: LinkEnd, across: Across) -> OutgoingRequest:
    url = across.path
    if "://" not in url:
        url = end.rpc_url + "/" + url.lstrip("/")
    if not end.reaches(url):
        raise OutsideTheLink(url=url)
    return OutgoingRequest(across.method, url.partition("#")[0], across.headers, across.body, across.timeout)
