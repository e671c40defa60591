"""A file of SQLite's, by the standard library's module alone: SQLAlchemy's words for it are in sqlite_words.py."""

import errno
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from applink_simulator.domain.errors import (
    StorageFull,
    StorageGone,
    StorageNotWritable,
    StorageTrouble,
    StorageUnavailable,
)
from applink_simulator.storage.sql.database import PATIENCE, Database, Result
from applink_simulator.storage.sql.sqlite_words import TABLES, WORDS
from applink_simulator.storage.sql.statement import Statement
from applink_simulator.storage.sql.troubles import told

OWNER_ALONE = 0o600
"""It holds passwords and private keys."""
KEPT = 5
"""How many connections wait for the next statement; what a rush needs beyond that is closed after it."""
HAS_TABLES = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'applinks_schema'"


class SqliteDatabase(Database):
    """A connection is one thread's at a time."""

    # A transaction that reads first cannot wait for its turn to write: it takes the turn at once.
    begin = begin_as_of_now = "BEGIN IMMEDIATE"
    refusals = (sqlite3.Error,)

    def __init__(self, file: Path) -> None:
        self._file = file.absolute()
        super().__init__(f"The SQLite file {self._file}")
        self._identity = _made_sure_of(self._file, self.place)
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._is_closed = False
        _OPEN.add(self)

    def make_ready(self) -> None:
        """Readers and a writer side by side (WAL); SQLite does not wait for its turn here, so this does."""
        deadline = time.monotonic() + PATIENCE
        while self._on_a_connection(lambda connection: self._log(connection, deadline)) != "wal":
            if time.monotonic() > deadline:
                raise StorageUnavailable(
                    place=self.place, reason="its file system has no room for a log that processes share (WAL)."
                )
            time.sleep(0.02)

    def _log(self, connection: sqlite3.Connection, deadline: float) -> str:
        """What sort it is; unknown as long as others are busy with the file."""
        try:
            ((mode,),) = self._execute_words(connection, "PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as refused:
            is_busy = refused.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if not is_busy or time.monotonic() > deadline:
                raise
            return ""
        return str(mode)

    def be_alone(self) -> None:
        """Who writes is."""

    def has_tables(self) -> bool:
        return bool(self.carry_out(HAS_TABLES))

    def make_tables(self) -> None:
        for words in TABLES:
            self.carry_out(words)

    def close(self) -> None:
        """Who is not done yet closes its connection itself."""
        with self._lock:
            self._is_closed = True
            self._close_idle()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def before_fork(self) -> None:
        """A process that inherits a connection may neither use it nor close it, so there is none to inherit."""
        self._lock.acquire()
        self._close_idle()

    def after_fork(self) -> None:
        """In both processes."""
        self._lock.release()

    def _taken(self) -> sqlite3.Connection:
        if self._identity != _identity(self._file):
            raise StorageGone(place=self.place)
        with self._lock:
            if self._idle:
                return self._idle.pop()
        try:
            return self._connected()
        except sqlite3.Error as refused:
            raise told(refused, self.place) from None

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # With a log (WAL) this outlives the end of the process, kill -9 too; docs/storage.md tells about power.
            connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        # One on which a transaction could not be ended is nobody's to begin another.
        if not connection.in_transaction:
            with self._lock:
                if not self._is_closed and len(self._idle) < KEPT:
                    self._idle.append(connection)
                    return
        connection.close()

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        # Where SQLite has done so already there is nothing left to undo.
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")

    # An open cursor would keep the file open as long as anybody holds the error.
    def _execute(
        self, connection: sqlite3.Connection, statement: Statement, parameters: Mapping[str, object]
    ) -> Result:
        with closing(connection.cursor()) as cursor:
            cursor.execute(WORDS[statement], parameters)
            # What is returned is read first: only then it is known how many there were.
            return cursor.fetchall(), cursor.rowcount

    def _execute_each(
        self, connection: sqlite3.Connection, statement: Statement, each: Sequence[Mapping[str, object]]
    ) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.executemany(WORDS[statement], each)

    def _execute_words(self, connection: sqlite3.Connection, words: str) -> list[Any]:
        with closing(connection.cursor()) as cursor:
            return cursor.execute(words).fetchall()

    def _is_collision(self, refused: Exception) -> bool:  # noqa: ARG002 - SQLite waits for its turn before
        return False

    def _told(self, refused: Exception, connection: sqlite3.Connection) -> StorageTrouble:  # noqa: ARG002
        return told(refused, self.place)


_OPEN: weakref.WeakSet[SqliteDatabase] = weakref.WeakSet()
_FORKING: list[SqliteDatabase] = []


def _before_fork() -> None:
    _FORKING[:] = _OPEN
    for database in _FORKING:
        database.before_fork()


def _after_fork() -> None:
    while _FORKING:
        _FORKING.pop().after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)


def _made_sure_of(file: Path, place: str) -> tuple[int, int]:
    """The file is there and can be written; one that is made now is nobody else's to read."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, OWNER_ALONE))
    except OSError as error:
        reason = f"{error.strerror}."
        if isinstance(error, FileNotFoundError):
            reason = f"there is no folder {file.parent}: make it, or mount the volume."
        trouble = StorageFull if error.errno in {errno.ENOSPC, errno.EDQUOT} else StorageNotWritable
        raise trouble(place=place, reason=reason) from None
    identity = _identity(file)
    if identity is None:
        raise StorageGone(place=place)
    return identity


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
