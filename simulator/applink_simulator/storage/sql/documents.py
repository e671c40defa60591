"""Values as JSON text and back, and names as keys of a table."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar, cast, get_args

if TYPE_CHECKING:
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
    def _adapter(self) -> "TypeAdapter[T]":
        # Not needed at a start: for what is read then there are Texts.
        from pydantic import TypeAdapter

        return TypeAdapter(self._sort)

    def text(self, value: T) -> str:
        """ASCII alone: whatever a request may bring, such as U+0000 or half a surrogate pair, any database takes."""
        return json.dumps(value, default=_plain, separators=(",", ":"))

    def _value(self, text: str) -> T:
        return self._adapter.validate_python(json.loads(text))


class Texts(Codec[T]):
    """Of tuples of strings, and None where that may be: JSON brings them as they are, half a surrogate pair too."""

    def _value(self, text: str) -> T:
        texts, sorts = json.loads(text), get_args(self._sort)
        if not isinstance(texts, list) or len(texts) != len(sorts) or not all(map(isinstance, texts, sorts)):
            raise ValueError("these are not the texts that were written")
        return cast("T", tuple(texts))


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
