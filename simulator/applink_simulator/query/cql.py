"""Confluence's vocabulary, over any objects that look like content."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from .context import Context
from .errors import QueryError
from .evaluate import CONTAINS, EQUALITY, IDENTITY, ORDER, Field, compile_query, run
from .kinds import DAYS, NAMES, TEXTS, TITLES, USERS, natural
from .language import COMPARISONS, Dialect, parse
from .reserved_words import IN_CQL
from .tree import Query

# Unlike Jira, Confluence documents created > 2014/09/01 without quotes.
DIALECT = Dialect(operators=COMPARISONS, reserved_words=IN_CQL, reserved_characters="+;?*%^$#@[]{}`")


class Content(Protocol):
    """What a search reads of a page, a blog post, a space, …; times carry their zone, ancestors are ids."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def space_key(self) -> str: ...
    @property
    def space_title(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def creator(self) -> str: ...
    @property
    def contributors(self) -> tuple[str, ...]: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def created(self) -> datetime: ...
    @property
    def last_modified(self) -> datetime: ...
    @property
    def ancestors(self) -> tuple[str, ...]: ...
    @property
    def parent(self) -> str | None: ...


SomeContent = TypeVar("SomeContent", bound=Content)


def cql(text: str, contents: Iterable[SomeContent], context: Context) -> list[SomeContent]:
    """The content found among what the caller may see; a hidden space is an empty one."""
    visible = list(contents)
    # Content without labels is what people expect of label != x, so EMPTY differs from any value here.
    search = compile_query(parse_cql(text), _fields(visible), context, empty_differs=True)
    return run(search, visible, lambda found: sorted(sorted(found, key=_by_id), key=_by_change, reverse=True))


def parse_cql(text: str) -> Query:
    """Syntax alone; an empty text is a mistake."""
    return parse(text, DIALECT)


def refusal(error: QueryError) -> str:
    """The `message` of the reply."""
    return f"Could not parse cql : {error}"


def _fields(_contents: Sequence[SomeContent]) -> list[Field[SomeContent]]:
    """The contents only tell the type checker which items the table is for."""
    return [
        Field(("type",), NAMES, EQUALITY, lambda c: (c.type,)),
        Field(("space", "space.key"), NAMES, EQUALITY, lambda c: _if_any(c.space_key)),
        Field(("space.title",), TITLES, EQUALITY | CONTAINS, lambda c: _if_any(c.space_title)),
        Field(("title",), TITLES, EQUALITY | CONTAINS, lambda c: (c.title,)),
        Field(("text",), TEXTS, CONTAINS, lambda c: (c.text,), sortable=False),
        Field(("siteSearch",), TEXTS, CONTAINS, lambda c: (f"{c.title}\n{c.text}",), sortable=False),
        Field(("id", "content"), NAMES, EQUALITY, lambda c: (c.id,)),
        Field(("creator",), USERS, EQUALITY, lambda c: _if_any(c.creator)),
        Field(("contributor",), USERS, EQUALITY, lambda c: c.contributors),
        Field(("label",), NAMES, EQUALITY, lambda c: c.labels),
        Field(("created",), DAYS, IDENTITY | ORDER, lambda c: (c.created,), newest_first=True),
        Field(("lastmodified",), DAYS, IDENTITY | ORDER, lambda c: (c.last_modified,), newest_first=True),
        Field(("ancestor",), NAMES, EQUALITY, lambda c: c.ancestors, sortable=False),
        Field(("parent",), NAMES, EQUALITY, lambda c: _if_any(c.parent), sortable=False),
    ]


def _if_any(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _by_change(content: Content) -> datetime:
    # A guess standing in for relevance, which the products do not explain.
    return content.last_modified


def _by_id(content: Content) -> tuple[tuple[int, int, str], ...]:
    return natural(content.id)
