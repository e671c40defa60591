"""Whose something is, by number: found once, then every row refers to it."""

import json

from sqlalchemy import Connection

from applink_simulator.storage.sql import statements
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.documents import key

PRODUCT = "product"
USERBASE = "userbase"
KEPT = "kept"


def owner_of(database: Database, kind: str, name: str) -> int:
    """The number of a product or a userbase, which is made known when it is new."""
    row = _row(kind, name, "")
    if (known := database.first(statements.FIND_OWNER, **row)) is not None:
        return int(known)
    return database.together(lambda connection: _added(database, connection, kind, name, ""))


def kept_owner(connection: Connection, product: str, snapshot: str) -> int | None:
    found = connection.execute(statements.FIND_OWNER, _row(KEPT, product, snapshot)).scalar_one_or_none()
    return None if found is None else int(found)


def add_kept_owner(database: Database, connection: Connection, product: str, snapshot: str) -> int:
    return _added(database, connection, KEPT, product, snapshot)


def snapshots_of(database: Database, product: str) -> list[str]:
    row = _row(KEPT, product, "")
    found = database.rows(statements.SNAPSHOTS, of_kind=row["of_kind"], of_name=row["of_name"])
    return [json.loads(called) for (called,) in found]


def _added(database: Database, connection: Connection, kind: str, name: str, snapshot: str) -> int:
    row = _row(kind, name, snapshot)
    connection.execute(database.upserts.add_owner, row | {"of_called": json.dumps(snapshot)})
    return int(connection.execute(statements.FIND_OWNER, row).scalar_one())


def _row(kind: str, name: str, snapshot: str) -> dict[str, str]:
    return {"of_kind": kind, "of_name": key(name), "of_snapshot": key(snapshot)}
