"""Whose something is, by number: found once, then every row refers to it."""

import json

from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.documents import key
from applink_simulator.storage.sql.statement import Statement

PRODUCT = "product"
USERBASE = "userbase"
KEPT = "kept"


def owner_of(database: Database, kind: str, name: str) -> int:
    """The number of a product or a userbase, which is made known when it is new."""
    known = _found(database, kind, name, "")
    return _added(database, kind, name, "") if known is None else known


def kept_owner(database: Database, product: str, snapshot: str) -> int | None:
    return _found(database, KEPT, product, snapshot)


def add_kept_owner(database: Database, product: str, snapshot: str) -> int:
    return _added(database, KEPT, product, snapshot)


def snapshots_of(database: Database, product: str) -> list[str]:
    found = database.rows(Statement.SNAPSHOTS, of_kind=KEPT, of_name=key(product))
    return [json.loads(called) for (called,) in found]


def _added(database: Database, kind: str, name: str, snapshot: str) -> int:
    row = _row(kind, name, snapshot)

    def added() -> int:
        database.change(Statement.ADD_OWNER, **row, of_called=json.dumps(snapshot))
        return int(database.first(Statement.FIND_OWNER, **row))

    return database.together(added)


def _found(database: Database, kind: str, name: str, snapshot: str) -> int | None:
    found = database.first(Statement.FIND_OWNER, **_row(kind, name, snapshot))
    return None if found is None else int(found)


def _row(kind: str, name: str, snapshot: str) -> dict[str, str]:
    return {"of_kind": kind, "of_name": key(name), "of_snapshot": key(snapshot)}
