"""The documents of one part of what somebody has: the links' ends of a product, the people of a userbase."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from applink_simulator.domain.errors import StorageDamaged
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.documents import Codec
from applink_simulator.storage.sql.statement import Statement

T = TypeVar("T")


class Shelf(Generic[T]):
    def __init__(
        self,
        database: Database,
        owner: int,
        part: str,
        codec: Codec[T],
        key: Callable[[T], str],
        *,
        belongs_to: Callable[[T], str | None] = lambda _: None,
        alias: Callable[[T], str | None] = lambda _: None,
    ) -> None:
        self.database = database
        self.owner = owner
        self.part = part
        self._codec = codec
        self._key = key
        self._belongs_to = belongs_to
        self._alias = alias
        self._here: dict[str, Any] = {"of_owner": owner, "of_part": part}

    def get(self, key: str) -> T | None:
        return self.read(self.database.first(Statement.GET, **self._here, of_key=key))

    def place(self, number: int, key: str | None) -> dict[str, object]:
        """Where to find that one, as one of those that GET_THREE reads; None finds nothing."""
        return {f"owner_{number}": self.owner, f"part_{number}": self.part, f"key_{number}": key}

    def all(self) -> list[T]:
        return [self._decoded(row[0]) for row in self.database.rows(Statement.ALL, **self._here)]

    def of(self, other: str) -> list[T]:
        rows = self.database.rows(Statement.OF, **self._here, of_other=other)
        return [self._decoded(row[0]) for row in rows]

    def aliased(self, alias: str) -> list[T]:
        rows = self.database.rows(Statement.ALIASED, **self._here, of_alias=alias)
        return [self._decoded(row[0]) for row in rows]

    def add(self, value: T) -> bool:
        """False, and nothing stored, when there is one with that key."""
        return self.database.change(Statement.ADD, **self._row(value)) == 1

    def add_or_get(self, value: T) -> T:
        """The value that is there afterwards."""
        row = self._row(value)
        text = self.database.first(Statement.ADD_OR_GET, **row)
        # What was just written is known without being read.
        return value if text == row["new_document"] else self._decoded(text)

    def put(self, value: T) -> None:
        self.database.change(Statement.PUT, **self._row(value))

    def put_all(self, values: Iterable[T]) -> None:
        self.database.change_each(Statement.PUT, [self._row(value) for value in values])

    def change(self, value: T) -> None:
        """Unless there is none with that key."""
        self.database.change(
            Statement.CHANGE, **self._here, of_key=self._key(value), new_document=self._codec.text(value)
        )

    def swap(self, old: T, new: T) -> bool:
        """False, and nothing stored, when what is there is not equal to the old one."""
        return self.swap_if(self._key(old), lambda stored: stored == old, new)

    def swap_if(self, key: str, fits: Callable[[T], bool], new: T) -> bool:
        # One value may be written down in more than one way, so the text that was read is what must not change.
        while (text := self.database.first(Statement.GET, **self._here, of_key=key)) is not None:
            if not fits(self._decoded(text)):
                return False
            swapped = self.database.change(
                Statement.SWAP,
                **self._here,
                of_key=key,
                text_read=text,
                new_key=self._key(new),
                new_other=self._belongs_to(new),
                new_alias=self._alias(new),
                new_document=self._codec.text(new),
            )
            if swapped:
                return True
        return False

    def remove(self, key: str) -> T | None:
        """What was removed; exactly one of several concurrent callers gets it."""
        return self.read(self.database.first(Statement.REMOVE, **self._here, of_key=key))

    def remove_equal(self, value: T) -> bool:
        """False when what is there is another by now."""
        key = self._key(value)
        while (text := self.database.first(Statement.GET, **self._here, of_key=key)) is not None:
            if self._decoded(text) != value:
                return False
            if self.database.change(Statement.REMOVE_READ, **self._here, of_key=key, text_read=text):
                return True
        return False

    def remove_of(self, other: str) -> None:
        self.database.change(Statement.REMOVE_OF, **self._here, of_other=other)

    def change_of(self, other: str, changed: Callable[[T], T]) -> None:
        """Together with something that holds the owner."""
        for key, text in self.database.rows(Statement.OF_TO_CHANGE, **self._here, of_other=other):
            document = self._codec.text(changed(self._decoded(text)))
            self.database.change(Statement.CHANGE, **self._here, of_key=key, new_document=document)

    def _row(self, value: T) -> dict[str, Any]:
        return {
            **self._here,
            "of_key": self._key(value),
            "of_other": self._belongs_to(value),
            "new_alias": self._alias(value),
            "new_document": self._codec.text(value),
        }

    def read(self, text: str | None) -> T | None:
        """What a document of this part says."""
        return None if text is None else self._decoded(text)

    def _decoded(self, text: str) -> T:
        try:
            return self._codec.value(text)
        except ValueError:
            # What pydantic says, which is one, quotes the document, which may be a secret.
            raise StorageDamaged(
                place=self.database.place, reason=f"a document of the part {self.part} is not as it was written."
            ) from None
