"""The control surface behind its gate: one OpenAPI-described application for each product."""

from typing import Any

from flask import Response, current_app, jsonify
from flask_openapi3.models.info import Info
from flask_openapi3.models.server import Server
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException

from applink_simulator import __version__
from applink_simulator.domain.errors import ApplinkError, BadInput, Conflict, NotThere
from applink_simulator.web.control import PATH
from applink_simulator.web.control.controlled import Controlled
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
        responses={401: Refusal, 404: Refusal, 409: Refusal, 413: Refusal, 415: Refusal},
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
        return jsonify(app.api_doc)

    @app.errorhandler(ApplinkError)
    def refuse(error: ApplinkError) -> tuple[Response, int]:
        return jsonify(message=str(error)), _status_of(error)

    @app.errorhandler(HTTPException)
    def refuse_http(error: HTTPException) -> tuple[Response, int]:
        return jsonify(message=error.description or error.name), error.code or 500

    return app


def _status_of(error: ApplinkError) -> int:
    match error:
        case NotThere():
            return 404
        case Conflict():
            return 409
        case BadInput():
            return 400
        case _:
            return 500


def _unprocessable(error: ValidationError) -> Response:
    # What was sent is not said again: it may be a password.
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    places = ", ".join(".".join(map(str, each["loc"])) or "the body" for each in problems)
    response = jsonify(message=f"This cannot be read: {places}.", problems=problems)
    response.status_code = 422
    return response
