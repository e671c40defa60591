"""What the REST topics of Jira have in common: their address, their refusals, their numbers and dates."""

from datetime import UTC, datetime
from functools import lru_cache

from flask import Blueprint, Response, request

from applink_simulator.web.answers import as_json
from applink_simulator.web.products.jira.errors import FieldsRefused, IssueHiddenFromAnonymous
from applink_simulator.web.visit import this_visit

API = "/rest/api/<any('2', latest):version>"
PACKAGE = __package__ or __name__
"""Where blueprints look for their templates."""


def api_blueprint(topic: str, prefix: str = API) -> Blueprint:
    """A topic below ``/rest/api``; its views are not told which of the two versions was asked for."""
    blueprint = Blueprint(f"jira:{topic}", PACKAGE, url_prefix=prefix)

    @blueprint.url_value_preprocessor
    def forget_version(_endpoint: str | None, values: dict[str, str] | None) -> None:
        if values is not None:
            values.pop("version", None)

    @blueprint.errorhandler(FieldsRefused)
    def fields_refused(error: FieldsRefused) -> Response:
        return _refused(error, [], error.errors)

    @blueprint.errorhandler(IssueHiddenFromAnonymous)
    def hidden(error: IssueHiddenFromAnonymous) -> Response:
        return _refused(error, [str(error), "Login Required"], {})

    return blueprint


def _refused(
    error: FieldsRefused | IssueHiddenFromAnonymous, messages: list[str], errors: dict[str, str]
) -> Response:
    this_visit().refusal = f"{type(error).__name__}: {error}"
    return as_json({"errorMessages": messages, "errors": errors}, error.status)


@lru_cache(maxsize=4096)
def stamp(moment: datetime) -> str:
    """``2026-10-01T09:00:00.000+0000``: milliseconds, and no colon in the offset (products.md 3)."""
    there = moment.astimezone(UTC)
    return f"{there:%Y-%m-%dT%H:%M:%S}.{there.microsecond // 1000:03d}+0000"


def whole_number(name: str, default: int) -> int:
    """A number from the query string."""
    text = request.args.get(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise FieldsRefused({name: "This must be a whole number."}) from None


def flag(name: str, *, default: bool) -> bool:
    text = request.args.get(name)
    return default if not text else text.lower() == "true"


def words_of(name: str) -> tuple[str, ...]:
    """A list in the query string, written with commas, as repeated parameters, or both."""
    return tuple(word.strip() for text in this_visit().args.getlist(name) for word in text.split(",") if word.strip())
