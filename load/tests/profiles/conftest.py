"""Products that are served and a generator that drives them, one of each for all tests of a module."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from applink_load.measured.run import Measured
from applink_load.plan import Plan, Readers, Wish, readers_of
from applink_load.runner.drive import served
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.topology.control import Control
from applink_simulator.topology.named import topology_named
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.wishes import make_links

SECONDS = 0.25
MOST_RUNS = 12
LINKED, UNLINKED, AS_ONE = "proxied", "link-life", "proxied-as-one"


@dataclass
class Stage:
    running: RunningTopology
    plan: Plan
    folder: Path
    generator: "subprocess.Popen[str]" = field(repr=False)

    @property
    def jira(self) -> Control:
        return self.running.control("jira")

    def plan_of(self, profile: str, **changes: Any) -> Plan:
        """One of eleven users is an administrator where some are."""
        users = 11 if profile == UNLINKED else 3
        return replace(self.plan, **{"profile": profile, "users": users, "seconds": SECONDS, "pace": 5e3} | changes)

    def drive(self, plan: Plan) -> Measured:
        file, result = self.folder / "plan.json", self.folder / "result.json"
        file.write_text(plan.text(), encoding="utf-8")
        assert self.generator.stdin is not None
        assert self.generator.stdout is not None
        self.generator.stdin.write(json.dumps([str(file), str(result)]) + "\n")
        self.generator.stdin.flush()
        # What comes before is how the run goes.
        while (line := self.generator.stdout.readline()) != "over\n":
            assert line, "the generator has died"
        return Measured.from_json(json.loads(result.read_text(encoding="utf-8")))

    def drive_until(self, plan: Plan, enough: Callable[[Measured], bool]) -> Measured:
        """Run after run, on a slow machine more of them."""
        measured = self.drive(plan)
        for _ in range(MOST_RUNS):
            if enough(measured):
                break
            measured = measured.followed_by(self.drive(plan))
        return measured

    def reset(self, snapshot: str = LINKED) -> None:
        for control in self.running.controls.values():
            control.reset(snapshot)


@pytest.fixture(scope="module")
def whole_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    topology = topology_named("shared-userbase")
    folder = tmp_path_factory.mktemp("runs")
    command = [sys.executable, str(Path(__file__).parent / "several_runs.py")]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as generator,
        served(topology, Wish(UNLINKED)) as (running, _, plan),
    ):
        stage = Stage(running, plan, folder, generator)
        _keep(stage, UNLINKED)
        for profile in (AS_ONE, LINKED):
            stage.reset(UNLINKED)
            _link(running, readers_of(topology), profile)
            _keep(stage, profile)
        yield stage
        assert generator.stdin is not None
        generator.stdin.close()


@pytest.fixture
def stage(whole_stage: Stage, request: pytest.FixtureRequest) -> Stage:
    """Everything right, as ``client_for`` has it for the profile that is the test's parameter."""
    profile = request.getfixturevalue("profile") if "profile" in request.fixturenames else LINKED
    whole_stage.reset(profile if profile in (UNLINKED, AS_ONE) else LINKED)
    return whole_stage


def _link(running: RunningTopology, readers: Readers, profile: str) -> None:
    make_links(replace(running, topology=readers.client_for(profile, KeyPair.generate())))


def _keep(stage: Stage, name: str) -> None:
    for control in stage.running.controls.values():
        control.keep(name)
