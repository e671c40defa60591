"""What Jira tells about itself: ``serverInfo``."""

from flask import Response

from applink_simulator.web.about import BUILD_DATE
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import signed_in_user, this_product
from applink_simulator.web.products.jira.surface import api_blueprint, flag, stamp

blueprint = api_blueprint("server")


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
        "buildNumber": product.release.build,
        "buildDate": BUILD_DATE,
        "databaseBuildNumber": product.release.build,
        "serverTime": stamp(product.clock.moment()),
        "scmInfo": "applink-simulator",
        "serverTitle": product.title,
    }
    if flag("doHealthCheck", default=False):
        information["healthChecks"] = [{"name": "Simulator", "description": "The simulator runs.", "passed": True}]
    return as_json(information)
