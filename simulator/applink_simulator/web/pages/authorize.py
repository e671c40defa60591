"""The serving product's part in the dance: a person decides whether a consumer may act for him (auth.md 1.7)."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import TokenRejected
from applink_simulator.domain.tokens import Token, TokenState
from applink_simulator.domain.users import User
from applink_simulator.linking.authorize import decide, token_to_decide, way_back
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.pages.page import require_own_form, show, to_login

blueprint = Blueprint("consent:authorize", __name__)

APPROVE, DENY = "approve", "deny"


@blueprint.after_request
def not_framed(response: Response) -> Response:
    """Not even a redirect (auth.md 1.7)."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.route("/plugins/servlet/oauth/authorize", methods=["GET", "POST"])
def authorize() -> Response:
    """The token is looked at before anybody has to log in; looking alone never decides."""
    product = this_product()
    token = token_to_decide(product, request.values.get("oauth_token"))
    caller = this_caller()
    # A consumer's signature is no person's consent, whomever it acts as.
    user = None if caller.consumer_key else caller.user
    if user is None:
        return to_login()
    if request.method != "POST":
        return _consent(token)
    require_own_form()
    if APPROVE not in request.form and DENY not in request.form:
        return _consent(token)
    return _decided(token, user)


def _consent(token: Token) -> Response:
    """Who wants what as whom; all that the consumer says of itself is text to us."""
    consumer = this_product().state.consumers.get(token.consumer_key)
    if consumer is None:
        raise TokenRejected
    # The callback travels in the form for tokens of version 1.0 alone: others have it bound to them.
    callback = request.values.get("oauth_callback") if token.callback is None else None
    return show("pages/consent.html", leads_elsewhere=True, consumer=consumer, token=token, callback=callback)


def _decided(token: Token, user: User) -> Response:
    product = this_product()
    decided = decide(product, token, user, allowed=APPROVE in request.form)
    address = way_back(product, decided, request.form.get("oauth_callback"))
    if address is not None:
        return redirect(address)
    allowed = decided.state is TokenState.APPROVED
    # Tokens of version 1.0 need none.
    verifier = decided.verifier if decided.callback else None
    return show("pages/decided.html", allowed=allowed, verifier=verifier)
