"""``/rest/auth/1/session``: signing in and out without a form."""

from typing import Any

from flask import Response

from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.caller import log_in, session_cookie, signed_in_user, this_product
from applink_simulator.web.pages.sign_in import end_session, start_session
from applink_simulator.web.products.jira.documents.users import user_url
from applink_simulator.web.products.jira.surface import api_blueprint, stamp

blueprint = api_blueprint("session", "/rest/auth/<any('1', latest):version>")


@blueprint.get("/session")
def who_is_signed_in() -> Response:
    product, user = this_product(), signed_in_user()
    return as_json({"self": user_url(product, user.name), "name": user.name, "loginInfo": _login_info(product)})


@blueprint.post("/session")
def sign_in() -> Response:
    from applink_simulator.web.products.jira.bodies import LoginBody, read

    product, wanted = this_product(), read(LoginBody)
    user = log_in(product, wanted.username, wanted.password)
    # The answer names its cookie, whose value is known only once the cookie is set.
    response = nothing(200)
    session = start_session(product, response, user.name)
    content = {"session": {"name": session_cookie(product), "value": session.id}, "loginInfo": _login_info(product)}
    answer = as_json(content)
    for cookie in response.headers.getlist("Set-Cookie"):
        answer.headers.add("Set-Cookie", cookie)
    answer.headers["X-Seraph-LoginReason"] = "OK"
    return answer


@blueprint.delete("/session")
def sign_out() -> Response:
    signed_in_user()
    response = nothing(204)
    end_session(this_product(), response)
    return response


def _login_info(product: Product) -> dict[str, Any]:
    """Nobody counts logins here: every one looks like the first."""
    return {"loginCount": 1, "previousLoginTime": stamp(product.clock.moment())}
