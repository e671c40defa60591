"""A stranger's folder, in which real pytest and the real commands run as processes of their own."""

import functools
import os
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

PHRASES = '''
"""Looking at things."""
import pytest
from applink_steps.phrase import given, phrase, then, when


@given(phrase("{user:guest} is logged in"), target_fixture="who")
def _(user):
    """Given alice is logged in"""
    return user


@when(phrase("{user:guest} views {item:thing} of {product:shop}"), target_fixture="page")
def _(user, item, product):
    """When alice views DEMO-1 of Jira"""
    return [user, item, product]


@then(phrase("{user:guest} sees {item:thing}"))
def _(page, user, item):
    """Then alice sees DEMO-1"""
    assert page[:2] == [user, item]


@given(phrase("there is/are {count:d} link(s)"), target_fixture="count")
@then(phrase("there is/are {count:d} link(s)"))
def _(count):
    """Given there are 2 links"""
    assert count > 0
    return count


@given(phrase("these users"), target_fixture="users")
def _(datatable):
    """Given these users
    | name |
    """
    return [row[0] for row in datatable[1:]]


@then(phrase("the users are {names}"))
def _(users, names):
    """Then the users are "alice and bob" """
    assert " and ".join(users) == names


@given("the notice", target_fixture="notice")
def _(docstring):
    """Given the notice"""
    return docstring


@then(phrase("the notice has {count:d} line(s)"))
def _(notice, count):
    """Then the notice has 2 lines"""
    assert len(notice.splitlines()) == count


@given("an engine")
def _():
    """Given an engine"""
    pytest.skip("no engine here")
'''
CONFTEST = f'pytest_plugins = ["applink_steps"]\n{PHRASES}'
COMMANDS = "import sys, applink_steps.commands as c; getattr(c, sys.argv.pop(1))()"


@functools.cache
def bytecode() -> "tempfile.TemporaryDirectory[str]":
    """What the processes compile, kept for the next one: without it each compiles pytest's plugins for seconds."""
    return tempfile.TemporaryDirectory(prefix="applinks-bytecode-")


@dataclass(frozen=True)
class Outcome:
    status: int
    output: str

    def lines_with(self, text: str) -> list[str]:
        return [line for line in self.output.splitlines() if text in line]


@dataclass(frozen=True)
class Folder:
    path: Path

    def write(self, name: str, content: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(content), encoding="utf-8")
        return file

    def pytest(self, *arguments: str, cache: bool = False) -> Outcome:
        memory = [] if cache else ["-p", "no:cacheprovider"]
        ours = ["-p", "no:schemathesis", "-W", "error", "--strict-markers"]
        return self._run("-m", "pytest", *ours, *memory, *arguments)

    def applinks(self, *arguments: str, python_path: Path | None = None) -> Outcome:
        return self._run("-c", COMMANDS, *arguments, python_path=python_path)

    def _run(self, *arguments: str, python_path: Path | None = None) -> Outcome:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment |= {"PYTHONPYCACHEPREFIX": bytecode().name, "COLUMNS": "200", "PYTHONUTF8": "1"}
        if python_path:
            environment["PYTHONPATH"] = str(python_path)
        process = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Outcome(process.returncode, process.stdout)


@pytest.fixture
def empty_folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "stranger")
    folder.path.mkdir()
    return folder


@pytest.fixture
def phrases_elsewhere(tmp_path: Path) -> Path:
    """A folder whose module `looking` has the same phrases, for a run with `-p looking`."""
    return Folder(tmp_path).write("elsewhere/looking.py", PHRASES).parent


@pytest.fixture
def folder(empty_folder: Folder) -> Folder:
    """One whose conftest file loads the language and adds a few phrases."""
    empty_folder.write("conftest.py", CONFTEST)
    return empty_folder
