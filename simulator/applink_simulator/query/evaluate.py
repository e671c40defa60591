"""Turns a query into one callable and its sort keys, once, for a table of fields and a caller."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .context import Context
from .errors import (
    FieldNotSortable,
    OperatorNotAllowed,
    UnknownField,
    UnknownFunction,
    UnknownValue,
    WrongArguments,
)
from .kinds import Kind
from .tree import And, Call, Clause, Empty, Expression, Literal, Not, OrderBy, Query

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)

EQUALITY = frozenset({"=", "!=", "in", "not in"})
IDENTITY = frozenset({"=", "!="})
CONTAINS = frozenset({"~", "!~"})
ORDER = frozenset({"<", "<=", ">", ">="})
EMPTINESS = frozenset({"is", "is not"})

# What each operator says once a negation is taken off it.
_AFFIRMATIVE = {"in": "=", "is": "=", "!=": "=", "not in": "=", "is not": "=", "!~": "~"}
_NEGATIVE = frozenset({"!=", "not in", "is not", "!~"})


@dataclass(frozen=True)
class Field(Generic[Item]):
    """One word of the vocabulary.

    `known` (None: any) says which literals exist for this caller, `unknown` how others are refused;
    `empty_word` is a value that means EMPTY; `newest_first` is the order when none is asked for; `shared` is
    what all items that are kept together have in common.
    """

    names: tuple[str, ...]
    kind: Kind
    operators: frozenset[str]
    read: Callable[[Item], Sequence[Any]]
    known: Callable[[str], bool] | None = None
    unknown: type[UnknownValue] = UnknownValue
    empty_word: str | None = None
    sortable: bool = True
    newest_first: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Search(Generic[Item_contra]):
    """A query made ready: what to keep, and by which keys (and which of them backwards) to order it.

    `together` (None: all) says whether anything of what is kept together can match, by any item of it, and `each`
    (None: all) which of those do.
    """

    together: Callable[[Item_contra], bool] | None = None
    each: Callable[[Item_contra], bool] | None = None
    keys: tuple[tuple[Callable[[Item_contra], Any], bool], ...] = ()


def run(search: Search[Item], items: Iterable[Item], arranged: Callable[[list[Item]], list[Item]]) -> list[Item]:
    """Of items that together may match; those the query does not tell apart keep the order they are `arranged` in."""
    found = arranged([item for item in items if search.each(item)] if search.each else list(items))
    for key, backwards in reversed(search.keys):
        found.sort(key=key, reverse=backwards)
    return found


def compile_query(
    query: Query, fields: Sequence[Field[Item]], context: Context, *, empty_differs: bool = False
) -> Search[Item]:
    """`empty_differs` says whether an item without a label matches `label != x`."""
    compiler = _Compiler({name.lower(): entry for entry in fields for name in entry.names}, context, empty_differs)
    terms = query.where.terms if isinstance(query.where, And) else () if query.where is None else (query.where,)
    together: list[Callable[[Item], bool]] = []
    each: list[Callable[[Item], bool]] = []
    for term in terms:
        # In the order in which they are written, so that the first mistake is the one that is told.
        test = compiler.predicate(term, negated=False)
        (together if compiler.is_shared(term) else each).append(test)
    return Search(_all(together), _all(each), tuple(compiler.key(order) for order in query.order))


@dataclass(frozen=True)
class _Compiler(Generic[Item]):
    fields: Mapping[str, Field[Item]]
    context: Context
    empty_differs: bool

    def is_shared(self, term: Expression) -> bool:
        if isinstance(term, Clause):
            return self._field(term.field).shared
        return all(map(self.is_shared, (term.term,) if isinstance(term, Not) else term.terms))

    def predicate(self, term: Expression, *, negated: bool) -> Callable[[Item], bool]:
        # NOT is pushed down to the clauses: `NOT a = b` is documented to be `a != b`, which skips EMPTY.
        if isinstance(term, Clause):
            return self._clause(term, negated=negated)
        if isinstance(term, Not):
            return self.predicate(term.term, negated=not negated)
        parts = [self.predicate(part, negated=negated) for part in term.terms]
        if isinstance(term, And) is not negated:
            return lambda item: all(part(item) for part in parts)
        return lambda item: any(part(item) for part in parts)

    def key(self, order: OrderBy) -> tuple[Callable[[Item], Any], bool]:
        entry = self._field(order.field)
        if not entry.sortable:
            raise FieldNotSortable(order.field)
        read, rank = entry.read, entry.kind.rank

        def key(item: Item) -> Any:
            ranks = [rank(value) for value in read(item)]
            return (not ranks, ranks)

        return key, (order.direction == "DESC" if order.direction else entry.newest_first)

    def _clause(self, clause: Clause, *, negated: bool) -> Callable[[Item], bool]:
        entry = self._field(clause.field)
        if clause.operator not in entry.operators:
            raise OperatorNotAllowed(clause.field, clause.operator)
        operator = _AFFIRMATIVE.get(clause.operator, clause.operator)
        wanted, or_empty = self._wanted(clause, entry, operator)
        if not wanted and not or_empty:
            return _nothing
        read = entry.read
        test = entry.kind.test(operator, wanted) if wanted else _nothing
        if (clause.operator in _NEGATIVE) is negated:
            return lambda item: any(map(test, values)) if (values := read(item)) else or_empty
        unless_empty = self.empty_differs and not or_empty
        return lambda item: not any(map(test, values)) if (values := read(item)) else unless_empty

    def _wanted(self, clause: Clause, entry: Field[Item], operator: str) -> tuple[list[Any], bool]:
        wanted: list[Any] = []
        or_empty = False
        for value in clause.values:
            if isinstance(value, Call):
                wanted.extend(self._called(value, clause.field, entry))
            elif isinstance(value, Empty) or value.text.casefold() == entry.empty_word:
                if operator in ORDER or "is" not in entry.operators:
                    raise OperatorNotAllowed(clause.field, f"{clause.operator} EMPTY")
                or_empty = True
            else:
                wanted.append(self._literal(value, clause.field, entry, operator))
        return wanted, or_empty

    def _literal(self, literal: Literal, name: str, entry: Field[Item], operator: str) -> Any:
        if entry.known is not None and not entry.known(literal.text):
            raise entry.unknown(name, literal.text)
        try:
            return entry.kind.read(operator, literal.text, self.context)
        except ValueError:
            raise entry.kind.unreadable(name, literal.text) from None

    def _called(self, call: Call, name: str, entry: Field[Item]) -> Sequence[Any]:
        function = entry.kind.functions.get(call.name.lower())
        if function is None:
            raise UnknownFunction(name, call.name)
        try:
            return function(call.arguments, self.context)
        except ValueError:
            raise WrongArguments(call.name, call.arguments) from None

    def _field(self, name: str) -> Field[Item]:
        try:
            return self.fields[name.lower()]
        except KeyError:
            raise UnknownField(name) from None


def _all(tests: Sequence[Callable[[Item], bool]]) -> Callable[[Item], bool] | None:
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda item: all(test(item) for test in tests)


def _nothing(_item: object) -> bool:
    return False
