"""``search``: issues by JQL, only those the caller may see."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from flask import Response, request

from applink_simulator.domain.arranged import Arrangement, Arrangements
from applink_simulator.domain.content import Issue
from applink_simulator.query.context import Context
from applink_simulator.query.errors import QueryError, UnknownValue
from applink_simulator.query.found import Found
from applink_simulator.query.jql import Known, jql, keys_alone, refusal
from applink_simulator.web.answers import as_json
from applink_simulator.web.caller import this_caller, this_product
from applink_simulator.web.products.jira import words
from applink_simulator.web.products.jira.documents.issues import NAVIGABLE, chosen_fields, expanded, issue_document
from applink_simulator.web.products.jira.errors import QueryRefused
from applink_simulator.web.products.jira.surface import api_blueprint, whole_number, words_of
from applink_simulator.web.products.jira.visibility import issues_shown, visible_issues, visible_projects

blueprint = api_blueprint("search")

PAGE = 50
LARGEST_PAGE = 1000
"""A larger one is cut to this, and the answer says so in ``maxResults``."""
FEW = 20
"""So many issues are looked up by their keys; for more all are read at once, which is one statement in a database."""


@dataclass(frozen=True)
class Question:
    jql: str
    start: int
    most: int
    fields: tuple[str, ...]
    expand: Sequence[str]
    validation: str
    """``strict`` refuses unknown values, ``warn`` mentions them, ``none`` passes over them."""


@blueprint.get("/search")
def search() -> Response:
    return _answer(
        Question(
            jql=request.args.get("jql", ""),
            start=whole_number("startAt", 0),
            most=whole_number("maxResults", PAGE),
            fields=words_of("fields"),
            expand=words_of("expand"),
            validation=_validation(request.args.get("validateQuery", "")),
        )
    )


@blueprint.post("/search")
def search_by_post() -> Response:
    from applink_simulator.web.products.jira.bodies import SearchBody, read

    wanted = read(SearchBody)
    return _answer(
        Question(
            jql=wanted.jql,
            start=wanted.start,
            most=wanted.most,
            fields=tuple(wanted.fields),
            expand=wanted.expand.split(",") if isinstance(wanted.expand, str) else wanted.expand or (),
            validation=_validation(str(wanted.validate_query)),
        )
    )


def _validation(said: str) -> str:
    said = said.lower()
    return "none" if said in {"none", "false"} else "warn" if said == "warn" else "strict"


def _answer(question: Question) -> Response:
    product = this_product()
    try:
        found, warnings = _found(question)
    except QueryError as error:
        raise QueryRefused(refusal(error)) from None
    start = max(question.start, 0)
    most = LARGEST_PAGE if question.most < 0 else min(question.most, LARGEST_PAGE)
    fields = chosen_fields(question.fields, NAVIGABLE)
    page = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": most,
        "total": len(found),
        "issues": [issue_document(product, issue, fields) for issue in found.page(start, most)],
        **expanded(fields, question.expand),
    }
    return as_json({**page, "warningMessages": warnings} if warnings else page)


def _found(question: Question) -> tuple[Found[Issue], list[str]]:
    keys = keys_alone(question.jql)
    # Whoever knows the keys, as a macro does, must not wait until a database has told of all issues.
    few = keys is not None and len(keys) <= FEW
    issues = list(Arrangements(issues_shown(keys))) if keys is not None and few else visible_issues()
    context = Context(this_caller().username, this_product().clock.moment())
    warnings: list[str] = []
    if question.validation != "none":
        try:
            return jql(question.jql, issues, context, _known(issues)), []
        except UnknownValue as unknown:
            if question.validation == "strict":
                raise
            warnings.append(refusal(unknown))
    return jql(question.jql, issues, context), warnings


def _known(arranged: Sequence[Arrangement]) -> Known:
    """The words that exist, with their ids left out: the reader compares names."""

    def used(listed: words.Words, of: Callable[[Issue], str | None]) -> Iterator[str]:
        issues = chain.from_iterable(each.by_key for each in arranged)
        return chain(listed, (word for word in map(of, issues) if word))

    return Known(
        [name for each in visible_projects() for name in (each.key, each.name)],
        lambda key: bool(issues_shown([key])),
        {
            "status": used(words.STATUSES, lambda issue: issue.status),
            "statusCategory": words.STATUS_CATEGORIES,
            "issuetype": used(words.ISSUE_TYPES, lambda issue: issue.issue_type),
            "priority": used(words.PRIORITIES, lambda issue: issue.priority),
            "resolution": used(words.RESOLUTIONS, lambda issue: issue.resolution),
        },
    )
