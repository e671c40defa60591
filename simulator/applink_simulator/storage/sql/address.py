"""Which database an address means; what it needs is loaded only then."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from applink_simulator.domain.errors import StorageDriverMissing, StorageUrlInvalid
from applink_simulator.storage.sql.database import Database

SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})


def database_at(url: str) -> Callable[[], Database]:
    """What opens it."""
    name, separator, rest = url.partition("://")
    if not separator or not re.fullmatch(r"[\w+]+", name):
        # Not a word of it is repeated: there may be a password in it.
        raise StorageUrlInvalid(reason="it is not a URL.")
    if name in SQLITE:
        from applink_simulator.storage.sql.sqlite import SqliteDatabase

        return partial(SqliteDatabase, _file(rest))
    if name in POSTGRESQL:
        try:
            from applink_simulator.storage.sql.postgresql import PostgresqlDatabase
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] != "sqlalchemy":
                raise
            raise StorageDriverMissing(place="State in PostgreSQL", missing="SQLAlchemy", extra="postgres") from None
        return partial(PostgresqlDatabase, url)
    raise StorageUrlInvalid(reason=f"{name} is not supported.")


def _file(rest: str) -> Path:
    """Of what follows ``sqlite://``."""
    host, _, file = rest.partition("/")
    if file in {"", ":memory:"}:
        raise StorageUrlInvalid(reason="it names no file.")
    if host or "?" in file:
        raise StorageUrlInvalid(reason="a file's address has neither a host nor a question mark in it.")
    return Path(file)
