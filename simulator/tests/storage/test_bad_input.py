"""Disks that are full, servers that are gone, files that are broken: each is told, nothing confirmed is lost."""

import contextlib
import os
import sqlite3
import subprocess
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from applink_simulator.domain.errors import (
    StorageDamaged,
    StorageFull,
    StorageGone,
    StorageNotWritable,
    StorageTrouble,
    StorageUnavailable,
)
from applink_simulator.domain.state import State, Storage
from applink_simulator.storage.sql import sqlite
from applink_simulator.storage.sql.storage import SqlStorage

from .cluster import PASSWORD, Cluster
from .samples import ALICE, DEMO, END, TOKEN, issue

Opened = Callable[..., Storage]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    if os.geteuid() != 0:
        reason = "needs root: mounts a small file system"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True)
    yield folder
    unmounted = subprocess.run(["umount", folder], capture_output=True, text=True)
    if unmounted.returncode:
        subprocess.run(["umount", "--lazy", folder], check=True)
        pytest.fail(f"a closed storage still holds its file: {unmounted.stderr}")


def stored_until(trouble: type[StorageTrouble], state: State) -> tuple[list[str], StorageTrouble]:
    """Names of what was confirmed before it came, and it."""
    confirmed = []
    for number in range(10_000):
        try:
            state.tokens.put(replace(TOKEN, value=f"{number}", secret="ab" * 200))
        except trouble as came:
            return confirmed, came
        confirmed.append(str(number))
    raise AssertionError("there was no trouble")


def test_on_a_full_disk_nothing_that_was_confirmed_is_lost(small_disk: Path, opened: Opened):
    url = f"sqlite:///{small_disk}/state.db"
    state = opened(url).state("jira", "people")
    state.ends.add(END)
    confirmed, full = stored_until(StorageFull, state)
    assert full.status == 507
    assert str(full).startswith(f"The SQLite file {small_disk}/state.db is full: ")
    assert "abab" not in "".join(traceback.format_exception(full))
    assert len(confirmed) > 20

    assert state.ends.get("id") == END
    assert state.tokens.get(confirmed[-1]) is not None
    assert state.tokens.get(str(len(confirmed))) is None
    with pytest.raises(StorageFull):
        state.contents.fill([DEMO], [issue(number) for number in range(1, 2000)], [])
    assert list(state.contents.containers()) == []

    # In another process nothing else is true.
    again = opened(url).state("jira", "people")
    assert [token.value for token in again.tokens] == confirmed


def test_once_there_is_room_everything_goes_on_without_a_restart(small_disk: Path, opened: Opened):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(400_000))
    state = opened(f"sqlite:///{small_disk}/state.db").state("jira", "people")
    confirmed, _ = stored_until(StorageFull, state)
    ballast.unlink()
    state.tokens.put(TOKEN)
    assert len(list(state.tokens)) == len(confirmed) + 1


def test_a_disk_that_is_full_from_the_beginning_is_told(small_disk: Path, opened: Opened):
    """Control: with room it can be made there."""
    (small_disk / "ballast").write_bytes(bytes(1024 * 1024))
    with pytest.raises(StorageTrouble) as full:
        opened(f"sqlite:///{small_disk}/state.db")
    assert isinstance(full.value, StorageFull), full.value
    (small_disk / "ballast").unlink()
    opened(f"sqlite:///{small_disk}/state.db").state("jira", "people").ends.add(END)


@pytest.mark.parametrize("was_there", [False, True])
def test_a_volume_that_cannot_be_written_is_told(small_disk: Path, opened: Opened, *, was_there: bool):
    """Control: before that it could."""
    url = f"sqlite:///{small_disk}/state.db"
    if was_there:
        opened(url).close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StorageNotWritable, match=r"state\.db cannot be written: Read-only file system"):
        opened(url)
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    opened(url).state("jira", "people").ends.add(END)


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path, opened: Opened):
    with pytest.raises(StorageNotWritable, match="Is a directory"):
        opened(f"sqlite:///{tmp_path}")


def test_what_is_no_database_is_told_and_left_as_it_is(tmp_path: Path, opened: Opened):
    file = tmp_path / "state.db"
    rubbish = b"This is somebody's shopping list. " * 200
    file.write_bytes(rubbish)
    with pytest.raises(StorageDamaged, match=r"state\.db cannot be understood: .*Restore it from a backup"):
        opened(f"sqlite:///{file}")
    assert file.read_bytes() == rubbish


