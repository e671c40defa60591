"""A database of PostgreSQL's, with SQLAlchemy's words, connections and knowledge of what goes wrong with them.

Statements go past its way of executing, straight to the driver: that takes longer than the rest.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from applink_simulator.domain.errors import (
    StorageDriverMissing,
    StorageTrouble,
    StorageUnavailable,
    StorageUrlInvalid,
)
from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.storage.sql.database import PATIENCE, Database, Result
from applink_simulator.storage.sql.statement import Statement
from applink_simulator.storage.sql.statements import postgresql_words, tables_for
from applink_simulator.storage.sql.troubles import sqlstate, told

IDLE = 1.0
"""Seconds after which a connection is asked whether it still lives: the server may have been restarted."""
PSYCOPG = "postgresql+psycopg"
COLLISIONS = {"40001", "40P01"}
"""SQLSTATEs with which PostgreSQL says: begin anew, somebody else was in the way."""
LOCK = 0x6170706C696E6B73
"""Whoever makes tables holds the advisory lock of this number; others wait for it."""


class PostgresqlDatabase(Database):
    begin = "BEGIN"
    begin_as_of_now = "BEGIN ISOLATION LEVEL REPEATABLE READ"

    def __init__(self, url: str) -> None:
        parsed = _parsed(url)
        super().__init__(f"The PostgreSQL database {parsed.database or ''} at {_where(parsed)}".replace("  ", " "))
        self._password = parsed.password
        self._engine = _engine(parsed, self.place)
        self._driver_error: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        self.refusals = (self._driver_error, SQLAlchemyError)
        self._words = postgresql_words()

    def make_ready(self) -> None:
        """It always is."""

    def be_alone(self) -> None:
        self.carry_out(f"SELECT pg_advisory_xact_lock({LOCK})")

    def has_tables(self) -> bool:
        return self.carry_out("SELECT to_regclass('applinks_schema') IS NOT NULL") == [(True,)]

    def make_tables(self) -> None:
        for words in tables_for(self._engine.dialect):
            self.carry_out(words)

    def close(self) -> None:
        self._engine.dispose()

    def _taken(self) -> Any:
        about_to_wait()
        try:
            return self._engine.raw_connection()
        except self.refusals as refused:
            raise self._told(refused, None) from None

    def _give_back(self, connection: Any) -> None:
        connection.close()

    def _roll_back(self, connection: Any) -> None:
        try:
            self._execute_words(connection, "ROLLBACK")
        except self.refusals:
            connection.invalidate()

    def _execute(self, connection: Any, statement: Statement, parameters: Mapping[str, object]) -> Result:
        with closing(connection.cursor()) as cursor:
            cursor.execute(self._words[statement], parameters)
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount

    def _execute_each(self, connection: Any, statement: Statement, each: Sequence[Mapping[str, object]]) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.executemany(self._words[statement], each)

    def _execute_words(self, connection: Any, words: str) -> list[Any]:
        with closing(connection.cursor()) as cursor:
            cursor.execute(words)
            return list(cursor.fetchall()) if cursor.description else []

    def _is_collision(self, refused: Exception) -> bool:
        return sqlstate(refused) in COLLISIONS

    def _told(self, refused: Exception, connection: Any) -> StorageTrouble:
        if isinstance(refused, DBAPIError) and refused.orig is not None:
            return told(refused.orig, self.place, self._password)
        if isinstance(refused, PoolTimeout):
            return StorageUnavailable(place=self.place, reason="all connections are in use.")
        if isinstance(refused, SQLAlchemyError):
            return StorageUnavailable(place=self.place, reason=f"{type(refused).__name__}.")
        if connection is not None and self._is_cut_off(refused, connection):
            # The others were cut off as well.
            connection.invalidate()
            self._engine.dispose()
        return told(refused, self.place, self._password)

    def _is_cut_off(self, refused: Any, connection: Any) -> bool:
        return self._engine.dialect.is_disconnect(refused, connection.dbapi_connection, None)


def _parsed(url: str) -> URL:
    try:
        return make_url(url).set(drivername=PSYCOPG)
    except (ArgumentError, ValueError):
        # Not a word of it is repeated: there may be a password in it.
        raise StorageUrlInvalid(reason="it is not a URL.") from None


def _where(url: URL) -> str:
    host = url.host or url.query.get("host") or "the local socket"
    return f"{host}:{url.port}" if url.port else str(host)


def _engine(url: URL, place: str) -> Engine:
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
