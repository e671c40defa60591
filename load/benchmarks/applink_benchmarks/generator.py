"""Sends a file of requests as fast as they are answered: with wrk when it is installed, else with our own sender."""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from applink_benchmarks.problems import NoMeasurement, UsedUp

HERE = Path(__file__).parent
END = b"\r\n\r\n"
"""Requests without a body end so, which is how the senders find them in the file."""
USED_UP = 3
"""Exit status of either sender: more requests were answered than the file holds."""


@dataclass(frozen=True)
class Outcome:
    """What a sender reports; ``failed`` counts answers other than 2xx and broken connections."""

    requests: int
    failed: int
    seconds: float
    p50: float
    """Milliseconds."""
    p99: float
    generator_cpu: float
    """Microseconds of the sender's CPU per request."""

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def request(path: str, host: str, *headers: tuple[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode() + END


def wrk() -> str | None:
    return shutil.which("wrk")


def version() -> str:
    """What makes the load, for the table."""
    found = wrk()
    if found is None:
        return "our own (wrk is not installed)"
    said = subprocess.run([found, "-v"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    return " ".join(said.split()[:2])


def lasting(seconds: float) -> float:
    """How long a load really lasts: wrk knows whole seconds only."""
    return max(1, round(seconds)) if wrk() else seconds


def send(
    address: str, requests: Iterable[bytes], file: Path, *, seconds: float, connections: int, again: bool
) -> Outcome:
    """Each request once, or round and round when they may be sent ``again``; NoMeasurement when one fails."""
    file.write_bytes(b"".join(requests))
    found = wrk()
    mode = "again" if again else "once"
    if found:
        script = str(HERE / "replay.lua")
        timing = [f"-d{lasting(seconds)}s", "-t1", f"-c{connections}", "--timeout", "10s"]
        command = [found, *timing, "-s", script, f"http://{address}/", "--", str(file), mode]
    else:
        command = [sys.executable, str(HERE / "sockets.py"), address, str(file), mode, str(seconds), str(connections)]
    before = _cpu_of_children()
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)  # noqa: S603
    cpu = _cpu_of_children() - before
    if done.returncode == USED_UP:
        raise UsedUp(what="Load", reason="all requests of the corpus were used up before the time was")
    if done.returncode:
        raise NoMeasurement(what="Load", reason=f"the generator failed: {done.stderr.strip()[-400:]}")
    return outcome(done.stdout, cpu)


def outcome(said: str, cpu: float) -> Outcome:
    """From the last line of a sender's output; NoMeasurement unless every answer was fine."""
    report = json.loads(said.strip().splitlines()[-1])
    if report["failed"] or not report["requests"]:
        reason = f"{report['failed']} of {report['requests']} requests failed: {report['failures']}"
        raise NoMeasurement(what="Load", reason=reason)
    return Outcome(
        requests=report["requests"],
        failed=report["failed"],
        seconds=report["seconds"],
        p50=report["p50"],
        p99=report["p99"],
        generator_cpu=cpu / report["requests"] * 1e6,
    )


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
