"""The pages that people read in a browser."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from applink_simulator.domain.content import Page
from applink_simulator.domain.errors import NotThere
from applink_simulator.linking.jira_issues import Patience
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.pages.page import show, to_login
from applink_simulator.web.pages.project_links import address_for_administrators
from applink_simulator.web.products.confluence.documents import page_address, page_id_of, space_address
from applink_simulator.web.products.confluence.rendering import rendered
from applink_simulator.web.products.confluence.visible import (
    page_for,
    page_titled,
    pages_for,
    space_for,
    spaces_for,
)

blueprint = Blueprint("pages:confluence", __name__)


@blueprint.before_request
def log_in_first() -> AnyResponse | None:
    """Where anonymous access is off, every page is behind the login."""
    closed = this_caller().user is None and not this_product().state.rights.anonymous_access
    return to_login() if closed else None


@blueprint.get("/dashboard.action")
def dashboard() -> AnyResponse:
    product, reader = this_product(), this_caller().user
    pages: dict[str, list[Page]] = {space.key: [] for space in spaces_for(product, reader)}
    for page in pages_for(product, reader):
        pages.setdefault(page.space.key, []).append(page)
    spaces = [(space, pages[space.key]) for space in spaces_for(product, reader)]
    return _html("dashboard.html", spaces=spaces)


@blueprint.get("/pages/viewpage.action")
def view_page() -> AnyResponse:
    """By number, or by space and title."""
    if "pageId" in request.args:
        return _numbered(request.args["pageId"])
    return _titled(request.args.get("spaceKey", ""), request.args.get("title", ""))


@blueprint.get("/spaces/<key>/pages/<page_id>")
@blueprint.get("/spaces/<key>/pages/<page_id>/<path:title>")
def view_numbered(key: str, page_id: str, title: str = "") -> AnyResponse:
    """The number alone counts: the words stay in old bookmarks when a page is renamed."""
    return _numbered(page_id)


@blueprint.get("/display/<key>/<path:title>")
def view_titled(key: str, title: str) -> AnyResponse:
    return _titled(key, title.replace("+", " "))


@blueprint.get("/x/<code>")
def view_tiny(code: str) -> AnyResponse:
    return _numbered(page_id_of(code) or "")


@blueprint.get("/display/<key>")
@blueprint.get("/spaces/<key>/overview")
def view_space(key: str) -> AnyResponse:
    product, reader = this_product(), this_caller().user
    try:
        space = space_for(product, key, reader)
    except NotThere:
        return _not_found()
    found = [page for page in pages_for(product, reader) if page.space.key == space.key]
    return _html("space.html", space=space, pages=found, links=address_for_administrators(product, space))


def _numbered(page_id: str) -> AnyResponse:
    try:
        return _page(page_for(this_product(), page_id, this_caller().user))
    except NotThere:
        return _not_found()


def _titled(key: str, title: str) -> AnyResponse:
    page = page_titled(this_product(), key, title, this_caller().user)
    return _not_found() if page is None else _page(page)


def _page(page: Page) -> AnyResponse:
    product, reader = this_product(), this_caller().user
    here = product.url(page_address(page))
    body = rendered(product, page.body, reader, Patience(product.patience), here)
    author = product.state.directory.find(page.creator)
    return _html("page.html", page=page, body=body, author=author.display_name if author else page.creator)


def _not_found() -> AnyResponse:
    """For somebody who might see it after logging in, the way there; the same whether it exists or not."""
    if this_caller().user is None:
        return to_login()
    return _html("not_found.html", 404)


def _html(template: str, status: int = 200, **facts: Any) -> Response:
    return show(f"confluence/{template}", status, page_address=page_address, space_address=space_address, **facts)
