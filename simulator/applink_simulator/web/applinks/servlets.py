"""The plain servlets: who am I, and what this product signs with (applinks.md 3.5, auth.md 1.9)."""

from flask import Blueprint, Response

from applink_simulator.linking.documents.consumer_info import consumer_info_document
from applink_simulator.linking.documents.markup import to_xml
from applink_simulator.web.answers import XML_TYPE, text
from applink_simulator.web.caller import this_caller, this_product

blueprint = Blueprint("plain:servlets", __name__, url_prefix="/plugins/servlet")


@blueprint.get("/applinks/whoami")
def who_am_i() -> Response:
    """The username, or nothing at all; always 200."""
    return text(this_caller().username or "")


@blueprint.get("/oauth/consumer-info")
def consumer_info() -> Response:
    product = this_product()
    content = consumer_info_document(
        product.consumer_key, product.title, product.key.public.text, f"{product.title} at {product.base_url}"
    )
    return Response(to_xml("consumer", content), content_type=XML_TYPE)
