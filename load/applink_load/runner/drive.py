"""Drives products from a process of its own, and hands over what was measured."""

import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import IO

from applink_load.apart import apart
from applink_load.measured.progress import Progress
from applink_load.measured.run import Measured
from applink_load.plan import Places, Plan, Readers, Wish, plan_for, readers_of
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.load import Topology
from applink_simulator.topology.running import RunningTopology

GRACE = 30.0
"""Seconds that the generator has to begin and to end, besides the run."""
LOOKING = 0.1
"""Seconds between two looks at whether it has ended, or has to."""


class NoLocust(ApplinkError):
    message = "Load needs Locust, which is not installed: pip install 'applink-simulator[load]'."


@dataclass(slots=True)
class Stop:
    """Whether somebody wants the run to end now."""

    signal: int = 0
    """Its number; 0: nobody."""


@contextmanager
def stoppable(stop: Stop) -> Iterator[None]:
    """Ctrl-C or SIGTERM ends the run, which hands over what it has; the second one ends everything."""

    def heard(number: int, _frame: FrameType | None) -> None:
        if stop.signal:
            raise KeyboardInterrupt
        stop.signal = number

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def served(topology: Topology, wish: Wish) -> Iterator[tuple[RunningTopology, str, Plan]]:
    """The products, the name of the Jira among them, and the plan for the generator."""
    readers = readers_for(topology, wish)
    key = KeyPair.generate()
    running, _ = apart(readers.client_for(wish.profile, key))
    with running:
        jira = running.place(readers.jira)
        places = Places(
            jira=jira.url, jira_id=jira.application_id, private_key=key.private_pem(), acting_as=readers.acting_as
        )
        if readers.confluence:
            confluence = running.place(readers.confluence)
            places = replace(places, confluence=confluence.url, confluence_id=confluence.application_id)
        yield running, readers.jira, plan_for(wish, readers, places)


def readers_for(topology: Topology, wish: Wish) -> Readers:
    if find_spec("locust") is None:
        raise NoLocust
    readers = readers_of(topology)
    readers.require_for(wish.profile)
    return readers


def drive(plan: Plan, watch: Callable[[Progress], None] = lambda _: None, stop: Stop | None = None) -> Measured:
    """``broken`` says so where the generator ended without a result."""
    with tempfile.TemporaryDirectory() as folder:
        file, result, errors = Path(folder, "plan.json"), Path(folder, "result.json"), Path(folder, "errors")
        file.touch(mode=0o600)
        file.write_text(plan.text(), encoding="utf-8")
        command = [sys.executable, "-m", "applink_load.runner", str(file), str(result)]
        with errors.open("w", encoding="utf-8") as said:
            # In a session of its own: what a terminal tells it comes from here alone, and once.
            process = subprocess.Popen(  # noqa: S603
                command, stdout=subprocess.PIPE, stderr=said, text=True, start_new_session=True
            )
        listening = threading.Thread(target=_pass_on, args=(process.stdout, watch), daemon=True)
        listening.start()
        try:
            problem = _ended(process, plan.longest, stop or Stop())
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            listening.join()
        measured = Measured(plan.profile, plan.jira, plan.users, began=time.time(), shape=plan.shape)
        if result.exists():
            measured = Measured.from_json(json.loads(result.read_text(encoding="utf-8")))
        if process.returncode:
            last = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            problem = problem or (last or ["without a word"])[0]
            measured.broken = f"the generator ended with {_status(process.returncode)}: {problem}"
        return measured


def _ended(process: "subprocess.Popen[str]", seconds: float, stop: Stop) -> str:
    """What was wrong with how it ended, as far as that is known here."""
    deadline, told = time.monotonic() + seconds + GRACE, False
    while time.monotonic() < deadline:
        try:
            process.wait(LOOKING)
        except subprocess.TimeoutExpired:
            if stop.signal and not told:
                process.send_signal(signal.SIGINT)
                deadline, told = time.monotonic() + GRACE, True
        else:
            return ""
    process.kill()
    process.wait()
    return f"it was not done {GRACE:g} seconds after it should have been"


def _pass_on(lines: IO[str], watch: Callable[[Progress], None]) -> None:
    """Until the generator ends: a line that breaks off is its last one."""
    with lines:
        for line in lines:
            if line.endswith("}\n"):
                watch(Progress.read(line))


def _status(code: int) -> str:
    return str(code) if code > 0 else signal.Signals(-code).name
