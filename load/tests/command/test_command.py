"""The command against products that are served, good ones and ones that are not: each ends with its own exit code."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner, Result

from applink_load.command import load
from applink_load.meanwhile import meanwhile
from applink_load.measured.run import Measured
from applink_load.report import FILES
from applink_load.verdict import baseline
from applink_simulator.topology.control import Control

HELD = 0.7
"""Seconds for which a slow product lets everybody wait, again and again."""
PATIENCE = 30.0
"""Seconds that a test waits for what has to come."""


@pytest.fixture
def jira(constellation: Any) -> Control:
    control: Control = constellation.running.control("jira")
    return control


@pytest.fixture
def against(constellation: Any) -> Callable[..., Result]:
    def run(*options: str) -> Result:
        few = ["--users", "2", "--rate", "60", "--run-time", "1s", "--no-ceiling"]
        return CliRunner().invoke(load, ["direct", *constellation.said, *few, *options], catch_exceptions=False)

    return run


def test_what_does_not_go_together_for_other_machines_is_said_before_anything_starts():
    def said(*options: str) -> Result:
        return CliRunner().invoke(load, ["direct", *options])

    alone = said("--master", "127.0.0.1:5557")
    assert (alone.exit_code, "reach only what runs already: say --target" in alone.output) == (2, True)
    again = said("--master", "127.0.0.1:5557", "--target", "http://127.0.0.1:1", "--runs", "2")
    assert (again.exit_code, "--runs does not go with it" in again.output) == (2, True)
    for address in ("5557", "host:", "host:0", "host:70000", ":5557"):
        for option in ("--master", "--worker"):
            wrong = said(option, address)
            assert (wrong.exit_code, "is no address such as" in wrong.output) == (2, True), (option, address)


def test_requests_that_were_signed_before_are_taken_and_when_they_are_used_up_the_run_signs_on(
    against: Callable[..., Result],
):
    result = against("--presign", "20")

    assert result.exit_code == 0, result.output
    told = re.search(
        r"(\d+) requests were signed before the run; .* (\d+) more were signed as it went", result.stdout
    )
    assert told is not None, result.stdout
    assert int(told[1]) <= 20
    assert f"\n{int(told[1]) + int(told[2])} answers checked" in result.stdout
    proxied = CliRunner().invoke(load, ["proxied", "--presign", "20"])
    assert (proxied.exit_code, "do nothing but sign: direct and impersonating" in proxied.output) == (2, True)


def under_load(jira: Control, over: threading.Event) -> bool:
    """Waits until more has been asked than the look beforehand asks."""
    while not over.wait(0.2):
        if sum("/rest/api/2/issue/" in each.url for each in jira.journal(0).exchanges) > 1:
            return True
    return False


def test_products_that_do_right_are_kept_and_the_run_leaves_a_report_and_a_baseline(
    against: Callable[..., Result], tmp_path: Path
):
    folder, kept = tmp_path / "report", tmp_path / "baseline.json"
    result = against("--fail-if", "max>60s", "--fail-if", "leaks>0", "--report", folder, "--save-baseline", kept)

    assert result.exit_code == 0, result.output
    assert "all requests" in result.stdout
    assert "kept: all 7 thresholds" in result.stdout
    assert {each.name for each in folder.iterdir()} == set(FILES)
    told = json.loads((folder / "result.json").read_text())
    assert told["verdict"] == "kept"
    assert told["measured"]["checked"] > 0
    assert [run["users"] for run in json.loads(kept.read_text())["runs"]] == [2]


def test_a_product_that_is_slow_ends_with_1(against: Callable[..., Result], jira: Control):
    def hold_up(over: threading.Event) -> None:
        while not over.is_set():
            jira.put_fault("is slow")
            over.wait(HELD)
            jira.clear_faults()

    with meanwhile(hold_up):
        result = against("--users", "10", "--rate", "1000", "--run-time", "3s", "--fail-if", "max>500ms")

    assert result.exit_code == 1, result.output
    assert "slow: max>500ms: it was" in result.stdout


def test_a_product_that_leaks_ends_with_3_and_shows_the_exchange(against: Callable[..., Result], jira: Control):
    jira.change_container("ADM", visible_to=["anyone"])
    result = against()

    assert result.exit_code == 3, result.output
    assert "was shown ADM-1, which they may not see" in result.stdout
    assert "GET http" in result.stdout


def test_a_product_that_fails_ends_with_3(against: Callable[..., Result], jira: Control):
    def fail(over: threading.Event) -> None:
        if under_load(jira, over):
            jira.put_fault("is unavailable")

    with meanwhile(fail):
        result = against()

    assert result.exit_code == 3, result.output
    assert "most often: answered 503" in result.stdout


def test_a_run_that_is_shorter_than_a_request_has_measured_nothing(against: Callable[..., Result]):
    result = against("--run-time", "0.001s")

    assert result.exit_code == 4, result.output
    assert "not measured" in result.stdout


def test_a_generator_that_dies_ends_with_5(against: Callable[..., Result], jira: Control, tmp_path: Path):
    def kill(over: threading.Event) -> None:
        if under_load(jira, over):
            for each in psutil.Process().children():
                if "applink_load.runner" in each.cmdline():
                    each.kill()

    with meanwhile(kill):
        result = against("--report", tmp_path)

    assert result.exit_code == 5, result.output
    assert "broken: the generator ended with SIGKILL" in result.stdout
    assert "broken" in (tmp_path / "junit.xml").read_text()


def test_a_search_for_the_highest_rate_ends_with_the_first_step_that_breaks(
    against: Callable[..., Result], tmp_path: Path
):
    result = against("--shape", "steps", "--run-time", "3s", "--fail-if", "max>0us", "--report", tmp_path)

    assert result.exit_code == 1, result.output
    assert "highest rate that kept all: no step did; with 1 user it was slow: max>0us" in result.stdout
    assert [each["name"] for each in json.loads((tmp_path / "result.json").read_text())["measured"]["stages"]] == [
        "1 user"
    ]


def test_a_run_is_held_against_a_baseline_and_told_at_once_that_it_is_of_something_else(
    against: Callable[..., Result], tmp_path: Path
):
    quick = Measured("direct", "", users=2, began=1.0, seconds=1.0)
    for n in range(50):
        quick.add("read an issue", 1e-6, at=n / 50)
    baseline.save(tmp_path / "quick.json", [quick] * 3)

    assert against("--against", tmp_path / "quick.json").exit_code == 1
    other = against("--against", tmp_path / "quick.json", "--users", "3")
    assert other.exit_code == 2
    assert "its runs are with this many users: 2, this one is with this many users: 3" in other.stderr


@pytest.mark.parametrize(("asked", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_ends_a_run_gets_a_report_of_what_was_measured(asked: signal.Signals, status: int, tmp_path: Path):
    """Ctrl-C as at a terminal, which tells the products and the generator as well; SIGTERM for the command alone."""
    terminal, its_end = pty.openpty()
    command = [sys.executable, "-m", "applink_simulator.cli", "load", "direct", "--users", "2", "--rate", "60"]
    process = subprocess.Popen(
        [*command, "--run-time", "5m", "--report", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=its_end,
        text=True,
        start_new_session=True,
    )
    os.close(its_end)
    shown, deadline = "", time.monotonic() + PATIENCE
    while " of 300 s  2 users" not in shown and time.monotonic() < deadline:
        shown += os.read(terminal, 4096).decode(errors="replace")
    if asked is signal.SIGINT:
        os.killpg(process.pid, asked)
    else:
        process.send_signal(asked)
    draining = threading.Thread(target=drain, args=(terminal,))
    draining.start()
    stdout, _ = process.communicate(timeout=PATIENCE)
    draining.join()
    os.close(terminal)

    assert process.returncode == status, stdout
    assert "all requests" in stdout
    measured = Measured.from_json(json.loads((tmp_path / "result.json").read_text())["measured"])
    assert measured.total.count > 0
    assert measured.total.failures == 0
    assert measured.broken == ""


def drain(terminal: int) -> None:
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        # Nobody has the other end any more.
        return


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["dirct"], 'Did you mean "direct"?'),
        (["direct", "--shape", "stebs"], 'Did you mean "steps"?'),
        (["direct", "--fail-if", "p95>150"], "p95 needs a unit"),
        (["direct", "--fail-if", "leeks>0"], 'Did you mean "leaks"?'),
        (["direct", "--fail-if", "serch: p95>1s"], 'Did you mean "search"?'),
        (["direct", "--run-time", "2 minutes"], "is no time such as 30s, 2m or 1h"),
        (["direct", "--topology", "shared-userbases"], 'no ready topology called "shared-userbases"'),
        (["direct", "--target", "localhost:8080"], "is no address, http or https"),
        (["direct", "--target", "http://localhost:8080"], "say --consumer and --private-key too"),
        (["proxied", "--target", "http://localhost:8080"], "say --through too"),
        (["direct", "--consumer", "ours"], "say --target too"),
        (["direct", "--shape", "steps", "--runs", "2"], "goes with neither --runs nor a baseline"),
        (["direct", "--report", "/dev/null/here"], "Not a directory"),
    ],
)
def test_what_is_misspelt_or_makes_no_sense_ends_with_2_and_what_was_meant(said: list[str], told: str):
    result = CliRunner().invoke(load, said)

    assert result.exit_code == 2
    assert told in result.stderr
