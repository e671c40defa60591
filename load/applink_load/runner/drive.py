"""Serves a topology, drives it from a process of its own, and hands over what was measured."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from applink_load.measured.run import Measured
from applink_load.plan import NotForLoad, Plan, plan_for, readers_of
from applink_load.profiles import THROUGH
from applink_load.soak.apart import apart
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.load import Topology
from applink_simulator.topology.running import RunningTopology

GRACE = 30.0
"""Seconds that the generator has to begin and to end, besides the run."""


class NoLocust(ApplinkError):
    message = "Load needs Locust, which is not installed: pip install 'applink-simulator[load]'."


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked the command for."""

    profile: str
    users: int = 10
    seconds: float = 30.0
    spawn_rate: float = 50.0
    checking: float = 1.0
    pace: float = 1.0


@contextmanager
def served(topology: Topology, wish: Wish) -> Iterator[tuple[RunningTopology, str, Plan]]:
    """The products, the name of the Jira among them, and the plan for the generator."""
    if find_spec("locust") is None:
        raise NoLocust
    readers = readers_of(topology)
    if wish.profile in THROUGH and not readers.confluence:
        raise NotForLoad(lacks=f"no Confluence shares its userbase with {readers.jira}")
    key = KeyPair.generate()
    running, _ = apart(readers.client_for(wish.profile, key))
    with running:
        plan = plan_for(
            running,
            readers,
            key,
            profile=wish.profile,
            users=wish.users,
            seconds=wish.seconds,
            spawn_rate=wish.spawn_rate,
            checking=wish.checking,
            pace=wish.pace,
        )
        yield running, readers.jira, plan


def drive(plan: Plan) -> Measured:
    """``broken`` says so where the generator ended without a result."""
    with tempfile.TemporaryDirectory() as folder:
        file, result = Path(folder, "plan.json"), Path(folder, "result.json")
        file.touch(mode=0o600)
        file.write_text(plan.text(), encoding="utf-8")
        command = [sys.executable, "-m", "applink_load.runner", str(file), str(result)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # noqa: S603
        try:
            errors = _ended(process, plan.seconds + GRACE)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if result.exists():
            return Measured.from_json(json.loads(result.read_text(encoding="utf-8")))
        measured = Measured(plan.profile, plan.jira, plan.users, began=0.0)
        last = errors.strip().splitlines()[-1:] or ["without a word"]
        measured.broken = f"the generator ended with {process.returncode}: {last[0]}"
        return measured


def _ended(process: "subprocess.Popen[str]", patience: float) -> str:
    try:
        return process.communicate(timeout=patience)[1]
    except KeyboardInterrupt:
        # The terminal has told the generator, too: it writes down what it has.
        return process.communicate(timeout=GRACE)[1]
    except subprocess.TimeoutExpired:
        return f"no result within {patience:g} seconds"
