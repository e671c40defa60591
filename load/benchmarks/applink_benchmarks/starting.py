"""How long it takes from nothing to a linked pair, and what the time goes to."""

import json
import subprocess
import sys
import time
from pathlib import Path

from applink_benchmarks.problems import NoMeasurement

SCRIPT = Path(__file__).with_name("from_nothing.py")


def start(environment: dict[str, str]) -> dict[str, float]:
    """Seconds per step, in order, for a new interpreter."""
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise NoMeasurement(what="From nothing", reason=done.stderr.strip()[-600:])
    return steps(began, json.loads(done.stdout))


def steps(began: float, done: dict[str, float]) -> dict[str, float]:
    """How long each step took, from the moments at which they were done."""
    taken = {}
    for name, moment in done.items():
        taken[name] = moment - began
        began = moment
    return taken
