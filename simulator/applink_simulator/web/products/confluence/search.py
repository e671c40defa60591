"""Search in CQL, among what the caller may see."""

from typing import Any

from flask import Blueprint, Response

from applink_simulator.domain.content import Page
from applink_simulator.domain.errors import BadInput
from applink_simulator.query.context import Context
from applink_simulator.query.cql import cql, refusal
from applink_simulator.query.errors import QueryError
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.products.confluence.asking import expanded, listed, required
from applink_simulator.web.products.confluence.content import writer
from applink_simulator.web.products.confluence.documents import (
    Writer,
    below,
    date,
    page_address,
    space_address,
)
from applink_simulator.web.products.confluence.storage_format import plain_text
from applink_simulator.web.products.confluence.visible import pages_for, require_use

blueprint = Blueprint("confluence:search", __name__, url_prefix="/rest/api")
blueprint.before_request(require_use)

EXCERPT_LENGTH = 200


@blueprint.get("/content/search")
def search_content() -> Response:
    """Content objects themselves."""
    found = _found(required("cql"))
    return as_json(listed(this_product(), found, writer(expanded()).content))


@blueprint.get("/search")
def search() -> Response:
    query = required("cql")
    found = _found(query)
    write = writer(below(expanded(), "content"))
    document = listed(this_product(), found, lambda page: _result(write, page))
    return as_json({**document, "totalSize": len(found), "cqlQuery": query, "searchDuration": 1})


def _found(text: str) -> list[Page]:
    product, caller = this_product(), this_caller()
    try:
        return cql(text, pages_for(product, caller.user), Context(caller.username, product.clock.moment()))
    except QueryError as wrong:
        raise BadInput(refusal(wrong)) from None


def _result(write: Writer, page: Page) -> dict[str, Any]:
    return {
        "content": write.content(page),
        "title": page.title,
        "excerpt": plain_text(page.body)[:EXCERPT_LENGTH],
        "url": page_address(page),
        "resultGlobalContainer": {"title": page.space.name, "displayUrl": space_address(page.space)},
        "breadcrumbs": [],
        "entityType": "content",
        "iconCssClass": "aui-icon content-type-page",
        "lastModified": date(page.last_modified),
        "friendlyLastModified": f"{page.last_modified:%b %d, %Y}",
        "timestamp": int(page.last_modified.timestamp() * 1000),
    }
