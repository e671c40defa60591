"""Answers in the form that was asked for: by suffix, by ``Accept``, XML where nothing is said (applinks.md 1)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from applink_simulator.linking.documents.markup import JSON, XML, to_json, to_xml

JSON_TYPE = "application/json;charset=UTF-8"
"""Exactly so: one client library reads a 401's message only under this very text (products.md 2)."""
XML_TYPE = "application/xml;charset=UTF-8"
SUFFIX = "applinks.suffix"
"""Environment key under which the door keeps a ``.json`` or ``.xml`` it took off the path."""
NEVER_CACHED = "no-cache, no-store, no-transform"


def wants_json(default: str = XML) -> bool:
    suffix = request.environ.get(SUFFIX)
    if suffix:
        return bool(suffix == "json")
    if not request.accept_mimetypes:
        return default == JSON
    both = [default, JSON if default == XML else XML]
    return request.accept_mimetypes.best_match(both, default) == JSON


def document(root: str, content: Mapping[str, Any], status: int = 200) -> Response:
    """As XML or JSON, whichever was asked for; ``root`` is the XML element's name."""
    if wants_json():
        return _response(to_json(content), JSON_TYPE, status)
    return _response(to_xml(root, content), XML_TYPE, status)


_in_json = json.JSONEncoder(ensure_ascii=False).encode


def as_json(content: Any, status: int = 200) -> Response:
    return _response(_in_json(content).encode(), JSON_TYPE, status)


def nothing(status: int = 204) -> Response:
    return Response(status=status)


def text(content: str, status: int = 200) -> Response:
    return _response(content.encode(), "text/plain;charset=UTF-8", status)


def _response(body: bytes, content_type: str, status: int) -> Response:
    response = Response(body, status, content_type=content_type)
    response.headers["Cache-Control"] = NEVER_CACHED
    return response
