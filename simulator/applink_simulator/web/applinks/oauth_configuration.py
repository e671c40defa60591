"""``applinks-oauth``: whom this end trusts, and at which level (applinks.md 3.4)."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from applink_simulator.domain.errors import BadInput, ConsumerInformationMissing, NotThere
from applink_simulator.domain.links import Consumer, Level, LinkEnd
from applink_simulator.linking.configure import (
    claim_key,
    consumer_by_hand,
    fetch_consumer,
    may_set,
    register_consumer,
)
from applink_simulator.linking.documents.link import consumer_document, providers_document
from applink_simulator.linking.ends import link_end
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import document, nothing
from applink_simulator.web.applinks.links import href
from applink_simulator.web.applinks.paths import OAUTH, OAUTH_OF_4
from applink_simulator.web.caller import administrator, signed_in_user, this_product
from applink_simulator.web.refusals import status_document

if TYPE_CHECKING:
    from applink_simulator.web.applinks.bodies import ConsumerBody

AUTHENTICATION = "/applicationlink/<application_id>/authentication"

blueprint = Blueprint("applinks:oauth", __name__, url_prefix=OAUTH)
older = Blueprint("applinks:oauth_of_4", __name__, url_prefix=OAUTH_OF_4)


@blueprint.get(AUTHENTICATION)
def authentication(version: str, application_id: str) -> Response:
    product, end = _end(application_id)
    where = href(product, end, "latest")
    return document(
        "applicationLinkAuthentication",
        {
            "link": [{"@href": where, "@rel": "self"}],
            "consumers": _consumers(product, end),
            "configuredAuthProviders": providers_document(end, where),
        },
    )


@blueprint.get(f"{AUTHENTICATION}/consumer")
def consumers(version: str, application_id: str) -> Response:
    product, end = _end(application_id)
    found = _consumers(product, end)
    if not found:
        raise NotThere(what=f"A consumer of the link {end.name}")
    return document("consumers", {"consumers": found})


@blueprint.put(f"{AUTHENTICATION}/consumer")
def put_consumer(version: str, application_id: str) -> Response:
    """By ``autoConfigure`` from the remote's consumer-info, else by hand."""
    from applink_simulator.web.applinks.bodies import ConsumerBody, body

    product, end = _end(application_id)
    automatic = request.args.get("autoConfigure") == "true"
    wanted = body(ConsumerBody, empty_is_fine=automatic)
    level = Level.IMPERSONATION if wanted.impersonation_allowed else Level.OAUTH
    may_set(product, administrator(), level)
    if automatic:
        try:
            consumer = fetch_consumer(product, end)
        except ConsumerInformationMissing as missing:
            return status_document(500, str(missing))
    else:
        consumer = claim_key(product, _by_hand(wanted, end))
    register_consumer(
        product,
        end,
        consumer,
        two_legged_allowed=wanted.two_legged_allowed,
        two_legged_user=wanted.two_legged_user,
        impersonation_allowed=wanted.impersonation_allowed,
    )
    return status_document(201, "")


@blueprint.delete("/consumer-token/<application_id>")
def drop_token(version: str, application_id: str) -> Response:
    """What the current user holds for the remote; gone already is as good."""
    product, user = this_product(), signed_in_user()
    token = product.state.user_tokens.get(link_end(product, application_id).application_id, user.name)
    if token is not None:
        product.state.user_tokens.remove(token)
    return nothing()


def _by_hand(wanted: "ConsumerBody", end: LinkEnd) -> Consumer:
    if wanted.outgoing:
        raise BadInput("Links that sign with a shared secret (HMAC-SHA1) are not simulated.")
    return consumer_by_hand(
        end,
        wanted.key or "",
        wanted.name or "",
        wanted.description,
        wanted.public_key or "",
        wanted.callback or "",
    )


def _end(application_id: str) -> tuple[Product, LinkEnd]:
    product = this_product()
    administrator()
    return product, link_end(product, application_id)


def _consumers(product: Product, end: LinkEnd) -> list[dict[str, Any]]:
    consumer = product.state.consumers.of_link(end.application_id)
    return [] if consumer is None else [consumer_document(consumer)]


older.add_url_rule("", view_func=authentication)
older.add_url_rule("/consumer", view_func=consumers)
older.add_url_rule("/consumer", view_func=put_consumer, methods=["PUT"])
