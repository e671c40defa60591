"""The dance in which a user gets a token for a link's remote, as the calling product sees it (auth.md 2)."""

from dataclasses import replace
from urllib.parse import urlencode

from applink_simulator.authentication.oauth1 import message as names
from applink_simulator.authentication.oauth1.parameters import read_form
from applink_simulator.domain.errors import (
    AccessDenied,
    DanceFailed,
    DanceOutOfStep,
    DanceRefused,
    NoSuchLink,
    RemoteError,
)
from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.profiles import Profile
from applink_simulator.domain.tokens import UserToken
from applink_simulator.domain.users import User
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import oauth_problem

TOKEN_BYTES = 64 * 1024
"""A longer answer is no token."""
ACCESS = "/plugins/servlet/applinks/oauth/login-dance/access"


def begin(product: Product, end: LinkEnd, user: User, redirect_url: str | None = None) -> str:
    """The address at the remote where the user decides; a request token waits for the answer."""
    query = {"applicationLinkID": end.application_id} | ({"redirectUrl": redirect_url} if redirect_url else {})
    callback = f"{product.url(ACCESS)}?{urlencode(query)}"
    fields = _ask(product, end, "request-token", [(names.CALLBACK, callback)])
    if product.profile is Profile.STRICT and fields.get("oauth_callback_confirmed") != "true":
        raise DanceFailed(name=end.name, reason="it speaks OAuth 1.0, which is open to session fixation.")
    token = UserToken(end.application_id, user.name, fields[names.TOKEN], fields["oauth_token_secret"], granted=False)
    product.state.user_tokens.put(token)
    if product.state.ends.get(end.application_id) is None:
        # Deleted while the remote was asked: nobody would ever take this token away again (O1C-031).
        product.state.user_tokens.remove(token)
        raise NoSuchLink(application_id=end.application_id)
    where = urlencode({names.TOKEN: token.value, names.CALLBACK: callback})
    return f"{end.display_url}/plugins/servlet/oauth/authorize?{where}"


def finish(product: Product, end: LinkEnd, user: User, token_value: str, verifier: str | None) -> None:
    """Turns the user's request token into an access token; a failure leaves the request token where it was."""
    token = product.state.user_tokens.get(end.application_id, user.name)
    if token is None:
        raise DanceOutOfStep
    if token.granted:
        return
    if token.value != token_value:
        raise DanceOutOfStep
    fields = [(names.TOKEN, token.value), *([(names.VERIFIER, verifier)] if verifier else [])]
    answer = _ask(product, end, "access-token", fields)
    granted = replace(token, value=answer[names.TOKEN], secret=answer["oauth_token_secret"], granted=True)
    # Another tab may have begun anew, or an administrator deleted the link: then this token is nobody's.
    if not product.state.user_tokens.swap(token, granted):
        raise DanceOutOfStep


def _ask(product: Product, end: LinkEnd, what: str, fields: list[tuple[str, str]]) -> dict[str, str]:
    """The remote's answer, which has a token and a secret."""
    request = product.signer.sign_form(f"{end.rpc_url}/plugins/servlet/oauth/{what}", fields)
    try:
        reply = product.send(replace(request, most_bytes=TOKEN_BYTES))
    except RemoteError as problem:
        raise DanceFailed(name=end.name, reason=str(problem)) from problem
    if problem_word := oauth_problem(reply):
        if what == "access-token" and problem_word == "permission_denied":
            raise AccessDenied(name=end.name)
        raise DanceRefused(end.name, problem_word)
    if not reply.fine:
        raise DanceFailed(name=end.name, reason=f"it answered with status {reply.status}.")
    answer = dict(read_form(reply.text.strip()))
    if not (answer.get(names.TOKEN) and answer.get("oauth_token_secret")):
        raise DanceFailed(name=end.name, reason="its answer holds no token.")
    return answer
