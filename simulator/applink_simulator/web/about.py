"""What every product says of itself to anybody, whatever its kind (products.md 2)."""

from flask import Blueprint, Response

from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_product

blueprint = Blueprint("plain:about", __name__)

BUILD_DATE = "2024-01-15T00:00:00.000+0000"
"""The same for every version: nobody is known to read it."""


@blueprint.get("/status")
def status() -> Response:
    """For load balancers; a mock that answers has started."""
    return as_json({"state": "RUNNING"})


@blueprint.get("/rest/capabilities")
def capabilities() -> Response:
    """None of the optional ones, which other products would call at once."""
    product = this_product()
    return as_json(
        {
            "application": product.kind.type_id,
            "buildDate": BUILD_DATE,
            "capabilities": {},
            "links": {"self": product.url("/rest/capabilities")},
        }
    )