def test_a_file_that_is_damaged_in_its_middle_is_told(tmp_path: Path, opened: Opened):
    """Control: before that it could be read."""
    url = f"sqlite:///{tmp_path}/state.db"
    storage = opened(url)
    storage.state("jira", "people").contents.fill([DEMO], [issue(number) for number in range(1, 500)], [])
    storage.close()
    again = opened(url)
    assert len(list(again.state("jira", "people").contents.issues())) == 499
    again.close()
    with (tmp_path / "state.db").open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        # The first pages hold the schema, and the file can still be opened.
        for page in range(12, size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    with pytest.raises(StorageDamaged, match="cannot be understood"):
        list(opened(url).state("jira", "people").contents.issues())


def test_a_document_that_somebody_has_edited_is_told_without_its_content(lasting_url: str, opened: Opened):
    """Control: the one beside it is read."""
    storage = opened(lasting_url)
    assert isinstance(storage, SqlStorage)
    state = storage.state("jira", "people")
    for text in ('{"value":"hunter2"}', "hunter2"):
        state.tokens.put(TOKEN)
        state.tokens.put(replace(TOKEN, value="beside"))
        storage._database.carry_out(f"UPDATE applinks_documents SET document = '{text}' WHERE key = 'value'")  # noqa: S608
        assert state.tokens.get("beside") is not None
        with pytest.raises(StorageDamaged, match="a document of the part tokens") as damaged:
            state.tokens.get("value")
        assert "hunter2" not in "".join(traceback.format_exception(damaged.value))


def test_a_file_that_is_removed_in_use_is_told_until_it_is_back(tmp_path: Path, opened: Opened):
    """SQLite itself would go on writing to a file that nobody finds again."""
    file = tmp_path / "state.db"
    state = opened(f"sqlite:///{file}").state("jira", "people")
    state.ends.add(END)
    file.rename(tmp_path / "away.db")
    with pytest.raises(StorageGone, match="was removed or replaced while it was in use"):
        state.tokens.put(TOKEN)
    file.touch()
    with pytest.raises(StorageGone):
        state.ends.get("id")
    (tmp_path / "away.db").rename(file)
    assert state.ends.get("id") == END
    assert state.tokens.get("value") is None


def test_whoever_waits_too_long_for_another_process_is_told(
    tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
):
    """Reading goes on meanwhile; control: writing does afterwards."""
    monkeypatch.setattr(sqlite, "PATIENCE", 0.2)
    state = opened(f"sqlite:///{tmp_path}/state.db").state("jira", "people")
    state.ends.add(END)
    with contextlib.closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="database is locked"):
            state.tokens.put(TOKEN)
        with pytest.raises(StorageUnavailable, match="database is locked"):
            state.contents.next_id()
        assert state.ends.get("id") == END
        other.execute("ROLLBACK")
    state.tokens.put(TOKEN)


def test_a_file_that_another_holds_while_it_is_made_is_waited_for(
    tmp_path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
):
    """Switching to the log is not waited for by SQLite; control: in the end one gives up, and then succeeds."""
    monkeypatch.setattr(sqlite, "PATIENCE", 0.3)
    with contextlib.closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageUnavailable, match="database is locked"):
            opened(f"sqlite:///{tmp_path}/state.db")
        other.execute("ROLLBACK")
    opened(f"sqlite:///{tmp_path}/state.db").state("jira", "people").ends.add(END)


@pytest.mark.postgres
def test_a_server_that_stops_is_told_and_found_again(cluster: Cluster, opened: Opened):
    """Nothing that was confirmed is lost, and no restart is needed."""
    url = cluster.new_database()
    state = opened(url).state("jira", "people")
    state.ends.add(END)
    cluster.stop()
    try:
        for attempt in (
            lambda: state.ends.get("id"),
            lambda: state.nonces.claim(("n",), 0.0, 60.0),
            lambda: state.contents.next_id(),
            lambda: state.keep("before"),
            lambda: opened(url),
        ):
            with pytest.raises(StorageUnavailable, match=r"127\.0\.0\.1:.*is not available") as gone:
                attempt()
            assert PASSWORD not in "".join(traceback.format_exception(gone.value))
    finally:
        cluster.start()
    assert state.ends.get("id") == END
    assert state.nonces.claim(("n",), 0.0, 60.0)
    assert not state.nonces.claim(("n",), 0.0, 60.0)
    assert state.kept() == []


@pytest.mark.postgres
def test_a_server_that_was_restarted_unnoticed_costs_no_request(
    cluster: Cluster, opened: Opened, monkeypatch: pytest.MonkeyPatch
):
    """Control: without asking whether a connection still lives, the first request is refused."""
    for idle, lost in ((0.0, 0), (3600.0, 1)):
        monkeypatch.setattr("applink_simulator.storage.sql.postgresql.IDLE", idle)
        state = opened(cluster.new_database()).state("jira", "people")
        state.ends.add(END)
        cluster.stop()
        cluster.start()
        refused = 0
        for _ in range(3):
            try:
                assert state.ends.get("id") == END
            except StorageUnavailable:
                refused += 1
        assert refused == lost


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("database_name", "password", "word"),
    [("applinks_none", PASSWORD, "does not exist"), ("postgres", "hunter2", "password authentication failed")],
)
def test_what_the_server_refuses_is_told(
    cluster: Cluster, opened: Opened, database_name: str, password: str, word: str
):
    with pytest.raises(StorageUnavailable, match=word) as refused:
        opened(cluster.url(database_name, password))
    assert password not in "".join(traceback.format_exception(refused.value))


@pytest.mark.postgres
def test_a_server_that_only_reads_is_told(cluster: Cluster, opened: Opened):
    """Control: before that it wrote."""
    url = cluster.new_database()
    state = opened(url).state("jira", "people")
    state.ends.add(END)
    name = url.rpartition("/")[2]
    cluster.admin(
        f"ALTER DATABASE {name} SET default_transaction_read_only = on",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608
    )
    refused = []
    for _ in range(3):
        with pytest.raises(StorageTrouble) as trouble:
            state.tokens.put(TOKEN)
        refused.append(type(trouble.value))
    assert refused[-1] is StorageNotWritable
    assert state.ends.get("id") == END


def test_nothing_of_the_address_is_shown_by_what_holds_it(lasting_url: str, opened: Opened):
    storage = opened(lasting_url)
    state = storage.state("jira", "people")
    state.directory.put(ALICE)
    shown = "".join(map(repr, (storage, state, state.directory, vars(storage), vars(state), state.ends)))
    assert PASSWORD not in shown
    assert ALICE.password not in shown
