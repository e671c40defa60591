"""Writes storage/sql/sqlite_words.py: what SQLAlchemy says for SQLite. ``tox -e docs``; with --check it only tells.

A product on SQLite imports that instead of SQLAlchemy, which would take a quarter of its memory and of its start.
"""

import argparse
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.dialects import sqlite

from applink_simulator.storage.sql.statement import Statement
from applink_simulator.storage.sql.statements import tables_for, words_for

FILE = Path(__file__).parent / "applink_simulator" / "storage" / "sql" / "sqlite_words.py"
WIDTH = 100
WHOLE_WORDS: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
COMMAND = "python simulator/words.py"
HEAD = f'''"""What tables.py and statements.py say to SQLite. Made by `{COMMAND}`; a test compares."""

from collections.abc import Mapping

from applink_simulator.storage.sql.statement import Statement
'''


def written() -> str:
    dialect = sqlite.dialect(paramstyle="named")
    words = words_for(dialect)
    tables = "".join(f"    {_quoted(each)},\n" for each in tables_for(dialect))
    statements = "".join(f"    Statement.{each.name}: {_quoted(words[each])},\n" for each in Statement)
    return (
        f"{HEAD}\nTABLES = (\n{tables})\n"
        f'"""What makes them, in this order."""\n\n'
        f"WORDS: Mapping[Statement, str] = {{\n{statements}}}\n"
    )


def _quoted(words: str) -> str:
    """With SQLAlchemy's own lines; long ones are wrapped: to SQLite one blank is as good as another."""
    lines = [line.expandtabs(4).rstrip() for line in words.splitlines() if line.strip()]
    wrapped = [part for line in lines for part in textwrap.wrap(line, WIDTH, subsequent_indent="    ", **WHOLE_WORDS)]
    return '"""\n' + textwrap.indent("\n".join(wrapped), " " * 8) + '\n    """'


def is_up_to_date(made: Callable[[], str] = written) -> bool:
    return FILE.is_file() and FILE.read_text(encoding="utf-8") == made()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is out of date")
    checking = parser.parse_args().check
    if is_up_to_date():
        return 0
    if not checking:
        FILE.write_text(written(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name} {f'is out of date: run `{COMMAND}`' if checking else 'written'}\n")
    return 1 if checking else 0


if __name__ == "__main__":
    sys.exit(main())
