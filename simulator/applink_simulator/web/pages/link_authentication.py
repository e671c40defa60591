"""The older pages on which administrators set the authentication of a link, at either end (applinks.md 3.5).

Two products take turns: the page of the one sends the browser to the other, which switches its own direction and
sends it back to the ``callback``.
"""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from applink_simulator.domain.errors import ApplinkError, BadInput, NotThere, Unreadable
from applink_simulator.domain.links import BasicAccount, Level, LinkEnd, Provider
from applink_simulator.domain.urls import is_web_address
from applink_simulator.linking.configure import (
    add_provider,
    claim_key,
    consumer_by_hand,
    forget_consumer,
    may_set,
    register_consumer,
    remove_provider,
    set_incoming,
    set_oauth_status,
)
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.linking.remote import OAuthStatus
from applink_simulator.linking.rights import is_administrator
from applink_simulator.web.answers import text
from applink_simulator.web.caller import AUTHENTICATION_PAGES, this_caller, this_product
from applink_simulator.web.pages.page import inside, require_own_form, show, to_login

blueprint = Blueprint("pages:link_authentication", __name__, url_prefix=AUTHENTICATION_PAGES)

OUTGOING_TWO_LEGGED = {"enable-outgoing-2lo": Provider.TWO_LEGGED, "enable-outgoing-2loi": Provider.IMPERSONATION}


@blueprint.before_request
def administrators_only() -> Response | None:
    """Whoever is none may log in as one; then a form has to be one of ours."""
    if not is_administrator(this_product(), this_caller()):
        return to_login()
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        require_own_form()
    return None


@blueprint.get("/config-tabs")
def config_tabs() -> Response:
    """What can be set in one direction."""
    end, direction = _end(request.args.get("applicationId", "")), request.args.get("direction", "")
    if direction not in {"INBOUND", "OUTBOUND"}:
        raise BadInput("The direction is INBOUND or OUTBOUND.")
    return show("pages/link_authentication/tabs.html", end=end, incoming=direction == "INBOUND")


@blueprint.get("/oauth/add-consumer-by-url/<application_id>/INBOUND")
def incoming_oauth(application_id: str) -> Response:
    """How the remote's signatures are taken; on the way back from there, what it said."""
    return _incoming_form(_end(application_id), request.args.get("message", ""))


@blueprint.post("/oauth/add-consumer-by-url/<application_id>/INBOUND")
def set_incoming_oauth(application_id: str) -> Response:
    """Ours first, then the browser goes on to the remote, for its outgoing direction."""
    product, end = this_product(), _end(application_id)
    try:
        if "update-2lo" in request.form:
            there, query = "apl-2lo", _set_two_legged(product, end)
        else:
            there, query = "apl", _set_three_legged(product, end)
    except ApplinkError as problem:
        return _incoming_form(end, str(problem))
    query["callback"] = product.url(request.path + "?uiposition=local")
    page = f"{end.display_url}{AUTHENTICATION_PAGES}/oauth/outbound/{there}/{product.application_id}"
    return redirect(f"{page}?{urlencode(query)}")


def _set_three_legged(product: Product, end: LinkEnd) -> dict[str, str]:
    wanted = _is_on("oauth-incoming-enabled")
    if not wanted:
        forget_consumer(product, end)
    elif product.state.consumers.of_link(end.application_id) is None:
        set_incoming(product, end, Level.THREE_LEGGED_ONLY)
    return {"enable-oauth": _word(wanted)}


def _set_two_legged(product: Product, end: LinkEnd) -> dict[str, str]:
    allowed, impersonation = _is_on("twoLoEnabled"), _is_on("twoLoImpersonationEnabled")
    may_set(product, this_caller(), Level.IMPERSONATION if impersonation else Level.OAUTH)
    consumer = product.state.consumers.of_link(end.application_id)
    if consumer is None:
        raise BadInput(f"Incoming OAuth from {end.name} is off: switch it on first.")
    register_consumer(
        product,
        end,
        consumer,
        two_legged_allowed=allowed,
        two_legged_user=request.form.get("twoLoExecuteAs", "").strip() or None,
        impersonation_allowed=impersonation,
    )
    return {"enable-outgoing-2lo": _word(allowed), "enable-outgoing-2loi": _word(impersonation)}


