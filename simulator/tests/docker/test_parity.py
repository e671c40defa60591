"""The same scenarios on served products and in containers: the same verdicts, and the same journal.

``APPLINKS_PARITY`` says which: paths below ``features``, or ``all``. A few that show every sort of thing are the
default, because in containers all of them take some minutes.
"""

import json
import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from applink_steps import shipped_features

from . import parity

SOME = "visibility creation/one_way.feature relocation"


def report_of(backend: str, paths: list[str], folder: Path) -> dict[str, Any]:
    file = folder / f"{backend}.json"
    command = [sys.executable, "-m", "applink_simulator.cli", "test", "--backend", backend, *paths]
    command += ["--", "-q", "-p", "no:randomly", "--applinks-json", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert file.exists(), ended.stdout + ended.stderr
    found: dict[str, Any] = json.loads(file.read_text())
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return report_of("served", chosen(), tmp_path_factory.mktemp("served"))


def chosen() -> list[str]:
    wanted = os.environ.get("APPLINKS_PARITY") or SOME
    folder = shipped_features()
    return [str(folder)] if wanted == "all" else [str(folder / each) for each in wanted.split()]


@pytest.mark.docker
def test_served_products_and_containers_do_the_same(image: None, served: dict[str, Any], tmp_path: Path):
    contained = report_of("docker", chosen(), tmp_path)
    assert contained["scenarios"]
    found = list(parity.differences(served, contained))
    assert not found, "\n".join(found)


@pytest.mark.docker
def test_a_difference_in_what_was_asked_or_answered_is_found(served: dict[str, Any]):
    """Control: a report does not differ from itself."""
    assert not list(parity.differences(served, served))
    other = deepcopy(served)
    asked = [
        exchange for scenario in other["scenarios"] for step in scenario["steps"] for exchange in step["exchanges"]
    ]
    asked[0]["status"] = 418
    (found_gone, found_come) = parity.differences(served, other)
    assert "    - " in found_gone
    assert "| 418 |" in found_come
    other["scenarios"][0]["status"] = "failed"
    assert any(f"{served['scenarios'][0]['status']} and failed" in each for each in parity.differences(served, other))
    del other["scenarios"][0]
    assert any("only in the first" in each for each in parity.differences(served, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://127.0.0.1:34567/jira/x", "http://jira:8080/jira/x"),
        ("u=http%3A%2F%2F127.0.0.1%3A34567%2Fjira", "u=http%3A%2F%2Fjira%3A8080%2Fjira"),
        ("at https://127.0.0.1:4/jira.", "at https://jira-front:8443/jira."),
        ("Host 127.0.0.1:34567 is", "Host jira:8080 is"),
        ("oauth_nonce=abc&x=1", "oauth_nonce=def&x=1"),
        ("2026-11-25T02:39:23.227Z", "2026-11-24T12:39:23Z"),
    ],
)
def test_addresses_and_times_do_not_count(one: str, other: str):
    assert parity.comparable(one) == parity.comparable(other)


@pytest.mark.parametrize(
    ("one", "other"), [("http://h:1/jira", "http://h:1/wiki"), ("status 200", "status 403"), ("alice", "bob")]
)
def test_everything_else_counts(one: str, other: str):
    assert parity.comparable(one) != parity.comparable(other)
