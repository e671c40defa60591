"""Reads a query by recursive descent: OR binds weakest, then AND, then NOT."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .errors import QuerySyntaxError, QueryTooDeep, ReservedWord, UnknownOperator
from .tokens import Token, TokenKind, tokens
from .tree import And, Call, Clause, Direction, Empty, Expression, Literal, Not, Or, OrderBy, Query, Value

DEEPEST_NESTING = 64

COMPARISONS = ("=", "!=", "~", "!~", "<", "<=", ">", ">=", "in", "not in")
EMPTY_TESTS = ("is", "is not")

_EMPTY_WORDS = ("empty", "null")
_DIRECTIONS: Mapping[str, Direction] = {"asc": "ASC", "desc": "DESC"}


@dataclass(frozen=True)
class Dialect:
    """Where the two languages differ before any field is looked up; only one with `is` has EMPTY."""

    operators: tuple[str, ...]
    reserved_words: frozenset[str]
    reserved_characters: str
    symbols: Mapping[str, str] = field(default_factory=dict)
    may_be_empty: bool = False


def parse(text: str, dialect: Dialect) -> Query:
    """Any text gives a query or a QueryError."""
    return _Parser(text, dialect).query()


class _Parser:
    def __init__(self, text: str, dialect: Dialect) -> None:
        self._dialect = dialect
        self._rest = tokens(text, dialect.reserved_characters)
        self._next = next(self._rest)
        self._depth = 0

    def query(self) -> Query:
        where = None if self._dialect.may_be_empty and self._at_end_of_clauses() else self._either()
        order = self._order()
        if self._next.kind is not TokenKind.END:
            raise self._unexpected("','" if order else "AND, OR or ORDER BY")
        return Query(where, order)

    def _at_end_of_clauses(self) -> bool:
        return self._next.kind is TokenKind.END or self._next.keyword == "order"

    def _either(self) -> Expression:
        terms = [self._both()]
        while self._accept("or"):
            terms.append(self._both())
        return terms[0] if len(terms) == 1 else Or(tuple(terms))

    def _both(self) -> Expression:
        terms = [self._term()]
        while self._accept("and"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else And(tuple(terms))

    def _term(self) -> Expression:
        if self._accept("not"):
            return Not(self._nested(self._term))
        if self._next.is_symbol("("):
            self._take()
            inside = self._nested(self._either)
            self._expect_symbol(")", "AND, OR or ')'")
            return inside
        return self._clause()

    def _nested(self, read: Callable[[], Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            raise QueryTooDeep(self._next.position, DEEPEST_NESTING)
        inside = read()
        self._depth -= 1
        return inside

    def _clause(self) -> Clause:
        position = self._next.position
        name = self._name("a field name")
        operator = self._operator()
        return Clause(name, operator, self._values(operator), position)

    def _operator(self) -> str:
        token = self._next
        if token.kind is TokenKind.SYMBOL and token.text in self._dialect.operators:
            return self._take().text
        if token.keyword == "not" and "not in" in self._dialect.operators:
            self._take()
            self._expect_keyword("in")
            return "not in"
        if token.keyword == "is" and "is" in self._dialect.operators:
            self._take()
            return "is not" if self._accept("not") else "is"
        if token.keyword == "in" and "in" in self._dialect.operators:
            self._take()
            return "in"
        expected = f"one of the operators {' '.join(self._dialect.operators)}"
        raise UnknownOperator(token.position, token.source, expected)

    def _values(self, operator: str) -> tuple[Value, ...]:
        if operator in ("in", "not in"):
            return self._list() if self._next.is_symbol("(") else (self._call(),)
        if operator in EMPTY_TESTS:
            if self._next.keyword not in _EMPTY_WORDS:
                raise self._unexpected("EMPTY or NULL")
            return (self._value(),)
        return (self._value(),)

    def _list(self) -> tuple[Value, ...]:
        self._take()
        values = [self._value()]
        while self._next.is_symbol(","):
            self._take()
            values.append(self._value())
        self._expect_symbol(")", "',' or ')'")
        return tuple(values)

    def _call(self) -> Call:
        token = self._next
        value = self._value()
        if not isinstance(value, Call):
            raise QuerySyntaxError(token.position, token.source, "a list in parentheses or a function")
        return value

    def _value(self) -> Value:
        if self._next.keyword in _EMPTY_WORDS and "is" in self._dialect.operators:
            self._take()
            return Empty()
        name = self._name("a value or a function")
        return Call(name, self._arguments()) if self._next.is_symbol("(") else Literal(name)

    def _arguments(self) -> tuple[str, ...]:
        self._take()
        arguments: list[str] = []
        while not self._next.is_symbol(")"):
            if arguments:
                self._expect_symbol(",", "',' or ')'")
            arguments.append(self._name("an argument"))
        self._take()
        return tuple(arguments)

    def _order(self) -> tuple[OrderBy, ...]:
        if not self._accept("order"):
            return ()
        self._expect_keyword("by")
        order = [self._order_field()]
        while self._next.is_symbol(","):
            self._take()
            order.append(self._order_field())
        return tuple(order)

    def _order_field(self) -> OrderBy:
        position = self._next.position
        name = self._name("a field name")
        direction = _DIRECTIONS.get(self._next.keyword or "")
        if direction:
            self._take()
        return OrderBy(name, direction, position)

    def _name(self, expected: str) -> str:
        token = self._next
        if token.keyword in self._dialect.reserved_words:
            raise ReservedWord(token.position, token.source, expected)
        if token.kind not in (TokenKind.WORD, TokenKind.STRING):
            raise self._unexpected(expected)
        return self._take().text

    def _accept(self, keyword: str) -> bool:
        token = self._next
        written = self._dialect.symbols.get(token.text) if token.kind is TokenKind.SYMBOL else token.keyword
        if written != keyword:
            return False
        self._take()
        return True

    def _expect_keyword(self, keyword: str) -> None:
        if not self._accept(keyword):
            raise self._unexpected(keyword.upper())

    def _expect_symbol(self, symbol: str, expected: str) -> None:
        if not self._next.is_symbol(symbol):
            raise self._unexpected(expected)
        self._take()

    def _take(self) -> Token:
        token = self._next
        if token.kind is not TokenKind.END:
            self._next = next(self._rest)
        return token

    def _unexpected(self, expected: str) -> QuerySyntaxError:
        return QuerySyntaxError(self._next.position, self._next.source, expected)
