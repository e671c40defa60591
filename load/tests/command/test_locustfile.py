"""The shipped file with Locust's own command."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import applink_load

FILE = Path(applink_load.__file__).with_name("locustfile.py")


def locust(constellation: Any, *said: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "locust", "-f", str(FILE), "--headless", "-u", "2", "-r", "50"]
    there = {
        "APPLINKS_LOAD_TARGET": constellation.plan.jira,
        "APPLINKS_LOAD_CONSUMER": constellation.plan.consumer,
        "APPLINKS_LOAD_PRIVATE_KEY": str(constellation.key_file),
    }
    return subprocess.run(
        [*command, "-t", "1s", *said],
        env=os.environ | there | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_profile_is_a_class_of_locusts_and_products_that_do_right_have_no_failures(constellation: Any):
    run = locust(constellation, "Direct", "--only-summary")

    assert run.returncode == 0, run.stderr
    assert "read an issue" in run.stderr + run.stdout


def test_a_finding_is_a_failure_and_ends_locust_with_3(constellation: Any):
    constellation.running.control("jira").change_container("ADM", visible_to=["anyone"])
    run = locust(constellation, "Direct", "--only-summary")

    assert run.returncode == 3, run.stderr
    assert "was shown ADM-1, which they may not see" in run.stderr


def test_products_that_are_not_as_said_end_locust_before_there_is_any_load(constellation: Any):
    unknown = locust(constellation, "Direct", APPLINKS_LOAD_CONSUMER="nobody")
    unsaid = locust(constellation, "Proxied")

    assert unknown.returncode == 5
    assert "knows no consumer 'nobody'" in unknown.stderr
    assert unsaid.returncode == 2
    assert "say --through too" in unsaid.stderr
