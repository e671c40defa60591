"""Jira's vocabulary of issues: types, statuses, priorities, resolutions, each with an id.

Content may use any word; one that is not listed gets an id made from its name, always the same.
"""

import zlib
from collections.abc import Iterable, Mapping

Words = Mapping[str, str]
"""Name to id."""

ISSUE_TYPES: Words = {"Epic": "10000", "Story": "10001", "Task": "10002", "Sub-task": "10003", "Bug": "10004"}
STATUSES: Words = {
    "Open": "1",
    "In Progress": "3",
    "Reopened": "4",
    "Resolved": "5",
    "Closed": "6",
    "To Do": "10000",
    "Done": "10001",
    "In Review": "10002",
}
PRIORITIES: Words = {"Highest": "1", "High": "2", "Medium": "3", "Low": "4", "Lowest": "5"}
RESOLUTIONS: Words = {"Done": "10000", "Won't Do": "10001", "Duplicate": "10002", "Cannot Reproduce": "10003"}
STATUS_CATEGORIES: Words = {"No Category": "1", "To Do": "2", "Done": "3", "In Progress": "4"}

CATEGORY_KEYS = {"No Category": "undefined", "To Do": "new", "Done": "done", "In Progress": "indeterminate"}
CATEGORY_COLOURS = {"No Category": "medium-gray", "To Do": "blue-gray", "Done": "green", "In Progress": "yellow"}
CATEGORY_OF = {
    "In Progress": "In Progress",
    "In Review": "In Progress",
    "Resolved": "Done",
    "Closed": "Done",
    "Done": "Done",
}
"""Of the listed statuses; all others are to do."""


def word_id(words: Words, name: str) -> str:
    return words.get(name) or str(20_000 + zlib.crc32(name.encode()) % 10**8)


def every_word(words: Words, used: Iterable[str | None]) -> list[str]:
    """The listed ones in their order, then those that only content uses."""
    return [*words, *sorted({name for name in used if name} - words.keys())]


def find_word(words: Words, names: Iterable[str], wanted: str) -> str | None:
    """The name meant by a name, whatever its case, or by an id."""
    folded = wanted.casefold()
    return next((name for name in names if name.casefold() == folded or word_id(words, name) == wanted), None)
