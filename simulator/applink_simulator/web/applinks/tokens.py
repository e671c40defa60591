"""The token endpoints of OAuth 1.0a (auth.md 1.1 and 1.6)."""

from flask import Blueprint, Response

from applink_simulator.authentication.oauth1.parameters import Pairs, write_form
from applink_simulator.authentication.oauth_per_user import ACCESS_TOKEN_LIFETIME
from applink_simulator.domain.errors import TlsRequired
from applink_simulator.domain.profiles import Profile
from applink_simulator.linking.authorize import SESSION_LIFETIME, exchange, request_token
from applink_simulator.web.caller import this_product, this_request

blueprint = Blueprint("plain:tokens", __name__, url_prefix="/plugins/servlet/oauth")


@blueprint.before_request
def over_tls() -> None:
    if this_product().tokens_need_tls and not this_request().url.startswith("https:"):
        raise TlsRequired


@blueprint.post("/request-token")
def give_request_token() -> Response:
    token = request_token(this_product(), this_request())
    pairs = [("oauth_token", token.value), ("oauth_token_secret", token.secret)]
    if token.callback is not None:
        pairs.append(("oauth_callback_confirmed", "true"))
    return _answer(pairs)


@blueprint.post("/access-token")
def give_access_token() -> Response:
    token = exchange(this_product(), this_request())
    return _answer(
        [
            ("oauth_token", token.value),
            ("oauth_token_secret", token.secret),
            ("oauth_expires_in", str(ACCESS_TOKEN_LIFETIME)),
            ("oauth_session_handle", token.session_handle or ""),
            ("oauth_authorization_expires_in", str(SESSION_LIFETIME)),
        ]
    )


def _answer(pairs: Pairs) -> Response:
    response = Response(write_form(pairs), content_type="text/plain")
    if this_product().profile is Profile.STRICT:
        response.headers["Cache-Control"] = "no-store"
    return response
