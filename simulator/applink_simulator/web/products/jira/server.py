"""What Jira tells about itself: ``serverInfo``, ``capabilities``, ``status`` for load balancers."""

from flask import Blueprint, Response

from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import signed_in_user, this_product
from applink_simulator.web.products.jira.surface import PACKAGE, api_blueprint, flag, stamp

blueprint = api_blueprint("server")
outside = Blueprint("jira:outside", PACKAGE)

BUILD_DATE = "2023-11-20T00:00:00.000+0000"


@blueprint.get("/serverInfo")
def server_info() -> Response:
    product = this_product()
    if product.guesses.server_info_needs_login:
        signed_in_user()
    information = {
        "baseUrl": product.base_url,
        "version": product.version,
        "versionNumbers": [int(part) for part in product.version.split(".") if part.isdigit()],
        "deploymentType": "Server",
        "buildNumber": product.kind.versions[product.version],
        "buildDate": BUILD_DATE,
        "databaseBuildNumber": product.kind.versions[product.version],
        "serverTime": stamp(product.clock.moment()),
        "scmInfo": "applink-simulator",
        "serverTitle": product.title,
    }
    if flag("doHealthCheck", default=False):
        information["healthChecks"] = [{"name": "Simulator", "description": "The simulator runs.", "passed": True}]
    return as_json(information)


@outside.get("/rest/capabilities")
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


@outside.get("/status")
def status() -> Response:
    return as_json({"state": "RUNNING"})