def _incoming_form(end: LinkEnd, message: str) -> Response:
    consumer = this_product().state.consumers.of_link(end.application_id)
    template = "pages/link_authentication/incoming_oauth.html"
    return show(template, leads_elsewhere=True, end=end, consumer=consumer, message=message)


@blueprint.get("/oauth/outbound/apl/<application_id>")
def switch_outgoing(application_id: str) -> Response:
    """A GET that changes something, as at the products: the remote's page has sent the administrator's browser."""
    return _switched(application_id, "success", {"enable-oauth": Provider.OAUTH})


@blueprint.get("/oauth/outbound/apl-2lo/<application_id>")
def switch_outgoing_two_legged(application_id: str) -> Response:
    return _switched(application_id, "outgoing_2lo_success", OUTGOING_TWO_LEGGED)


def _switched(application_id: str, answer: str, switches: dict[str, Provider]) -> Response:
    """Back to the callback; a link that is not here any more has nothing to be switched."""
    product, back = this_product(), _callback(this_product())
    problem = ""
    end = product.state.ends.get(application_id.lower())
    if end is not None:
        try:
            _switch(product, end, {switches[name]: _is_on(name) for name in switches if name in request.args})
        except ApplinkError as refused:
            problem = str(refused)
    told = {answer: _word(not problem)} | ({"message": problem} if problem else {})
    return redirect(f"{back}{'&' if '?' in back else '?'}{urlencode(told)}")


def _switch(product: Product, end: LinkEnd, wanted: dict[Provider, bool]) -> None:
    may_set(product, this_caller(), Level.IMPERSONATION if wanted.get(Provider.IMPERSONATION) else Level.OAUTH)
    on = {provider for provider, is_on in wanted.items() if is_on}
    product.state.ends.put(replace(end, providers=(end.providers - wanted.keys()) | on))


@blueprint.get("/oauth/outbound/apl-redirect/<application_id>")
def to_the_remotes_page(application_id: str) -> Response:
    """Outgoing here is incoming there: it is set on the remote's page."""
    product, end = this_product(), _end(application_id)
    if request.args.get("supportsAppLinks", "true") != "true":
        return redirect(product.url(f"{AUTHENTICATION_PAGES}/oauth/outbound/atlassian/{end.application_id}"))
    page = f"{AUTHENTICATION_PAGES}/oauth/add-consumer-by-url/{product.application_id}/INBOUND"
    query = urlencode({"uiposition": "remote", "hostUrl": product.base_url})
    return redirect(f"{end.display_url}{page}?{query}")


@blueprint.route("/oauth/outbound/atlassian/<application_id>", methods=["GET", "POST"])
def outgoing_oauth(application_id: str) -> Response:
    """Only on or off: what is to be known of the other product is known from its manifest."""
    product, end = this_product(), _end(application_id)
    if request.method == "POST":
        _switch(product, end, {Provider.OAUTH: _is_on("oauth-outgoing-enabled")})
    return _form("outgoing_oauth", end)


@blueprint.route("/oauth/add-consumer-manually/<application_id>", methods=["GET", "POST"])
def incoming_by_hand(application_id: str) -> Response:
    """For a remote that has no consumer information to fetch."""

    def register(product: Product, end: LinkEnd) -> None:
        names = ("key", "name", "description", "publicKey", "callback")
        consumer = consumer_by_hand(end, *(request.form.get(name, "").strip() for name in names))
        two_legged_user = request.form.get("twoLoExecuteAs", "").strip() or None
        register_consumer(
            product,
            end,
            claim_key(product, consumer),
            two_legged_allowed=_is_on("twoLoEnabled"),
            two_legged_user=two_legged_user,
            impersonation_allowed=False,
        )

    return _changed("incoming_by_hand", _end(application_id), register, forget_consumer)


