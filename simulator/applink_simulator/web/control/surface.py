"""The control surface behind its gate: one OpenAPI-described application for each product."""

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, jsonify, request
from flask_openapi3.models.info import Info
from flask_openapi3.models.server import Server
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, UnsupportedMediaType

from applink_simulator import __version__
from applink_simulator.domain.errors import ApplinkError, Unreadable
from applink_simulator.web.control import PATH
from applink_simulator.web.control.controlled import Controlled
from applink_simulator.web.control.description import TAKING, described
from applink_simulator.web.control.gate import LONGEST_BODY


class Refusal(BaseModel):
    """Why something was not done."""

    message: str


class Unprocessable(BaseModel):
    """Where a request is wrong."""

    message: str
    problems: list[dict[str, Any]]


def here() -> Controlled:
    """The product of the request in hand."""
    found: Controlled = current_app.extensions["controlled"]
    return found


def surface_of(controlled: Controlled) -> OpenAPI:
    app = OpenAPI(
        __name__,
        info=Info(
            title="applink-simulator: control surface",
            version=__version__,
            description="Users, rights, content, links, clock, faults, journal and snapshots of one mock product.",
        ),
        security_schemes={"token": {"type": "http", "scheme": "bearer"}},
        servers=[Server(url=PATH)],
        validation_error_status=422,
        validation_error_model=Unprocessable,
        validation_error_callback=_unprocessable,
        doc_ui=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.url_map.strict_slashes = False
    app.extensions["controlled"] = controlled

    from applink_simulator.web.control.views import BLUEPRINTS

    for blueprint in BLUEPRINTS:
        app.register_api(blueprint)

    @app.route("/openapi.json")
    def description() -> Response:
        return jsonify(described(app.api_doc))

    app.before_request(_require_single_values)
    app.before_request(_require_json)

    @app.errorhandler(ApplinkError)
    def refuse(error: ApplinkError) -> tuple[Response, int]:
        return jsonify(message=str(error)), error.status

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> Response:
        response = error.get_response()
        response.data = jsonify(message=error.description or error.name).data
        response.content_type = "application/json"
        return response  # type: ignore[return-value]

    return app


def _require_single_values() -> Response | None:
    """Of several values one would be taken, and nobody told which."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    return (
        _unreadable([{"type": "repeated", "loc": [name], "msg": "Given twice."} for name in twice]) if twice else None
    )


def _require_json() -> None:
    """Whatever is sent along is JSON: flask-openapi3 takes what is not as if nothing had been sent."""
    if request.method not in TAKING or not request.get_data():
        return
    if not request.is_json:
        raise UnsupportedMediaType("The control surface takes JSON alone, as application/json.")
    try:
        json.loads(request.get_data(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        # What was sent is not said again: it may be a password.
        where = f"line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else "its text"
        raise Unreadable(f"This is no JSON: look at {where}.") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unprocessable(error: ValidationError) -> Response:
    # What was sent is not said again: it may be a password.
    return _unreadable(error.errors(include_url=False, include_context=False, include_input=False))


def _unreadable(problems: Sequence[Any]) -> Response:
    places = ", ".join(".".join(map(str, each["loc"])) or "the body" for each in problems)
    response = jsonify(message=f"This cannot be read: {places}.", problems=problems)
    response.status_code = 422
    return response
