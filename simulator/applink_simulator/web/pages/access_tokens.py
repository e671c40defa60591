"""A user's own page: which applications may act for him here, and how that ends (auth.md 1.1).

How the products' page sends the revocation is a guess: here it is a form like all others.
"""

from datetime import UTC, datetime

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.authentication.oauth_per_user import ACCESS_TOKEN_LIFETIME
from applink_simulator.domain.errors import TokenRejected
from applink_simulator.linking.authorize import grant_id, granted_by, revoke
from applink_simulator.web.caller import signed_in_user, this_product
from applink_simulator.web.pages.page import require_own_form, show

PATH = "/plugins/servlet/oauth/users/access-tokens"

blueprint = Blueprint("pages:access_tokens", __name__)


@blueprint.get(PATH)
def access_tokens() -> Response:
    return _list()


@blueprint.post(PATH)
def revoke_one() -> Response:
    product, user = this_product(), signed_in_user()
    require_own_form()
    try:
        revoke(product, user, request.form.get("grant", ""))
    except TokenRejected:
        return _list("That access had ended already.")
    return redirect(product.url(f"{PATH}?revoked=true"))


def _list(problem: str = "") -> Response:
    product, user = this_product(), signed_in_user()
    rows = [
        {
            "grant": grant_id(token),
            "consumer": product.state.consumers.get(token.consumer_key),
            "granted": _day(token.granted),
            "expires": _day(token.created + ACCESS_TOKEN_LIFETIME),
        }
        for token in granted_by(product, user)
    ]
    return show("pages/access_tokens.html", rows=rows, problem=problem, revoked="revoked" in request.args)


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%d %B %Y").lstrip("0")
