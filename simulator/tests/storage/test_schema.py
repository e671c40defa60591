"""Versions of the schema: an older one is brought up to date, a newer one left alone."""

from collections.abc import Callable

import pytest
from sqlalchemy import create_engine, text

from applink_simulator.domain.admission import Nonce
from applink_simulator.domain.errors import StorageDamaged, StorageTooNew
from applink_simulator.domain.state import Storage
from applink_simulator.storage.sql import schema
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.tables import METADATA, SCHEMA

from .samples import ALICE, CONSUMER, END


def execute(url: str, *commands: str) -> list[object]:
    """As a database administrator would; the last one's first column."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.begin() as connection:
            results = [connection.execute(text(command)) for command in commands]
            return [row[0] for row in results[-1]] if results[-1].returns_rows else []
    finally:
        engine.dispose()


def test_a_newer_database_is_refused_and_not_changed(lasting_url: str, opened: Callable[..., Storage]):
    opened(lasting_url).state("jira", "people").ends.add(END)
    execute(lasting_url, "UPDATE applinks_schema SET version = 99")
    with pytest.raises(StorageTooNew, match=r"schema has version 99, this one knows up to 3\..*Update applink-sim"):
        opened(lasting_url)
    assert execute(lasting_url, "SELECT version FROM applinks_schema") == [99]
    execute(lasting_url, "UPDATE applinks_schema SET version = 3")
    assert opened(lasting_url).state("jira", "people").ends.get("id") == END


def test_an_older_database_is_brought_up_to_date_once(
    lasting_url: str, opened: Callable[..., Storage], monkeypatch: pytest.MonkeyPatch
):
    opened(lasting_url).state("jira", "people").ends.add(END)
    migrated: list[int] = []

    def fourth(database: Database) -> None:
        migrated.append(4)
        database.carry_out("CREATE TABLE applinks_fourth (x INTEGER)")

    def fifth(database: Database) -> None:
        migrated.append(5)
        database.carry_out("INSERT INTO applinks_fourth VALUES (5)")

    monkeypatch.setattr(schema, "VERSION", 5)
    monkeypatch.setattr(schema, "MIGRATIONS", {3: fourth, 4: fifth})
    assert opened(lasting_url).state("jira", "people").ends.get("id") == END
    opened(lasting_url)
    assert migrated == [4, 5]
    assert execute(lasting_url, "SELECT x FROM applinks_fourth") == [5]
    assert execute(lasting_url, "SELECT version FROM applinks_schema") == [5]


OLDER = {2: ("presented",), 1: ("presented", "claimed")}
"""Columns that nonces have had since."""


@pytest.mark.parametrize("version", OLDER)
def test_nonces_of_older_versions_are_still_used_up(lasting_url: str, opened: Callable[..., Storage], version: int):
    before = opened(lasting_url).state("jira", "people")
    before.consumers.put(CONSUMER)
    assert before.nonces.claim(("n",), 0.0, 300.0)
    execute(
        lasting_url,
        *(f"ALTER TABLE applinks_nonces DROP COLUMN {column}" for column in OLDER[version]),
        f"UPDATE applinks_schema SET version = {version}",  # noqa: S608 - a number of ours
    )
    state = opened(lasting_url).state("jira", "people")
    assert not state.nonces.claim(("n",), 1.0, 301.0)
    assert state.nonces.claim(("m",), 1.0, 301.0)
    held = state.held(CONSUMER.key, "", latest=True)
    admitted = [state.admit(held, [Nonce((name,), 301.0)], 1.0, "") for name in ("n", "m", "new")]
    assert [each and each.nonces_are_new for each in admitted] == [False, False, True]


def test_a_migration_that_fails_changes_nothing(
    lasting_url: str, opened: Callable[..., Storage], monkeypatch: pytest.MonkeyPatch
):
    """The next attempt, perhaps with a corrected version, begins where this one did."""
    opened(lasting_url).state("jira", "people").directory.put(ALICE)

    def broken(database: Database) -> None:
        database.carry_out("CREATE TABLE applinks_fourth (x INTEGER)")
        database.carry_out("INSERT INTO applinks_no_such_table VALUES (1)")

    monkeypatch.setattr(schema, "VERSION", 4)
    monkeypatch.setattr(schema, "MIGRATIONS", {3: broken})
    with pytest.raises(StorageDamaged, match="applinks_no_such_table"):
        opened(lasting_url)
    assert execute(lasting_url, "SELECT version FROM applinks_schema") == [3]
    monkeypatch.undo()
    assert opened(lasting_url).directory("people").find("alice") == ALICE
    with pytest.raises(Exception, match="applinks_fourth"):
        execute(lasting_url, "SELECT x FROM applinks_fourth")


def test_there_is_a_migration_from_every_version_to_the_next():
    assert sorted(schema.MIGRATIONS) == list(range(1, schema.VERSION))


COLUMNS_OF_VERSION_3 = {
    "applinks_schema": ["version"],
    "applinks_owners": ["id", "kind", "name", "snapshot", "called"],
    "applinks_documents": ["place", "owner", "part", "key", "belongs_to", "alias", "document"],
    "applinks_counters": ["owner", "part", "key", "value"],
    "applinks_nonces": ["owner", "nonce", "until", "claimed", "presented"],
}


def test_a_changed_table_is_a_new_version():
    """Whoever changes a table raises the version, writes the migration, and then this."""
    assert schema.VERSION == 3
    assert {name: [column.name for column in table.columns] for name, table in METADATA.tables.items()} == (
        COLUMNS_OF_VERSION_3
    )
    assert SCHEMA.name in COLUMNS_OF_VERSION_3
