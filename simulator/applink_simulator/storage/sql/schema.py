"""The tables are made or brought up to date once, however many processes come at the same time."""

from collections.abc import Callable, Mapping

from applink_simulator.domain.errors import StorageDamaged, StorageTooNew
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.statement import Statement

VERSION = 3


def _tell_when_nonces_were_claimed(database: Database) -> None:
    """Of those that are there nobody knows it; long ago, then."""
    database.carry_out("ALTER TABLE applinks_nonces ADD COLUMN claimed DOUBLE PRECISION NOT NULL DEFAULT 0")


def _count_how_often_nonces_come(database: Database) -> None:
    database.carry_out("ALTER TABLE applinks_nonces ADD COLUMN presented INTEGER NOT NULL DEFAULT 1")


MIGRATIONS: Mapping[int, Callable[[Database], None]] = {
    1: _tell_when_nonces_were_claimed,
    2: _count_how_often_nonces_come,
}
"""From the version that is the key to the next one. A database that is made anew is of the latest at once."""


def prepare(database: Database) -> None:
    """StorageTooNew, and nothing changed, when it was written by a version that knows more."""
    database.make_ready()
    database.together(lambda: _bring_up_to_date(database))


def _bring_up_to_date(database: Database) -> None:
    database.be_alone()
    if not database.has_tables():
        database.make_tables()
        database.change(Statement.ADD_VERSION, new_version=VERSION)
        return
    found = database.first(Statement.FIND_VERSION)
    if found is None:
        raise StorageDamaged(place=database.place, reason="the table applinks_schema does not say its version.")
    if found > VERSION:
        raise StorageTooNew(place=database.place, found=found, known=VERSION)
    for version in range(found, VERSION):
        MIGRATIONS[version](database)
    if found < VERSION:
        database.change(Statement.CHANGE_VERSION, new_version=VERSION)
