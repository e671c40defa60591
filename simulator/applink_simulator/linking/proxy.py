"""Requests across a link, server to server, as the right user (auth.md 3.4)."""

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from applink_simulator.authentication import ANONYMOUS_SCHEME, scheme_for
from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.parameters import read_form
from applink_simulator.authentication.scheme import Calling, Scheme
from applink_simulator.domain.errors import BadInput, CredentialsRequired, OutsideTheLink
from applink_simulator.domain.hops import in_hand
from applink_simulator.domain.links import LinkEnd, Provider
from applink_simulator.domain.messages import Headers, OutgoingRequest, Reply
from applink_simulator.domain.users import User
from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import oauth_problem

TOKEN_IS_DEAD = frozenset({"token_expired", "token_rejected", "token_revoked"})
MOST_REDIRECTS = 3


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
    return send_as(product, end, scheme_for(end, user), user, across)


def send_as(product: Product, end: LinkEnd, scheme: Scheme, user: User | None, across: Across) -> Reply:
    """Likewise, with an authentication type of the caller's choice."""
    calling = product.calling(end)
    token = calling.user_tokens.get(end.application_id, user.name) if user else None
    request = _request(end, across)
    for _ in range(MOST_REDIRECTS):
        reply = product.send(request if scheme is ANONYMOUS_SCHEME else _signed(scheme, request, calling, user))
        if scheme.provider is Provider.OAUTH and oauth_problem(reply) in TOKEN_IS_DEAD:
            if token is not None:
                product.state.user_tokens.remove(token)
            raise CredentialsRequired(url=end.rpc_url, authorisation_url=product.authorisation_url(end))
        further = _redirected(end, request, reply)
        if further is None:
            return reply
        # Signed anew: the signature covers the address (O1C-024).
        request = further
    return reply


def _signed(scheme: Scheme, request: OutgoingRequest, calling: Calling, user: User | None) -> OutgoingRequest:
    about_to_wait()
    hops = in_hand.get()
    if hops is None:
        return scheme.sign(request, calling, user)
    with hops.signs():
        return scheme.sign(request, calling, user)


def _redirected(end: LinkEnd, request: OutgoingRequest, reply: Reply) -> OutgoingRequest | None:
    """The request at its new address; None where there is none, or none that belongs to the link (O1C-023)."""
    location = reply.header("Location")
    if request.method not in {"GET", "HEAD"} or reply.status not in {301, 302, 303, 307, 308} or not location:
        return None
    url = _naming_nobody(urljoin(request.url, location).partition("#")[0])
    return replace(request, url=url) if end.reaches(url) else None


def _naming_nobody(url: str) -> str:
    """The URL without the parameter that says whom a request acts as: a remote sends back what it was asked."""
    address, _, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if not _names_somebody(part))
    return f"{address}?{kept}" if kept else address


def _names_somebody(pairs: str) -> bool:
    return any(name == names.REQUESTOR for name, _ in read_form(pairs))


def send_anonymously(product: Product, end: LinkEnd, across: Across) -> Reply:
    """For what anybody may see, where the user has not authenticated yet."""
    return product.send(_request(end, across))


def _request(end: LinkEnd, across: Across) -> OutgoingRequest:
    url = across.path
    if "://" not in url:
        url = end.rpc_url + "/" + url.lstrip("/")
    if not end.reaches(url):
        raise OutsideTheLink(url=url)
    request = OutgoingRequest(across.method, url.partition("#")[0], across.headers, across.body, across.timeout)
    # Whoever may choose the path would else choose whom the link acts as.
    if _names_somebody(url.partition("?")[2]) or _names_somebody(request.form):
        raise BadInput(f"Whom a request acts as is not said with {names.REQUESTOR} here.")
    return request
