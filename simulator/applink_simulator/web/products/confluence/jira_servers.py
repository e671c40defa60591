"""``/rest/jiraanywhere``: the linked Jiras, for whoever puts a Jira-issues macro on a page."""

from typing import Any

from flask import Blueprint, Response

from applink_simulator.domain.links import LinkEnd
from applink_simulator.domain.users import User
from applink_simulator.linking.ends import ends_by_type
from applink_simulator.linking.jira_issues import JIRA, where_to_authenticate
from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import signed_in_user, this_product

blueprint = Blueprint("confluence:jira_servers", __name__, url_prefix="/rest/jiraanywhere/1.0")


@blueprint.get("/servers")
def servers() -> Response:
    """For people who are logged in: nobody else edits pages."""
    product, user = this_product(), signed_in_user()
    return as_json([_server(product, end, user) for end in ends_by_type(product, JIRA)])


def _server(product: Product, end: LinkEnd, user: User) -> dict[str, Any]:
    """``authUrl`` is a guess; the primary link is the one that a new macro starts with."""
    server: dict[str, Any] = {
        "id": end.application_id,
        "name": end.name,
        "url": end.display_url,
        "selected": end.primary,
    }
    url = where_to_authenticate(product, end, user)
    return server if url is None else {**server, "authUrl": url}
