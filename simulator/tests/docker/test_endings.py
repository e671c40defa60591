"""Nothing is left in the engine, however a run ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from applink_simulator.topology.backends.docker.owner import OWNER, RUN, Owner
from applink_simulator.topology.backends.docker.sweep import sweep

pytestmark = pytest.mark.docker

PROGRAM = """
import sys, time
from applink_simulator.topology.backends import BACKENDS
from applink_simulator.topology.load import read_topology
text = "userbases: {p: {users: {anna: {}}}}\\nproducts: {jira: {system_administrators: anna}}"
running = BACKENDS["docker"](read_topology(text))
print(running.site.run.id, flush=True)
time.sleep(60)
"""


def left(client: Any, label: str) -> int:
    filters = {"label": [label]}
    return (
        len(client.api.containers(all=True, filters=filters))
        + len(client.api.networks(filters=filters))
        + len(client.api.volumes(filters=filters)["Volumes"] or ())
    )


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_a_process_that_is_ended_leaves_nothing(client: Any, image: None, ending: signal.Signals):
    """By Ctrl-C, or so that it can do nothing about it any more. Control: it was there before."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        run = process.stdout.readline().strip()
        assert left(client, f"{RUN}={run}") == 6
        process.send_signal(ending)
        process.wait(60)
    deadline = time.monotonic() + 60
    while left(client, f"{RUN}={run}") and time.monotonic() < deadline:
        time.sleep(0.2)
    assert left(client, f"{RUN}={run}") == 0


@pytest.fixture
def volumes(client: Any) -> Iterator[list[str]]:
    """Names of volumes that are removed in the end, if nobody has done so before."""
    made: list[str] = []
    yield made
    for name in made:
        if client.api.volumes(filters={"name": name})["Volumes"]:
            client.api.remove_volume(name)


def test_what_dead_runs_have_left_is_swept_and_nothing_else(client: Any, volumes: list[str]):
    """What a living process has stays, what is kept for people, what is of another machine, and what is not ours."""
    this = Owner.this()
    dead = Owner(this.host, this.boot, os.getpid(), "1")
    elsewhere = Owner("elsewhere", "another", 1, "1")
    every = {
        "dead": {RUN: "dead", OWNER: dead.label},
        "alive": {RUN: "alive", OWNER: this.label},
        "elsewhere": {RUN: "elsewhere", OWNER: elsewhere.label},
        "kept": {RUN: "kept"},
        "foreign": {"somebody": "else"},
        "unreadable": {OWNER: "somebody's own label"},
    }
    for name, labels in every.items():
        volumes.append(f"applinks-sweep-{os.getpid()}-{name}")
        client.api.create_volume(volumes[-1], labels=labels)
    assert "dead" in sweep(client)
    there = {each["Name"] for each in client.api.volumes()["Volumes"]}
    assert [name for name in volumes if name in there] == volumes[1:]
