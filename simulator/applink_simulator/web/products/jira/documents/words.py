"""The words of issues: types, statuses and their categories, priorities, resolutions."""

from typing import Any

from applink_simulator.linking.product import Product
from applink_simulator.web.products.jira import words


def issue_type_document(product: Product, name: str) -> dict[str, Any]:
    number = words.word_id(words.ISSUE_TYPES, name)
    return {
        "self": product.url(f"/rest/api/2/issuetype/{number}"),
        "id": number,
        "description": "",
        "iconUrl": product.url("/static/issue.svg"),
        "name": name,
        "subtask": name == "Sub-task",
    }


def status_document(product: Product, name: str, category: str) -> dict[str, Any]:
    number = words.word_id(words.STATUSES, name)
    return {
        "self": product.url(f"/rest/api/2/status/{number}"),
        "description": "",
        "iconUrl": product.url("/static/status.svg"),
        "name": name,
        "id": number,
        "statusCategory": category_document(product, category),
    }


def category_document(product: Product, name: str) -> dict[str, Any]:
    number = int(words.word_id(words.STATUS_CATEGORIES, name))
    return {
        "self": product.url(f"/rest/api/2/statuscategory/{number}"),
        "id": number,
        "key": words.CATEGORY_KEYS.get(name, "undefined"),
        "colorName": words.CATEGORY_COLOURS.get(name, "medium-gray"),
        "name": name,
    }


def priority_document(product: Product, name: str) -> dict[str, Any]:
    number = words.word_id(words.PRIORITIES, name)
    return {
        "self": product.url(f"/rest/api/2/priority/{number}"),
        "iconUrl": product.url("/static/priority.svg"),
        "name": name,
        "id": number,
    }


def resolution_document(product: Product, name: str) -> dict[str, Any]:
    number = words.word_id(words.RESOLUTIONS, name)
    return {
        "self": product.url(f"/rest/api/2/resolution/{number}"),
        "id": number,
        "description": "",
        "name": name,
    }
