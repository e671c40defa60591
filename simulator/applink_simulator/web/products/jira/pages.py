"""What a person reads in a browser: an issue, and the dashboard."""

from urllib.parse import quote

from flask import Blueprint, Response

from applink_simulator.domain.content import Issue
from applink_simulator.linking.product import Product
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.pages.page import show
from applink_simulator.web.pages.project_links import address_for_administrators
from applink_simulator.web.products.jira.surface import PACKAGE

blueprint = Blueprint("pages:jira", PACKAGE, template_folder="templates")


@blueprint.get("/browse/<key>")
def browse(key: str) -> Response:
    """A hidden issue looks like one that never was; whoever is not signed in is asked to do that first."""
    product, user = this_product(), this_caller().user
    if user is None and not product.state.rights.anonymous_access:
        return _sign_in_first(product, f"/browse/{key}")
    issue = product.state.contents.issue(key)
    if issue is not None and issue.shows_to(user):
        return show("jira/issue.html", issue=issue, links=_links(issue))
    if user is None:
        return _sign_in_first(product, f"/browse/{key}")
    return show("jira/no_issue.html", 404)


@blueprint.get("/secure/Dashboard.jspa")
def dashboard() -> Response:
    product, user = this_product(), this_caller().user
    if user is None and not product.state.rights.anonymous_access:
        return _sign_in_first(product, product.kind.dashboard)
    projects = [each for each in product.state.contents.containers() if each.shows_to(user)]
    rows = [(project, address_for_administrators(product, project)) for project in projects]
    return show("jira/dashboard.html", projects=rows)


def _sign_in_first(product: Product, wanted: str) -> Response:
    destination = quote(wanted, safe="")
    location = product.url(f"{product.kind.login_page}?permissionViolation=true&os_destination={destination}")
    return Response(status=302, headers={"Location": location})


def _links(issue: Issue) -> list[tuple[str, str]]:
    """Title and address of what may be followed: an address that runs a script is no link."""
    shown: list[tuple[str, str]] = []
    for link in issue.remote_links:
        target = link.body.get("object")
        if isinstance(target, dict) and str(target.get("url", "")).lower().startswith(("http://", "https://")):
            shown.append((str(target.get("title", "")), str(target["url"])))
    return shown
