"""One database: its connections, what may go wrong with them, and several statements that are one step."""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, NoSuchModuleError, SQLAlchemyError

from applink_simulator.domain.errors import (
    StorageDriverMissing,
    StorageFull,
    StorageGone,
    StorageNotWritable,
    StorageTrouble,
    StorageUrlInvalid,
)
from applink_simulator.storage.sql.statements import Statement, Upserts, upserts
from applink_simulator.storage.sql.troubles import COLLISIONS, sqlstate, told

PATIENCE = 10
"""Seconds that a statement waits for other processes, and a request for a connection."""
ATTEMPTS = 10
"""How often a transaction begins anew when it gets into another's way."""
IDLE = 1.0
"""Seconds after which a connection is asked whether it still lives: the server may have been restarted."""
OWNER_ALONE = 0o600
"""It holds passwords and private keys."""
PSYCOPG = "postgresql+psycopg"

T = TypeVar("T")


class Database:
    """Safe for many threads; a process that forks makes its own afterwards."""

    def __init__(self, url: str) -> None:
        parsed = _parsed(url)
        self._password = parsed.password
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._file: Path | None = None
        self._identity: tuple[int, int] | None = None
        if self.is_sqlite:
            self._file = Path(str(parsed.database)).absolute()
            self.place = f"The SQLite file {self._file}"
            self._identity = _made_sure_of(self._file, self.place)
            self._engine = _sqlite(parsed.set(database=str(self._file)))
        else:
            self.place = f"The PostgreSQL database {parsed.database or ''} at {_where(parsed)}".replace("  ", " ")
            self._engine = _postgresql(parsed, self.place)
        self._compiled: dict[Statement, tuple[str, list[str] | None, dict[str, object]]] = {}
        self.upserts: Upserts = upserts(self._engine.dialect.name)
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

    def _done(self, statement: Statement, parameters: dict[str, object]) -> tuple[list[Any], int]:
        """One statement on its own, past SQLAlchemy's own way of executing: that takes longer than SQLite does.

        In a transaction that is open in this thread it is a part of that.
        """
        if (open_one := self._open_here) is not None:
            result = open_one.execute(statement, parameters)
            return (list(result.fetchall()) if result.returns_rows else []), result.rowcount
        self._require_same_file()
        text, names, constant = self._words(statement)
        given = constant | parameters
        values: Any = given if names is None else [given[name] for name in names]
        dialect, connection, cursor = self._engine.dialect, None, None
        try:
            connection = self._engine.raw_connection()
            cursor = connection.cursor()
            cursor.execute(text, values)
            return (list(cursor.fetchall()) if cursor.description else []), cursor.rowcount
        except SQLAlchemyError as error:
            raise self.told(error) from None
        except dialect.loaded_dbapi.Error as error:
            if connection is not None and dialect.is_disconnect(error, connection.dbapi_connection, None):
                # The others were cut off as well.
                connection.invalidate()
                self._engine.dispose()
            raise told(error, self.place, self._password) from None
        finally:
            # An open cursor would keep the file open as long as anybody holds the error.
            if cursor is not None:
                with suppress(dialect.loaded_dbapi.Error):
                    cursor.close()
            if connection is not None:
                connection.close()

    def _words(self, statement: Statement) -> tuple[str, list[str] | None, dict[str, object]]:
        """As the database is told it, the order of the parameters where they have no names, and those that stay."""
        known = self._compiled.get(statement)
        if known is None:
            compiled = statement.compile(dialect=self._engine.dialect)
            constant = {name: value for name, value in compiled.params.items() if value is not None}
            known = self._compiled[statement] = compiled.string, getattr(compiled, "positiontup", None), constant
        return known

    def together(self, work: Callable[[Connection], T], *, as_of_now: bool = False) -> T:
        """All of the work or nothing of it; ``as_of_now``: it sees nothing of what others store meanwhile.

        Work within other work of this database is a part of that.
        """
        if (open_one := self._open_here) is not None:
            return work(open_one)
        for attempt in range(1, ATTEMPTS + 1):
            with self.connection() as connection:
                try:
                    return self._transaction(connection, work, as_of_now=as_of_now)
                except DBAPIError as error:
                    if sqlstate(error.orig) not in COLLISIONS or attempt == ATTEMPTS:
                        raise
        raise AssertionError

    def _transaction(self, connection: Connection, work: Callable[[Connection], T], *, as_of_now: bool) -> T:
        # In SQLite a transaction that reads first cannot wait for its turn to write: it takes the turn at once.
        begin = "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"
        if as_of_now and not self.is_sqlite:
            begin = "BEGIN ISOLATION LEVEL REPEATABLE READ"
        connection.exec_driver_sql(begin)
        self._of_thread.connection = connection
        try:
            result = work(connection)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            # Where the connection is broken, or SQLite has rolled back already, there is nothing left to undo.
            try:
                connection.exec_driver_sql("ROLLBACK")
            except SQLAlchemyError:
                connection.invalidate()
            raise
        finally:
            self._of_thread.connection = None
        return result

    @property
    def _open_here(self) -> Connection | None:
        found: Connection | None = getattr(self._of_thread, "connection", None)
        return found

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Each statement is a transaction of its own, unless one is open; trouble comes out in our words."""
        if (open_one := self._open_here) is not None:
            yield open_one
            return
        self._require_same_file()
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self.told(error) from None

    def told(self, error: SQLAlchemyError) -> StorageTrouble:
        refused = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        return told(refused, self.place, self._password)

    def _require_same_file(self) -> None:
        if self._file is not None and self._identity != _identity(self._file):
            raise StorageGone(place=self.place)

    def close(self) -> None:
        self._engine.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Not a word of it is repeated: there may be a password in it.
        raise StorageUrlInvalid(reason="it is not a URL.") from None
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        if not parsed.database or parsed.database == ":memory:":
            raise StorageUrlInvalid(reason="it names no file.")
        if parsed.host or parsed.query:
            raise StorageUrlInvalid(reason="a file's address has neither a host nor a question mark in it.")
        return parsed
    if parsed.drivername in {"postgresql", "postgres", PSYCOPG}:
        return parsed.set(drivername=PSYCOPG)
    raise StorageUrlInvalid(reason=f"{parsed.drivername} is not supported.")


def _where(url: URL) -> str:
    host = url.host or url.query.get("host") or "the local socket"
    return f"{host}:{url.port}" if url.port else str(host)


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


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        # Whoever begins a transaction ends it.
        pool_reset_on_return=None,
        max_overflow=-1,
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def begin(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        # With a log (WAL) this outlives the end of the process, kill -9 too; docs/storage.md tells about power.
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine


def _postgresql(url: URL, place: str) -> Engine:
    # A server that has vanished without a word is noticed instead of waited for.
    patience = {"connect_timeout": PATIENCE, "tcp_user_timeout": 1000 * PATIENCE, "application_name": "applinks"}
    try:
        engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            # Whoever begins a transaction ends it.
            pool_reset_on_return=None,
            pool_timeout=PATIENCE,
            connect_args={name: value for name, value in patience.items() if name not in url.query},
        )
    except (ModuleNotFoundError, ImportError, NoSuchModuleError):
        raise StorageDriverMissing(place=place, missing="psycopg 3", extra="postgres") from None

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: object) -> None:
        now = time.monotonic()
        used = record.info.get("used", now)
        record.info["used"] = now
        if now - used > IDLE:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error:
                raise InvalidatePoolError from None

    return engine
