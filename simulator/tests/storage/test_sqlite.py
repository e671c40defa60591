"""Connections to a SQLite file: kept, handed out, one thread's at a time, and nobody's after a fork or the end."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from applink_simulator.domain.errors import StorageUnavailable
from applink_simulator.storage.sql import sqlite
from applink_simulator.storage.sql.schema import prepare
from applink_simulator.storage.sql.sqlite import KEPT, SqliteDatabase
from applink_simulator.storage.sql.statement import Statement


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase(tmp_path / "state.db")
    prepare(database)
    yield database
    database.close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Every connection that is made, as it is made."""
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*arguments: Any, **named: Any) -> sqlite3.Connection:
        made.append(connect(*arguments, **named))
        return made[-1]

    monkeypatch.setattr(sqlite.sqlite3, "connect", noted)
    return made


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def at_once(database: SqliteDatabase, count: int) -> None:
    """So many threads have a transaction or a connection at the same time; one of them writes."""
    meeting = threading.Barrier(count)

    def work(number: int) -> None:
        if number == 0:
            database.together(meeting.wait)
        else:
            database._on_a_connection(lambda _: meeting.wait())

    with ThreadPoolExecutor(count) as threads:
        list(threads.map(work, range(count)))


def test_one_thread_after_the_other_has_the_same_connection(database: SqliteDatabase, made: list[sqlite3.Connection]):
    for _ in range(3):
        database.first(Statement.FIND_VERSION)
        with ThreadPoolExecutor(1) as threads:
            threads.submit(database.first, Statement.FIND_VERSION).result()
    assert made == []


def test_threads_at_the_same_time_have_one_each(database: SqliteDatabase, made: list[sqlite3.Connection]):
    """Beside the one that is there from the beginning; those that are too many are closed."""
    at_once(database, 3)
    assert len(made) == 2
    assert all(map(is_open, made))
    at_once(database, KEPT + 4)
    assert len(made) == KEPT + 3
    kept = list(map(id, database._idle))
    assert len(kept) == KEPT
    assert all(map(is_open, database._idle))
    assert not any(is_open(each) for each in made if id(each) not in kept)


def test_every_connection_looks_after_references_and_waits_for_the_disk_no_longer_than_it_must(
    database: SqliteDatabase,
):
    database.close()
    assert database.carry_out("PRAGMA foreign_keys") == [(1,)]
    assert database.carry_out("PRAGMA synchronous") == [(1,)]
    assert database.carry_out("PRAGMA journal_mode") == [("wal",)]
    assert database.carry_out("PRAGMA busy_timeout") == [(1000 * sqlite.PATIENCE,)]


def test_what_is_closed_keeps_no_connection(database: SqliteDatabase, made: list[sqlite3.Connection]):
    """Whoever was not done yet finishes, and what comes later still finds the file. Control: before, one is kept."""
    at_once(database, 2)
    assert [is_open(each) for each in made] == [True]
    closing, closed = threading.Event(), threading.Event()

    def work() -> int:
        closing.set()
        closed.wait(10)
        return int(database.first(Statement.FIND_VERSION))

    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(database.together, work)
        closing.wait(10)
        database.close()
        closed.set()
        assert late.result() == 3
    assert database.first(Statement.FIND_VERSION) == 3
    assert len(made) == 2
    assert not any(map(is_open, made))
    assert database._idle == []


def test_a_transaction_that_fails_is_no_part_of_the_next_one(database: SqliteDatabase):
    def fails() -> None:
        database.change(Statement.CHANGE_VERSION, new_version=9)
        raise StorageUnavailable(place="here", reason="so.")

    with pytest.raises(StorageUnavailable):
        database.together(fails)
    assert database.first(Statement.FIND_VERSION) == 3
    database.together(lambda: database.change(Statement.CHANGE_VERSION, new_version=4))
    assert database.first(Statement.FIND_VERSION) == 4


def test_each_of_many_is_written_or_none(database: SqliteDatabase):
    rows: list[dict[str, object]] = [
        {"of_kind": "kind", "of_name": name, "of_snapshot": "", "of_called": called}
        for name, called in (("a", "A"), ("b", None))
    ]
    with pytest.raises(Exception, match="NOT NULL"):
        database.change_each(Statement.ADD_OWNER, rows)
    assert database.rows(Statement.SNAPSHOTS, of_kind="kind", of_name="a") == []
    database.change_each(Statement.ADD_OWNER, rows[:1])
    assert database.rows(Statement.SNAPSHOTS, of_kind="kind", of_name="a") == [("A",)]


FORKS = """
import os, sys
from applink_simulator.domain.links import LinkEnd
from applink_simulator.storage.choose import storage_of

storage = storage_of(sys.argv[1])
ends = storage.state("jira", "people").ends
add = lambda name: ends.add(LinkEnd(name, "jira", name, "http://" + name, "http://" + name))
assert add("before")
asked, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    os.close(go[1])
    assert add("child")
    os.write(asked[1], b"x")
    os.read(go[0], 1)
    assert add("child alone")
    print(sorted(end.name for end in ends), flush=True)
    os._exit(0)
os.read(asked[0], 1)
assert add("parent")
# The last one to close a database tidies up: it must not take itself for the last one.
storage.close()
os.close(go[1])
assert os.waitpid(child, 0)[1] == 0
print(sorted(end.name for end in storage_of(sys.argv[1]).state("jira", "people").ends))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_a_process_that_forks_and_the_one_it_forks_have_connections_of_their_own(tmp_path: Path):
    """With one that is inherited, what the child stores after its parent has closed the file would be lost."""
    url = f"sqlite:///{tmp_path}/state.db"
    ran = subprocess.run([sys.executable, "-c", FORKS, url], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == ["['before', 'child', 'child alone', 'parent']"] * 2
