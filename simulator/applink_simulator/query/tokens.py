"""Cuts a query into words, strings and symbols, each knowing where it stood."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from .errors import IllegalEscape, Position, QueryTooLong, ReservedCharacter, UnfinishedString

LONGEST_QUERY = 20_000

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<symbol>!=|!~|<=|>=|&&|\|\||[()=,<>~!&|])
      | (?P<word>(?:[^\s"'()=,<>~!&|\\]|\\.)+)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.)|$)", re.DOTALL)
_MEANINGS = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'", " ": " "}


class TokenKind(Enum):
    WORD = "word"
    STRING = "string"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True)
class Token:
    """`text` is what was meant, `source` what was written."""

    kind: TokenKind
    text: str
    source: str
    position: Position

    @property
    def keyword(self) -> str | None:
        """Only a bare word, written without escapes, can be one."""
        return self.source.lower() if self.kind is TokenKind.WORD else None

    def is_symbol(self, *symbols: str) -> bool:
        return self.kind is TokenKind.SYMBOL and self.text in symbols


def tokens(text: str, reserved_characters: str) -> Iterator[Token]:
    """Lazy, so that of two mistakes the first one is reported."""
    if len(text) > LONGEST_QUERY:
        raise QueryTooLong(len(text), LONGEST_QUERY)
    places = _Places(text)
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            rest = text[offset:].splitlines()[0]
            if rest.startswith("\\"):
                raise IllegalEscape(places.at(offset), rest[:2])
            raise UnfinishedString(places.at(offset), rest)
        if match.lastgroup != "space":
            yield _token(match, places, reserved_characters)
        offset = match.end()
    yield Token(TokenKind.END, "", "the end of the query", places.at(offset))


def _token(match: re.Match[str], places: "_Places", reserved_characters: str) -> Token:
    source, kind, position = match.group(), TokenKind(match.lastgroup), places.at(match.start())
    if kind is TokenKind.SYMBOL:
        return Token(kind, source, source, position)
    if kind is TokenKind.STRING:
        return Token(kind, _unescaped(source[1:-1], match.start() + 1, places), source, position)
    _refuse_reserved(source, match.start(), places, reserved_characters)
    return Token(kind, _unescaped(source, match.start(), places), source, position)


def _refuse_reserved(word: str, start: int, places: "_Places", reserved_characters: str) -> None:
    for offset, character in enumerate(word, start):
        if character in reserved_characters or ord(character) < ord(" "):
            raise ReservedCharacter(places.at(offset), character)


def _unescaped(text: str, start: int, places: "_Places") -> str:
    def meaning(match: re.Match[str]) -> str:
        code, letter = match.groups()
        character = chr(int(code, 16)) if code else _MEANINGS.get(letter or "")
        # Half a surrogate pair is no character: it could not be written into a reply.
        if character is None or "\ud800" <= character <= "\udfff":
            raise IllegalEscape(places.at(start + match.start()), match.group())
        return character

    return _ESCAPE.sub(meaning, text)


class _Places:
    """Turns offsets into positions without counting lines each time."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def at(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)
