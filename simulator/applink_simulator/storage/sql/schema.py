"""The tables are made or brought up to date once, however many processes come at the same time."""

import time
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlalchemy.exc import OperationalError

from applink_simulator.domain.errors import StorageTooNew, StorageUnavailable
from applink_simulator.storage.sql.database import PATIENCE, Database
from applink_simulator.storage.sql.tables import METADATA, SCHEMA

VERSION = 2


def _tell_when_nonces_were_claimed(connection: Connection) -> None:
    """Of those that are there nobody knows it; long ago, then."""
    connection.execute(text("ALTER TABLE applinks_nonces ADD COLUMN claimed DOUBLE PRECISION NOT NULL DEFAULT 0"))


MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {1: _tell_when_nonces_were_claimed}
"""From the version that is the key to the next one. A database that is made anew is of the latest at once."""
LOCK = 0x6170706C696E6B73
"""Whoever makes tables in PostgreSQL holds the advisory lock of this number; others wait for it."""


def prepare(database: Database) -> None:
    """StorageTooNew, and nothing changed, when it was written by a version that knows more."""
    if database.is_sqlite:
        _switch_to_a_log(database)
    database.together(lambda connection: _bring_up_to_date(database, connection))


def _bring_up_to_date(database: Database, connection: Connection) -> None:
    if not database.is_sqlite:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    if not inspect(connection).has_table(SCHEMA.name):
        METADATA.create_all(connection)
        connection.execute(insert(SCHEMA).values(version=VERSION))
        return
    found = connection.execute(select(SCHEMA.c.version)).scalar_one()
    if found > VERSION:
        raise StorageTooNew(place=database.place, found=found, known=VERSION)
    for version in range(found, VERSION):
        MIGRATIONS[version](connection)
    if found < VERSION:
        connection.execute(update(SCHEMA).values(version=VERSION))


def _switch_to_a_log(database: Database) -> None:
    """Readers and a writer side by side (WAL); SQLite does not wait for its turn here, so this does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with database.connection() as connection:
            try:
                mode = connection.exec_driver_sql("PRAGMA journal_mode = WAL").scalar_one()
            except OperationalError as error:
                busy = getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
                if not busy or time.monotonic() > deadline:
                    raise
                mode = ""
        if mode == "wal":
            return
        if time.monotonic() > deadline:
            raise StorageUnavailable(
                place=database.place, reason="its file system has no room for a log that processes share (WAL)."
            )
        time.sleep(0.02)
