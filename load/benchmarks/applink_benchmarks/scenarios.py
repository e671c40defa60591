"""How long the shipped scenarios take, as a user runs them: pytest in a process of its own."""

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from applink_benchmarks.problems import NoMeasurement

REPOSITORY = Path(__file__).resolve().parents[3]
_SECONDS = re.compile(r" in ([0-9.]+)s")
_COUNT = re.compile(r"(\d+) (passed|failed|error|errors|skipped|xfailed|xpassed)")
RUN = ("passed", "failed", "xfailed", "xpassed")


@dataclass(frozen=True)
class Scenarios:
    counts: dict[str, int]
    starting: float
    """Seconds before and after what pytest counts itself: the interpreter, imports and plugins."""
    running: float

    @property
    def run(self) -> int:
        return sum(self.counts.get(each, 0) for each in RUN)

    @property
    def failed(self) -> int:
        return self.counts.get("failed", 0) + self.counts.get("error", 0) + self.counts.get("errors", 0)

    def seconds_for(self, count: int) -> float:
        return self.starting + self.running * count / self.run


def run_scenarios(which: str, environment: dict[str, str]) -> Scenarios:
    """``which`` is a path below the repository."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", which, "-q", "-p", "no:cacheprovider", "--tb=no"]
    done = subprocess.run(  # noqa: S603 - pytest
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    took = time.monotonic() - began
    running = seconds(done.stdout)
    found = Scenarios(counts(done.stdout), took - running, running)
    if not found.run:
        raise NoMeasurement(what="Scenarios", reason=f"none ran: {(done.stdout + done.stderr).strip()[-600:]}")
    return found


def counts(said: str) -> dict[str, int]:
    """From pytest's last line."""
    lines = said.strip().splitlines() or [""]
    return {what: int(number) for number, what in _COUNT.findall(lines[-1])}


def seconds(said: str) -> float:
    """Likewise; what pytest took by its own watch, collecting and the first start of the products included."""
    found = _SECONDS.search(said.strip().rpartition("\n")[2])
    return float(found.group(1)) if found else 0.0
