"""What a client asks for beside the thing itself: which part of a list, and which members in full."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from flask import request

from applink_simulator.domain.errors import BadInput
from applink_simulator.linking.product import Product

T = TypeVar("T")

DEFAULT_LIMIT = 25
LARGEST_LIMIT = 200
"""A client that asks for more gets this many, and is told by ``limit``."""

_number = re.compile(r"[0-9]{1,9}").fullmatch
# Who asked is no part of the address that leads on.
_CREDENTIAL = re.compile(r"(x?oauth|os|al)_|user_id$").match


def whole_number(name: str, default: int) -> int:
    given = request.args.get(name, "").strip()
    if not given:
        return default
    if not _number(given):
        raise BadInput(f"{name} must be a whole number that is not negative, not {given[:40]!r}.")
    return int(given)


def required(name: str) -> str:
    given = request.args.get(name, "")
    if not given.strip():
        raise BadInput(f"The parameter {name} is required.")
    return given


def expanded(default: str = "") -> frozenset[str]:
    """``a.b.c`` also expands ``a`` and ``a.b``."""
    wanted = ",".join(request.args.getlist("expand")) if "expand" in request.args else default
    names = [name.strip() for name in wanted.split(",")[:100]]
    return frozenset(
        ".".join(name.split(".")[: depth + 1])
        for name in names
        if name
        for depth in range(min(name.count("."), 8) + 1)
    )


def listed(product: Product, found: Sequence[T], document: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    """The part that was asked for; ``next`` is relative to ``base`` and lacks the context path."""
    start, limit = whole_number("start", 0), min(whole_number("limit", DEFAULT_LIMIT), LARGEST_LIMIT)
    part = found[start : start + limit]
    links = {"self": product.url(_address({})), "base": product.base_url, "context": context(product)}
    if limit and start + limit < len(found):
        links["next"] = _address({"limit": limit, "start": start + limit})
    if limit and start:
        links["prev"] = _address({"limit": limit, "start": max(0, start - limit)})
    return {
        "results": [document(each) for each in part],
        "start": start,
        "limit": limit,
        "size": len(part),
        "_links": links,
    }


def context(product: Product) -> str:
    """The path of the base URL; empty when the product is served at the root."""
    return urlsplit(product.base_url).path


def _address(moved: dict[str, int]) -> str:
    """This request's, below the context path, at another place in the list."""
    kept = [
        (name, value) for name, value in request.args.items(multi=True) if name not in moved and not _CREDENTIAL(name)
    ]
    query = urlencode([*kept, *moved.items()], errors="replace")
    return quote(request.path) + (f"?{query}" if query else "")
