"""Which storage an address means, and what is said about one that means none."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from applink_simulator.domain.errors import (
    ApplinkError,
    StorageDriverMissing,
    StorageNotWritable,
    StorageUnavailable,
    StorageUrlInvalid,
)
from applink_simulator.domain.state import Storage
from applink_simulator.storage.choose import storage_of
from applink_simulator.storage.memory import MemoryStorage

from .samples import ALICE


@pytest.mark.parametrize("url", ["", "memory"])
def test_without_a_database_the_state_is_in_memory(url: str):
    assert isinstance(storage_of(url), MemoryStorage)
    assert isinstance(storage_of(url, "memory"), MemoryStorage)


def test_a_file_is_named_from_here_or_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: Callable[..., Storage]
):
    monkeypatch.chdir(tmp_path)
    opened("sqlite:///here.db").directory("people").put(ALICE)
    assert opened(f"sqlite:///{tmp_path}/here.db").directory("people").find("alice") == ALICE


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("hunter2", "not a URL"),
        ("hunter2:hunter2@db/x", "not a URL"),
        ("postgresql://a:hunter2@db:port/x", "not a URL"),
        ("mysql://a:hunter2@db/x", "mysql is not supported"),
        ("postgresql+psycopg2://a:hunter2@db/x", "psycopg2 is not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite://hunter2/x.db", "neither a host"),
        ("sqlite:///x.db?mode=ro", "nor a question mark"),
        ("sqlite://a:hunter2@/x.db", "neither a host"),
        ("sqlite:/x.db", "not a URL"),
        ("hunter 2://x", "not a URL"),
    ],
)
def test_an_address_that_means_nothing_is_refused_without_being_repeated(url: str, word: str):
    """There may be a password in it."""
    with pytest.raises(StorageUrlInvalid, match=word) as refused:
        storage_of(url)
    assert "hunter2" not in str(refused.value)
    assert "postgresql://USER:PASSWORD@HOST/DATABASE" in str(refused.value)


def test_people_in_a_database_need_products_in_one():
    with pytest.raises(StorageUrlInvalid, match="userbases"):
        storage_of("memory", "sqlite:///people.db")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(StorageNotWritable, match=f"there is no folder {tmp_path}/none: make it"):
        storage_of(f"sqlite:///{tmp_path}/none/x.db")


def test_nobody_else_may_read_the_file(tmp_path: Path, opened: Callable[..., Storage]):
    """It holds passwords; the log and its index beside it hold them too."""
    opened(f"sqlite:///{tmp_path}/x.db").directory("people").put(ALICE)
    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("x.db", "x.db-wal", "x.db-shm"), 0o600)


def python(code: str, *arguments: str) -> str:
    """What it says in a process of its own, where nothing is loaded yet."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


LOADED = """
import sys
from applink_simulator.storage.choose import storage_of
storage_of(sys.argv[1]).close()
heavy = {"asyncio", "psycopg", "pydantic", "sqlalchemy", "sqlite3"}
print(sorted({name.partition(".")[0] for name in sys.modules} & heavy))
"""


def test_a_storage_loads_its_own_driver_and_nothing_else(tmp_path: Path):
    """SQLAlchemy would take longer than all the rest; control: for PostgreSQL it is loaded."""
    assert python(LOADED, "memory") == "[]"
    assert python(LOADED, f"sqlite:///{tmp_path}/x.db") == "['sqlite3']"


@pytest.mark.postgres
def test_for_postgresql_sqlalchemy_and_the_driver_are_loaded(new_url: Callable[[str], str]):
    loaded = python(LOADED, new_url("postgres"))
    assert {"'psycopg'", "'sqlalchemy'"} <= set(loaded.strip("[]").split(", "))
    assert "sqlite3" not in loaded


MISSING = """
import sys
sys.modules[sys.argv[2]] = None
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.storage.choose import storage_of
try:
    storage_of(sys.argv[1])
except ApplinkError as problem:
    print(type(problem).__name__, problem)
"""


@pytest.mark.parametrize("module", ["sqlalchemy", "psycopg"])
def test_what_has_to_be_installed_is_said(tmp_path: Path, module: str):
    """Control: a file needs nothing that is not installed already."""
    said = python(MISSING, "postgresql://a:hunter2@127.0.0.1:1/x", module)
    assert said.startswith(StorageDriverMissing.__name__)
    assert said.endswith("pip install 'applink-simulator[postgres]'")
    assert "hunter2" not in said
    assert python(MISSING, f"sqlite:///{tmp_path}/x.db", module) == ""


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_is_not_there_is_named_without_the_password(scheme: str):
    pytest.importorskip("psycopg")
    with pytest.raises(StorageUnavailable) as refused:
        storage_of(f"{scheme}://somebody:hunter2@127.0.0.1:1/state")
    assert str(refused.value).startswith("The PostgreSQL database state at 127.0.0.1:1 is not available: ")
    assert "refused" in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert isinstance(refused.value, ApplinkError)
    assert refused.value.status == 503
