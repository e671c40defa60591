"""What Confluence says of itself, to anybody."""

from flask import Blueprint, Response

from applink_simulator.web.about import BUILD_DATE
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_product

blueprint = Blueprint("confluence:server", __name__)


@blueprint.get("/rest/api/server-information")
def server_information() -> Response:
    """The members are a guess: only the path is known (products.md 1)."""
    product = this_product()
    return as_json(
        {
            "baseUrl": product.base_url,
            "title": product.title,
            "version": product.version,
            "buildNumber": product.release.build,
            "buildDate": BUILD_DATE,
        }
    )
