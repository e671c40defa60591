"""What is said to SQLite is what SQLAlchemy would say."""

import importlib.util
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import bindparam, insert
from sqlalchemy.dialects import sqlite

from applink_simulator.storage.sql.sqlite_words import TABLES, WORDS
from applink_simulator.storage.sql.statement import Statement
from applink_simulator.storage.sql.statements import postgresql_words, put_into_words
from applink_simulator.storage.sql.tables import SCHEMA

SCRIPT = Path(__file__).parents[2] / "words.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_written_down_is_what_sqlalchemy_says_now(script: ModuleType):
    """Else a change in statements.py would be one for PostgreSQL alone: run `tox -e docs`."""
    assert script.is_up_to_date()
    assert not script.is_up_to_date(lambda: script.written().replace("WITHOUT ROWID", ""))


def test_whoever_checks_is_told_and_nothing_is_written(script: ModuleType):
    before = script.FILE.read_text()
    checked = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert script.FILE.read_text() == before


def test_every_statement_is_said_to_every_database():
    every = set(Statement)
    assert set(WORDS) == every
    assert set(postgresql_words()) == every


def test_sqlite_understands_every_statement():
    """Control: it does not understand one about a table that is not there."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for words in TABLES:
            connection.execute(words)
        for words in WORDS.values():
            names = re.findall(r":(\w+)", words)
            connection.execute(f"EXPLAIN {words}", dict.fromkeys(names, 1)).fetchall()
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            connection.execute(f"EXPLAIN {WORDS[Statement.FIND_VERSION].replace('schema', 'nothing')}")


def test_both_databases_are_told_the_same_parameters():
    """Whoever asks does not know which of them it is."""
    at_sqlite = {name: set(re.findall(r":(\w+)", words)) for name, words in WORDS.items()}
    at_postgresql = {name: set(re.findall(r"%\((\w+)\)s", words)) for name, words in postgresql_words().items()}
    assert at_sqlite == at_postgresql
    assert at_sqlite[Statement.GET] == {"of_owner", "of_part", "of_key"}


def test_a_value_within_a_statement_is_refused_when_it_is_put_into_words():
    """SQLAlchemy would make a parameter of it, of which whoever executes the words knows nothing."""
    dialect = sqlite.dialect(paramstyle="named")
    assert put_into_words(insert(SCHEMA).values(version=bindparam("new_version")), dialect) == (
        "INSERT INTO applinks_schema (version) VALUES (:new_version)"
    )
    with pytest.raises(ValueError, match="version"):
        put_into_words(insert(SCHEMA).values(version=3), dialect)


def test_the_row_that_is_held_is_locked_where_transactions_do_not_wait_for_each_other():
    """SQLite has one writer; PostgreSQL locks the row."""
    assert "FOR UPDATE" in postgresql_words()[Statement.HOLD_OWNER]
    assert "FOR UPDATE" not in WORDS[Statement.HOLD_OWNER]
