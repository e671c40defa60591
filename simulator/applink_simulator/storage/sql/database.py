"""What everything above asks of a database, whichever it is; SQLite and PostgreSQL have a file each."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from applink_simulator.domain.errors import StorageTrouble
from applink_simulator.storage.sql.statement import Statement

PATIENCE = 10
"""Seconds that a statement waits for other processes, and a request for a connection."""
ATTEMPTS = 10
"""How often a transaction begins anew when it gets into another's way."""

T = TypeVar("T")
Result = tuple[list[Any], int]
"""Rows, and how many were changed."""


class Database(ABC):
    """Safe for many threads. Trouble comes out in our words; a process that forks makes its own afterwards."""

    begin: str
    begin_as_of_now: str
    refusals: tuple[type[Exception], ...]
    """What the driver raises."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._of_thread = threading.local()
        """Its ``connection``, as long as a transaction of that thread is open on it."""

    def rows(self, statement: Statement, **parameters: object) -> list[Any]:
        """All of them at once: no cursor stays open, and what is written is written when this returns."""
        return self._done(statement, parameters)[0]

    def first(self, statement: Statement, **parameters: object) -> Any:
        """The first column of the first row, or None."""
        rows, _ = self._done(statement, parameters)
        return rows[0][0] if rows else None

    def change(self, statement: Statement, **parameters: object) -> int:
        """How many rows there were to change."""
        return self._done(statement, parameters)[1]

    def change_each(self, statement: Statement, each: Sequence[Mapping[str, object]]) -> None:
        """Once for each of the parameters, all or nothing."""
        if each:
            self.together(lambda: self._execute_each(self._open_here, statement, each))

    def carry_out(self, words: str) -> list[Any]:
        """What is no statement of ours, word for word: for whoever changes tables."""
        return self._on_a_connection(lambda connection: self._execute_words(connection, words))

    def together(self, work: Callable[[], T], *, as_of_now: bool = False) -> T:
        """All of the work or nothing of it; ``as_of_now``: it sees nothing of what others store meanwhile.

        Whatever this thread asks of this database until the work is done belongs to it, other such work too.
        """
        if self._open_here is not None:
            return work()
        for attempt in range(1, ATTEMPTS + 1):
            connection = self._taken()
            try:
                return self._transaction(connection, work, self.begin_as_of_now if as_of_now else self.begin)
            except self.refusals as refused:
                if attempt == ATTEMPTS or not self._is_collision(refused):
                    raise self._told(refused, connection) from None
            finally:
                self._give_back(connection)
        raise AssertionError

    def _transaction(self, connection: Any, work: Callable[[], T], begin: str) -> T:
        self._execute_words(connection, begin)
        self._of_thread.connection = connection
        try:
            # What the driver raises is told at the end of the transaction, so that nobody takes it for something that
            # can be gone on after: PostgreSQL would forget the rest without a word.
            result = work()
            self._execute_words(connection, "COMMIT")
        except BaseException:
            self._roll_back(connection)
            raise
        finally:
            self._of_thread.connection = None
        return result

    def _done(self, statement: Statement, parameters: Mapping[str, object]) -> Result:
        return self._on_a_connection(lambda connection: self._execute(connection, statement, parameters))

    def _on_a_connection(self, work: Callable[[Any], T]) -> T:
        """A step of its own, or a part of the transaction that is open in this thread."""
        if (connection := self._open_here) is not None:
            return work(connection)
        connection = self._taken()
        try:
            return work(connection)
        except self.refusals as refused:
            raise self._told(refused, connection) from None
        finally:
            self._give_back(connection)

    @property
    def _open_here(self) -> Any:
        return getattr(self._of_thread, "connection", None)

    @abstractmethod
    def make_ready(self) -> None:
        """Before the tables are looked at, outside a transaction."""

    @abstractmethod
    def be_alone(self) -> None:
        """Until the end of the transaction no other process makes tables or changes them."""

    @abstractmethod
    def has_tables(self) -> bool:
        """Whether any version of ours made some."""

    @abstractmethod
    def make_tables(self) -> None:
        """All, of the latest version."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _taken(self) -> Any:
        """A connection that nobody else has until it is given back."""

    @abstractmethod
    def _give_back(self, connection: Any) -> None: ...

    @abstractmethod
    def _roll_back(self, connection: Any) -> None:
        """Raises nothing: where the connection is broken there is nothing left to undo."""

    @abstractmethod
    def _execute(self, connection: Any, statement: Statement, parameters: Mapping[str, object]) -> Result: ...

    @abstractmethod
    def _execute_each(self, connection: Any, statement: Statement, each: Sequence[Mapping[str, object]]) -> None: ...

    @abstractmethod
    def _execute_words(self, connection: Any, words: str) -> list[Any]: ...

    @abstractmethod
    def _is_collision(self, refused: Exception) -> bool:
        """Whether others were in the way, and may not be the next time."""

    @abstractmethod
    def _told(self, refused: Exception, connection: Any) -> StorageTrouble: ...