@blueprint.route("/basic/<application_id>", methods=["GET", "POST"])
def basic_access(application_id: str) -> Response:
    """One account of the remote's for everybody here; its password is never shown again."""

    def set_account(product: Product, end: LinkEnd) -> None:
        account = BasicAccount(request.form.get("username", ""), request.form.get("password", ""))
        if not account.username:
            raise BadInput("Basic access needs a username.")
        config = {"username": account.username, "password": account.password}
        add_provider(product, end, Provider.BASIC.value, config)

    return _changed("basic_access", _end(application_id), set_account, _forget_account)


def _forget_account(product: Product, end: LinkEnd) -> None:
    remove_provider(product, end, Provider.BASIC)


Change = Callable[[Product, LinkEnd], object]


def _changed(template: str, end: LinkEnd, set_up: Change, take_away: Change) -> Response:
    """The page, after what its form wants; ``enabled`` tells which of the two."""
    if request.method == "GET":
        return _form(template, end)
    try:
        (set_up if _is_on("enabled") else take_away)(this_product(), end)
    except ApplinkError as problem:
        return _form(template, end, str(problem))
    return _form(template, _end(end.application_id))


@blueprint.put("/oauth/autoconfig/<application_id>")
def configure_oauth(application_id: str) -> Response:
    """Both directions without anybody typing; what the older products call of each other."""
    product, end = this_product(), _end(application_id)
    try:
        set_oauth_status(product, end, OAuthStatus(Level.OAUTH, Level.OAUTH))
    except ApplinkError as problem:
        return text(str(problem), 500)
    return text("")


@blueprint.delete("/oauth/autoconfig/<application_id>")
def unconfigure_oauth(application_id: str) -> Response:
    """Tokens of both sides, three-legged calls and trust."""
    product, end = this_product(), _end(application_id)

    def take_away() -> None:
        forget_consumer(product, end)
        product.state.user_tokens.remove_of_link(end.application_id)
        remove_provider(product, end, Provider.OAUTH)

    product.state.together(take_away)
    return text("")


@blueprint.put("/trusted/autoconfig/<application_id>")
def configure_trust(application_id: str) -> Response:
    """Written down alone: nothing is signed or verified in this way yet."""
    product, end = this_product(), _end(application_id)

    def set_up() -> None:
        product.state.trusted_applications.put(end.application_id, end.application_id)
        add_provider(product, end, Provider.TRUSTED.value, {})

    product.state.together(set_up)
    return text("")


@blueprint.delete("/trusted/autoconfig/<application_id>")
def unconfigure_trust(application_id: str) -> Response:
    product, end = this_product(), _end(application_id)

    def take_away() -> None:
        for trusted_id, link in product.state.trusted_applications.items():
            if link == end.application_id:
                product.state.trusted_applications.remove(trusted_id)
        remove_provider(product, end, Provider.TRUSTED)

    product.state.together(take_away)
    return text("")


def _form(template: str, end: LinkEnd, message: str = "") -> Response:
    product = this_product()
    end = product.state.ends.get(end.application_id) or end
    consumer = product.state.consumers.of_link(end.application_id)
    return show(
        f"pages/link_authentication/{template}.html",
        end=end,
        consumer=consumer,
        message=message,
        calls_with=[provider.name for provider in end.providers],
    )


def _end(application_id: str) -> LinkEnd:
    """These pages say 400 where others say 404."""
    try:
        return link_end(this_product(), application_id)
    except (NotThere, Unreadable) as unknown:
        raise BadInput(str(unknown)) from None


def _callback(product: Product) -> str:
    """Where the browser is sent back to: here, or to a product that is linked, and nowhere else."""
    wanted = request.args.get("callback", "")
    if (here := inside(product, wanted)) is not None:
        return here
    if is_web_address(wanted):
        for end in product.state.ends:
            if end.reaches(wanted) or replace(end, rpc_url=end.display_url).reaches(wanted):
                return wanted
    raise BadInput(
        "The browser would be sent to an address that belongs to no linked application.",
        key="auth.config.parameter.callback.invalid",
    )


def _is_on(name: str) -> bool:
    return request.values.get(name) in {"true", "on"}


def _word(is_on: bool) -> str:  # noqa: FBT001
    return "true" if is_on else "false"
