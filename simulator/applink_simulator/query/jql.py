"""Jira's vocabulary, over any objects that look like issues."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Protocol, TypeVar

from .context import Context
from .errors import QueryError, QuerySyntaxError, UnknownIssue
from .evaluate import CONTAINS, EMPTINESS, EQUALITY, ORDER, Field, compile_query, run
from .kinds import INSTANTS, ISSUE_KEYS, NAMES, TEXTS, USERS, Names, natural
from .language import COMPARISONS, EMPTY_TESTS, Dialect, parse
from .reserved_words import IN_JQL
from .tree import Clause, Literal, Query

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


def jql(
    text: str,
    issues: Iterable[AnIssue],
    context: Context,
    projects: Collection[str],
    *,
    values: Mapping[str, Collection[str]] | None = None,
    strict: bool = True,
) -> list[AnIssue]:
    """The issues found among those the caller may see.

    `projects` holds keys and names of the projects the caller may see: any other is refused like one that
    never was. `values` does the same for further fields ("status": ["Open", …]); a field without an entry
    accepts any value. Not `strict` (`validateQuery=none`): unknown values find nothing instead.
    """
    visible = list(issues)
    known = {**(values or {}), "project": projects} if strict else {}
    keys = (name for issue in visible for name in (issue.key, issue.id)) if strict else None
    search = compile_query(parse_jql(text), _fields(visible, known, keys), context)
    return run(search, visible, lambda found: sorted(sorted(found, key=_by_key), key=_by_creation, reverse=True))


KEY_FIELDS = ("key", "issuekey", "issue", "id")


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


def _fields(
    _issues: Sequence[AnIssue], values: Mapping[str, Collection[str]], keys: Iterable[str] | None
) -> list[Field[AnIssue]]:
    """The issues only tell the type checker which items the table is for."""
    known = {name.lower(): _known(allowed) for name, allowed in values.items()}
    return [
        Field(("project",), NAMES, _SINGLE, lambda i: (i.project_key, i.project_name), known.get("project")),
        Field(
            KEY_FIELDS,
            ISSUE_KEYS,
            _SINGLE | ORDER,
            lambda i: (i.key, i.id),
            None if keys is None else _known(keys),
            unknown=UnknownIssue,
        ),
        Field(("status",), NAMES, _SINGLE, lambda i: (i.status,), known.get("status")),
        Field(("statusCategory",), NAMES, _SINGLE, lambda i: (i.status_category,), known.get("statuscategory")),
        Field(("issuetype", "type"), NAMES, _SINGLE, lambda i: (i.issue_type,), known.get("issuetype")),
        Field(
            ("priority",),
            Names(_priority),
            _SINGLE | ORDER,
            lambda i: _if_any(i.priority),
            known.get("priority"),
            newest_first=True,
        ),
        Field(("assignee",), USERS, _SINGLE, lambda i: _if_any(i.assignee), known.get("assignee")),
        Field(("reporter",), USERS, _SINGLE, lambda i: _if_any(i.reporter), known.get("reporter")),
        Field(("labels",), NAMES, _SINGLE, lambda i: i.labels, known.get("labels")),
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
            known.get("resolution"),
            empty_word="unresolved",
        ),
        Field(("fixVersion",), NAMES, _SINGLE | ORDER, lambda i: i.fix_versions, known.get("fixversion")),
    ]


def _known(allowed: Iterable[str]) -> Callable[[str], bool]:
    # Read once it is asked for: few queries name a key, and there may be a million of them.
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


def _by_creation(issue: Issue) -> datetime:
    # A guess: without ORDER BY the products only promise that some order exists.
    return issue.created


def _by_key(issue: Issue) -> tuple[tuple[int, int, str], ...]:
    return natural(issue.key)
