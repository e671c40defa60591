"""What Confluence says of itself, to anybody."""

from flask import Blueprint, Response

from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_product

blueprint = Blueprint("confluence:server", __name__)

BUILD_DATE = "2024-01-15T00:00:00.000+0000"
"""The same for every version: nobody is known to read it."""


@blueprint.get("/status")
def status() -> Response:
    """A mock that answers has started."""
    return as_json({"state": "RUNNING"})


@blueprint.get("/rest/capabilities")
def capabilities() -> Response:
    product = this_product()
    return as_json(
        {
            "application": product.kind.type_id,
            "buildDate": BUILD_DATE,
            "capabilities": {},
            "links": {"self": product.url("/rest/capabilities")},
        }
    )


@blueprint.get("/rest/api/server-information")
def server_information() -> Response:
    """The members are a guess: only the path is known (products.md 1)."""
    product = this_product()
    return as_json(
        {
            "baseUrl": product.base_url,
            "title": product.title,
            "version": product.version,
            "buildNumber": product.kind.versions[product.version],
            "buildDate": BUILD_DATE,
        }
    )
