"""Jira's vocabulary, over any objects that look like issues."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Protocol, TypeVar

from .context import Context
from .errors import QueryError, QuerySyntaxError, UnknownIssue
from .evaluate import CONTAINS, EMPTINESS, EQUALITY, ORDER, Field, compile_query, run
from .found import Found
from .kinds import INSTANTS, ISSUE_KEYS, NAMES, TEXTS, USERS, Names, natural
from .language import COMPARISONS, EMPTY_TESTS, Dialect, parse
from .reserved_words import IN_JQL
from .tree import Clause, Literal, OrderBy, Query

DIALECT = Dialect(
    operators=(*COMPARISONS, *EMPTY_TESTS),
    reserved_words=IN_JQL,
    # The documentation also lists the full stop, but unquoted versions and names such as jane.doe are common.
    reserved_characters="+;?*/%^$#@[]{}`",
    symbols={"&&": "and", "&": "and", "||": "or", "|": "or", "!": "not"},
    may_be_empty=True,
)

PRIORITIES = (
    "trivial",
    "lowest",
    "minor",
    "low",
    "medium",
    "major",
    "high",
    "critical",
    "highest",
    "blocker",
)

_SINGLE = EQUALITY | EMPTINESS


class Issue(Protocol):
    """What a search reads of an issue; times carry their zone, None and "" are EMPTY."""

    @property
    def key(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def project_key(self) -> str: ...
    @property
    def project_name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def issue_type(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def status_category(self) -> str: ...
    @property
    def priority(self) -> str | None: ...
    @property
    def assignee(self) -> str | None: ...
    @property
    def reporter(self) -> str | None: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def created(self) -> datetime: ...
    @property
    def updated(self) -> datetime: ...
    @property
    def resolution(self) -> str | None: ...
    @property
    def fix_versions(self) -> tuple[str, ...]: ...
    @property
    def comment_texts(self) -> tuple[str, ...]: ...


AnIssue = TypeVar("AnIssue", bound=Issue)
AnIssue_co = TypeVar("AnIssue_co", bound=Issue, covariant=True)


class Arranged(Protocol[AnIssue_co]):
    """Issues of one project in two orders, at least one; those of one moment have the order of their keys."""

    @property
    def by_key(self) -> Sequence[AnIssue_co]: ...
    @property
    def newest_first(self) -> Sequence[AnIssue_co]: ...


@dataclass(frozen=True)
class Known:
    """What exists for the caller: any other value is refused like one that never was.

    `projects` holds keys and names; `is_issue` is asked with a key, in any case, or an id; `words` holds values of
    further fields ("status": ["Open", …]), each read when it is first asked for, and a field without an entry accepts
    any value.
    """

    projects: Collection[str]
    is_issue: Callable[[str], bool]
    words: Mapping[str, Iterable[str]] = field(default_factory=dict)


def jql(
    text: str, arranged: Iterable[Arranged[AnIssue]], context: Context, known: Known | None = None
) -> Found[AnIssue]:
    """The issues found among those the caller may see.

    Without `known` (`validateQuery=none`) unknown values find nothing instead of being refused.
    """
    query, arranged = parse_jql(text), list(arranged)
    search = compile_query(query, _fields(arranged, known), context)
    chosen = [each for each in arranged if search.together is None or search.together(each.by_key[0])]
    if search.each is None and (as_arranged := _as_arranged(query.order, chosen)) is not None:
        return as_arranged
    # As they are now: one that is put before the others meanwhile would make one of them come twice.
    issues = chain.from_iterable(list(each.newest_first) for each in chosen)
    found = run(search, issues, lambda found: found if len(chosen) == 1 else sorted(found, key=_by_age))
    return Found([found], _by_age)


def _as_arranged(order: Sequence[OrderBy], arranged: Sequence[Arranged[AnIssue]]) -> Found[AnIssue] | None:
    """All of them, when they have that order anyway: a million issues are not sorted to show fifty."""
    names = [each.field.lower() for each in order]
    # A guess: without ORDER BY the products only promise that some order exists.
    if not names or (names[0] in CREATED and len(names) == 1 and order[0].direction != "ASC"):
        return Found([each.newest_first for each in arranged], _by_age)
    if names[0] in KEY_FIELDS:
        return Found([each.by_key for each in arranged], _by_key, backwards=order[0].direction == "DESC")
    return None


KEY_FIELDS = ("key", "issuekey", "issue", "id")
CREATED = ("created", "createddate")


def keys_alone(text: str) -> list[str] | None:
    """The keys and ids that the query names, when it asks for nothing else; None for every other text."""
    try:
        where = parse_jql(text).where
    except QueryError:
        return None
    if not isinstance(where, Clause) or where.field.lower() not in KEY_FIELDS or where.operator not in {"=", "in"}:
        return None
    named = [value.text for value in where.values if isinstance(value, Literal)]
    return named if len(named) == len(where.values) else None


def parse_jql(text: str) -> Query:
    """Syntax alone; an empty text asks for everything."""
    return parse(text, DIALECT)


def refusal(error: QueryError) -> str:
    """The entry of `errorMessages`; clients tell mistakes in writing by how it starts."""
    return f"Error in the JQL Query: {error}" if isinstance(error, QuerySyntaxError) else str(error)


def _fields(_arranged: Iterable[Arranged[AnIssue]], known: Known | None) -> list[Field[AnIssue]]:
    """The issues only tell the type checker which items the table is for."""
    words = {name.lower(): _one_of(allowed) for name, allowed in known.words.items()} if known else {}
    return [
        Field(
            ("project",),
            NAMES,
            _SINGLE,
            lambda i: (i.project_key, i.project_name),
            _one_of(known.projects) if known else None,
            shared=True,
        ),
        Field(
            KEY_FIELDS,
            ISSUE_KEYS,
            _SINGLE | ORDER,
            lambda i: (i.key, i.id),
            known.is_issue if known else None,
            unknown=UnknownIssue,
        ),
        Field(("status",), NAMES, _SINGLE, lambda i: (i.status,), words.get("status")),
        Field(("statusCategory",), NAMES, _SINGLE, lambda i: (i.status_category,), words.get("statuscategory")),
        Field(("issuetype", "type"), NAMES, _SINGLE, lambda i: (i.issue_type,), words.get("issuetype")),
        Field(
            ("priority",),
            Names(_priority),
            _SINGLE | ORDER,
            lambda i: _if_any(i.priority),
            words.get("priority"),
            newest_first=True,
        ),
        Field(("assignee",), USERS, _SINGLE, lambda i: _if_any(i.assignee), words.get("assignee")),
        Field(("reporter",), USERS, _SINGLE, lambda i: _if_any(i.reporter), words.get("reporter")),
        Field(("labels",), NAMES, _SINGLE, lambda i: i.labels, words.get("labels")),
        Field(("summary",), TEXTS, CONTAINS | EMPTINESS, lambda i: _if_any(i.summary)),
        Field(("description",), TEXTS, CONTAINS | EMPTINESS, lambda i: _if_any(i.description)),
        Field(("comment",), TEXTS, CONTAINS, lambda i: i.comment_texts, sortable=False),
        Field(("text",), TEXTS, CONTAINS, lambda i: (i.summary, i.description, *i.comment_texts), sortable=False),
        Field(("created", "createdDate"), INSTANTS, _SINGLE | ORDER, lambda i: (i.created,), newest_first=True),
        Field(("updated", "updatedDate"), INSTANTS, _SINGLE | ORDER, lambda i: (i.updated,), newest_first=True),
        Field(
            ("resolution",),
            NAMES,
            _SINGLE,
            lambda i: _if_any(i.resolution),
            words.get("resolution"),
            empty_word="unresolved",
        ),
        Field(("fixVersion",), NAMES, _SINGLE | ORDER, lambda i: i.fix_versions, words.get("fixversion")),
    ]


def _one_of(allowed: Iterable[str]) -> Callable[[str], bool]:
    # Read once it is asked for: it may have to be gathered from a million issues.
    @cache
    def names() -> frozenset[str]:
        return frozenset(name.casefold() for name in allowed)

    return lambda text: text.casefold() in names()


def _if_any(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _priority(name: str) -> int:
    """Names nobody ranked come before all others."""
    name = name.casefold()
    return PRIORITIES.index(name) if name in PRIORITIES else -1


def _by_key(issue: Issue) -> tuple[tuple[int, int, str], ...]:
    return natural(issue.key)


def _by_age(issue: Issue) -> tuple[float, tuple[tuple[int, int, str], ...]]:
    return -issue.created.timestamp(), natural(issue.key)
