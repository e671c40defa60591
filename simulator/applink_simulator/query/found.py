"""What a search has found: a number and a part of it, without putting together what nobody reads."""

from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


class Found(Generic[Item]):
    """Sorted parts, read as one; `backwards`: each from its end."""

    def __init__(
        self, parts: Sequence[Sequence[Item]], order: Callable[[Item], Any], *, backwards: bool = False
    ) -> None:
        self._parts, self._order, self._backwards = parts, order, backwards

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[Item]:
        return iter(self.page(0, len(self)))

    def page(self, start: int, most: int) -> list[Item]:
        """So many from there on, or as many as there are."""
        if len(self._parts) == 1:
            return self._from(self._parts[0], start, start + most)
        firsts = [self._from(part, 0, start + most) for part in self._parts]
        return list(islice(merge(*firsts, key=self._order, reverse=self._backwards), start, start + most))

    def _from(self, part: Sequence[Item], start: int, stop: int) -> list[Item]:
        if not self._backwards:
            return list(part[start:stop])
        return list(islice(reversed(part[max(0, len(part) - stop) :]), start, stop))
