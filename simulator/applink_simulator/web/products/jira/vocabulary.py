"""``field``, ``status``, ``priority``, ``issuetype``, ``resolution``: the words clients ask for first."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response

from applink_simulator.linking.product import Product
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_product
from applink_simulator.web.products.jira import words
from applink_simulator.web.products.jira.documents import words as documents
from applink_simulator.web.products.jira.documents.issues import FIELDS
from applink_simulator.web.products.jira.errors import NoSuchWord
from applink_simulator.web.products.jira.surface import api_blueprint
from applink_simulator.web.products.jira.visibility import reader

blueprint = api_blueprint("vocabulary")


def issue_types(product: Product) -> list[str]:
    return words.every_word(words.ISSUE_TYPES, (issue.issue_type for issue in product.state.contents.issues()))


def statuses(product: Product) -> dict[str, str]:
    """Each with its category."""
    used = {issue.status: issue.status_category for issue in product.state.contents.issues()}
    return {
        name: used.get(name) or words.CATEGORY_OF.get(name, "To Do")
        for name in words.every_word(words.STATUSES, used)
    }


def _statuses(product: Product) -> list[dict[str, Any]]:
    return [documents.status_document(product, *each) for each in statuses(product).items()]


def _priorities(product: Product) -> list[dict[str, Any]]:
    used = (issue.priority for issue in product.state.contents.issues())
    return [documents.priority_document(product, name) for name in words.every_word(words.PRIORITIES, used)]


def _issue_types(product: Product) -> list[dict[str, Any]]:
    return [documents.issue_type_document(product, name) for name in issue_types(product)]


def _resolutions(product: Product) -> list[dict[str, Any]]:
    used = (issue.resolution for issue in product.state.contents.issues())
    return [documents.resolution_document(product, name) for name in words.every_word(words.RESOLUTIONS, used)]


def _categories(product: Product) -> list[dict[str, Any]]:
    return [documents.category_document(product, name) for name in words.STATUS_CATEGORIES]


KINDS: Mapping[str, Callable[[Product], list[dict[str, Any]]]] = {
    "status": _statuses,
    "priority": _priorities,
    "issuetype": _issue_types,
    "resolution": _resolutions,
    "statuscategory": _categories,
}


@blueprint.get("/field")
def list_fields() -> Response:
    reader()
    return as_json([each.document for each in FIELDS.values()])


@blueprint.get("/<any(status, priority, issuetype, resolution, statuscategory):kind>")
def list_words(kind: str) -> Response:
    reader()
    return as_json(KINDS[kind](this_product()))


@blueprint.get("/<any(status, priority, issuetype, resolution, statuscategory):kind>/<name_or_id>")
def read_word(kind: str, name_or_id: str) -> Response:
    reader()
    for document in KINDS[kind](this_product()):
        if name_or_id in {str(document["id"]), document["name"]}:
            return as_json(document)
    raise NoSuchWord(kind=kind, name=name_or_id)
