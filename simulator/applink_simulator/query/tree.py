"""What a query says, free of how it was written; `str` writes it so that parsing gives the same tree."""

import dataclasses
import re
from dataclasses import dataclass
from typing import Literal as OneOf

from .errors import Position
from .reserved_words import IN_CQL, IN_JQL

Direction = OneOf["ASC", "DESC"]
NOWHERE = Position(1, 1)

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True)
class Literal:
    """A value as the searcher meant it, quotes and escapes undone."""

    text: str

    def __str__(self) -> str:
        return _word(self.text)


@dataclass(frozen=True)
class Call:
    """A value worked out for each caller, such as currentUser()."""

    name: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{_word(self.name)}({', '.join(map(_word, self.arguments))})"


@dataclass(frozen=True)
class Empty:
    """The bare word EMPTY or NULL; quoted it is a literal."""

    def __str__(self) -> str:
        return "EMPTY"


Value = Literal | Call | Empty


@dataclass(frozen=True)
class Clause:
    """One comparison; the operator is lower case, and `in` is what makes several values."""

    field: str
    operator: str
    values: tuple[Value, ...]
    position: Position = dataclasses.field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        values = ", ".join(map(str, self.values))
        is_list = self.operator in ("in", "not in")
        return f"{_word(self.field)} {self.operator} {f'({values})' if is_list else values}"


@dataclass(frozen=True)
class Not:
    term: "Expression"

    def __str__(self) -> str:
        return f"NOT {_operand(self.term)}"


@dataclass(frozen=True)
class And:
    terms: tuple["Expression", ...]

    def __str__(self) -> str:
        return " AND ".join(map(_operand, self.terms))


@dataclass(frozen=True)
class Or:
    terms: tuple["Expression", ...]

    def __str__(self) -> str:
        return " OR ".join(map(_operand, self.terms))


Expression = Clause | Not | And | Or


@dataclass(frozen=True)
class OrderBy:
    """Without a direction each field has its own: dates start with the newest."""

    field: str
    direction: Direction | None = None
    position: Position = dataclasses.field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"{_word(self.field)} {self.direction}" if self.direction else _word(self.field)


@dataclass(frozen=True)
class Query:
    where: Expression | None = None
    order: tuple[OrderBy, ...] = ()

    def __str__(self) -> str:
        where = [str(self.where)] if self.where else []
        order = [f"ORDER BY {', '.join(map(str, self.order))}"] if self.order else []
        return " ".join(where + order)


def _operand(term: Expression) -> str:
    return f"({term})" if isinstance(term, And | Or) else str(term)


def _word(text: str) -> str:
    if _BARE.fullmatch(text) and text.lower() not in IN_JQL | IN_CQL:
        return text
    return f'"{"".join(_ESCAPES.get(character, character) for character in text)}"'
