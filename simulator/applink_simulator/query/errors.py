"""Why a search was refused; web code puts `str(error)` on the wire through `jql.refusal` or `cql.refusal`.

QueryError
├── QueryTooLong
├── QueryTooDeep
├── QuerySyntaxError          knows its position
│   ├── UnfinishedString
│   ├── IllegalEscape
│   ├── ReservedCharacter
│   ├── ReservedWord
│   └── UnknownOperator
├── UnknownField
├── FieldNotSortable
├── OperatorNotAllowed
├── UnknownFunction
├── WrongArguments
└── UnknownValue
    ├── UnknownIssue
    ├── UnreadableDate
    └── UnsearchableText
"""

from dataclasses import dataclass

LONGEST_QUOTATION = 80


@dataclass(frozen=True)
class Position:
    """Where in the text, counted from one as people do."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"(line {self.line}, character {self.column})"


class QueryError(Exception):
    """The search cannot be run as written; the text of the error may be shown to whoever wrote it."""


class QueryTooLong(QueryError):
    """Refused before it is read."""

    def __init__(self, length: int, allowed: int) -> None:
        super().__init__(length, allowed)
        self.length, self.allowed = length, allowed

    def __str__(self) -> str:
        return f"The query has {self.length} characters, more than the {self.allowed} allowed."


class QueryTooDeep(QueryError):
    """Parentheses and negations are read by recursion, so their number has a limit."""

    def __init__(self, position: Position, allowed: int) -> None:
        super().__init__(position, allowed)
        self.position, self.allowed = position, allowed

    def __str__(self) -> str:
        return f"The query nests more than {self.allowed} parentheses or negations. {self.position}"


class QuerySyntaxError(QueryError):
    """Something else was expected at this place."""

    def __init__(self, position: Position, found: str, expected: str) -> None:
        super().__init__(position, found, expected)
        self.position, self.found, self.expected = position, found, expected

    @property
    def complaint(self) -> str:
        return f"Expected {self.expected} but found {quoted(self.found)}."

    def __str__(self) -> str:
        return f"{self.complaint} {self.position}"


class UnfinishedString(QuerySyntaxError):
    """A quotation mark was opened and not closed on its line."""

    def __init__(self, position: Position, found: str) -> None:
        super().__init__(position, found, "a closing quotation mark")
        self.args = (position, found)

    @property
    def complaint(self) -> str:
        return f"The string {quoted(self.found)} has no closing quotation mark."


class IllegalEscape(QuerySyntaxError):
    """A backslash is followed by something it does not go with."""

    def __init__(self, position: Position, found: str) -> None:
        super().__init__(position, found, "an escape")
        self.args = (position, found)

    @property
    def complaint(self) -> str:
        return rf"{quoted(self.found)} is no escape; those are \\ \" \' \n \r \t '\ ' and \uXXXX."


class ReservedCharacter(QuerySyntaxError):
    """The language keeps this character for itself outside quotes."""

    def __init__(self, position: Position, found: str) -> None:
        super().__init__(position, found, "a quoted character")
        self.args = (position, found)

    @property
    def complaint(self) -> str:
        return f"{quoted(self.found)} is a reserved character: put the value in quotes or write {self._escape}."

    @property
    def _escape(self) -> str:
        return f"\\u{ord(self.found):04x}"


class ReservedWord(QuerySyntaxError):
    """The language keeps this word for itself outside quotes."""

    def __init__(self, position: Position, found: str, expected: str) -> None:
        super().__init__(position, found, expected)

    @property
    def complaint(self) -> str:
        return f"Expected {self.expected} but found the reserved word {quoted(self.found)}: put it in quotes."


class UnknownOperator(QuerySyntaxError):
    """What follows the field is no operator of this language."""


class UnknownField(QueryError):
    """Says the same for a field that is hidden and one that never was."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field

    def __str__(self) -> str:
        return f"Field {quoted(self.field)} does not exist or you do not have permission to view it."


class FieldNotSortable(QueryError):
    """The field can be searched but has no order."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field

    def __str__(self) -> str:
        return f"Results cannot be ordered by the field {quoted(self.field)}."


class OperatorNotAllowed(QueryError):
    """A known operator on a field that cannot answer it."""

    def __init__(self, field: str, operator: str) -> None:
        super().__init__(field, operator)
        self.field, self.operator = field, operator

    def __str__(self) -> str:
        return f"The operator '{self.operator}' is not supported by the {quoted(self.field)} field."


class UnknownFunction(QueryError):
    """No such function, or none this field understands."""

    def __init__(self, field: str, function: str) -> None:
        super().__init__(field, function)
        self.field, self.function = field, function

    def __str__(self) -> str:
        return f"The field {quoted(self.field)} knows no function {quoted(self.function + '()')}."


class WrongArguments(QueryError):
    """A known function was given what it cannot use."""

    def __init__(self, function: str, arguments: tuple[str, ...]) -> None:
        super().__init__(function, arguments)
        self.function, self.arguments = function, arguments

    def __str__(self) -> str:
        given = quoted(", ".join(self.arguments))
        return f"The function {quoted(self.function + '()')} cannot be called with {given}."


class UnknownValue(QueryError):
    """Says the same for a value that is hidden and one that never was."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field, self.value = field, value

    def __str__(self) -> str:
        return f"The value {quoted(self.value)} does not exist for the field {quoted(self.field)}."


class UnknownIssue(UnknownValue):
    """Jira words this one differently, and clients look for it to drop stale keys."""

    def __str__(self) -> str:
        return f"An issue with key {quoted(self.value)} does not exist for field {quoted(self.field)}."


class UnreadableDate(UnknownValue):
    """Neither a date nor a distance from now."""

    def __str__(self) -> str:
        return (
            f"The field {quoted(self.field)} cannot read the date {quoted(self.value)}: "
            "write yyyy-MM-dd, yyyy/MM/dd, either followed by HH:mm, or a distance such as -7d or -2w 4h."
        )


class UnsearchableText(UnknownValue):
    """The text holds no word to look for, too many, or one that starts with a wildcard."""

    def __str__(self) -> str:
        return (
            f"The field {quoted(self.field)} cannot be searched for {quoted(self.value)}: "
            "give some words, not hundreds, and none starting with '*'."
        )


def quoted(text: str) -> str:
    """Short enough to be read in a message."""
    return f"'{text if len(text) <= LONGEST_QUOTATION else text[: LONGEST_QUOTATION - 1] + '…'}'"
