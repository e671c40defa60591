"""Full-text search in small: every word present in any order, "phrases" in theirs, pre* for beginnings."""

import re
from dataclasses import dataclass

MOST_WORDS = 256

_CHUNK = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")
_PATTERN = re.compile(r"[\w*]+")


@dataclass(frozen=True)
class Pattern:
    """What is between the wildcards of one word; a single piece is the word itself."""

    pieces: tuple[str, ...]

    def matches(self, word: str) -> bool:
        first, *others = self.pieces
        if not others:
            return word == first
        *middle, last = others
        if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
            return False
        # The earliest place for each piece is enough; a regular expression would try all of them.
        place, end = len(first), len(word) - len(last)
        for piece in middle:
            place = word.find(piece, place, end)
            if place < 0:
                return False
            place += len(piece)
        return True


@dataclass(frozen=True)
class SearchText:
    """Phrases that all have to occur; most are one word long."""

    phrases: tuple[tuple[Pattern, ...], ...]

    def occurs_in(self, text: str) -> bool:
        words = _WORD.findall(text.casefold())
        distinct = frozenset(words)
        return all(
            _is_among(phrase[0], distinct) if len(phrase) == 1 else _occurs(phrase, words) for phrase in self.phrases
        )


def read_search_text(text: str) -> SearchText:
    """ValueError for nothing to look for, too much of it, or a word that starts with a wildcard."""
    phrases = []
    for phrase, chunk in _CHUNK.findall(text.casefold()):
        # A word with punctuation inside, such as DEMO-4, was stored as neighbours: look for it as a phrase.
        found = _PATTERN.findall(chunk) if chunk else _WORD.findall(phrase)
        if any(word.startswith("*") for word in found):
            raise ValueError(text)
        if found:
            phrases.append(tuple(Pattern(tuple(word.split("*"))) for word in found))
    # Long phrases are compared at every place of a text: unbounded, one query could keep a product busy.
    if not 0 < sum(map(len, phrases)) <= MOST_WORDS:
        raise ValueError(text)
    return SearchText(tuple(phrases))


def _is_among(pattern: Pattern, words: frozenset[str]) -> bool:
    if len(pattern.pieces) == 1:
        return pattern.pieces[0] in words
    return any(pattern.matches(word) for word in words)


def _occurs(phrase: tuple[Pattern, ...], words: list[str]) -> bool:
    length = len(phrase)
    return any(
        all(pattern.matches(word) for pattern, word in zip(phrase, words[start : start + length], strict=True))
        for start in range(len(words) - length + 1)
    )
