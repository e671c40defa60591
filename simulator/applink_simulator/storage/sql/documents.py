"""Values as JSON text and back, and names as keys of a table."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

DECODED = 4096
"""How many values of a sort are remembered by their text; they never change, so everybody may have the same one."""
LONGEST_KEY = 255
"""Characters; PostgreSQL's indexes have room for some 2,700 bytes, and anybody may send a longer name."""


class Codec(Generic[T]):
    """How values of one type are written down."""

    def __init__(self, sort: type[T]) -> None:
        self._sort = sort
        self.value: Callable[[str], T] = lru_cache(DECODED)(self._value)

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._sort)

    def text(self, value: T) -> str:
        """ASCII alone: whatever a request may bring, such as U+0000 or half a surrogate pair, any database takes."""
        return json.dumps(value, default=_plain, separators=(",", ":"))

    def _value(self, text: str) -> T:
        plain = json.loads(text)
        # pydantic would refuse half a surrogate pair in a string that needs no reading.
        return plain if self._sort is str else self._adapter.validate_python(plain)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} is not written down")


def key(*names: str) -> str:
    """Different for different names, in ASCII without control characters, never long."""
    text = json.dumps(names[0])[1:-1] if len(names) == 1 else json.dumps(names, separators=(",", ":"))
    # No escape in JSON begins like this: nobody can choose a name that becomes another's digest.
    return text if len(text) <= LONGEST_KEY else "\\sha256:" + digest(*names)


def digest(*names: str) -> str:
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()
