"""Where the CPU of a proxied request goes: samples of the stack while requests are made within one process.

Sampled rather than traced: to trace every call would make Python look dearer than what it calls. No sockets are in
it, so that what servers and sockets add can be told by difference.
"""

import signal
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.topologies import LINK
from applink_benchmarks.traffic import Wanted
from applink_fixtures.ready import ready_topology
from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.file import Link
from applink_simulator.topology.load import load
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import PROXY
from applink_simulator.topology.wishes import make_link

INTERVAL = 0.001
"""Seconds of CPU between two samples; the kernel may make it longer."""
NOBODYS = "the asking itself"

_PARTS = (
    ("/applink_simulator/authentication/keys.py", "sign", "the RSA signature"),
    ("/applink_simulator/authentication/keys.py", "verifies", "verifying the RSA signature"),
    ("/applink_simulator/authentication/", "", "header, base string and checks"),
    ("/applink_simulator/storage/", "", "nonces, users and issues in memory"),
    ("/applink_simulator/domain/exchanges.py", "", "journal"),
    ("/applink_simulator/transport/", "", "from product to product, without sockets"),
    ("/applink_simulator/web/door.py", "", "the products' door"),
    ("/applink_simulator/web/products/", "", "permissions and content"),
    ("/applink_simulator/web/", "", "the products' other views, who is calling?"),
    ("/applink_simulator/linking/", "", "linking: which end, which type"),
    ("/applink_simulator/topology/", "", NOBODYS),
    ("/werkzeug/", "", "Werkzeug"),
    ("/flask/", "", "Flask"),
)
"""Files, functions, and what they are called; a frame of any other file counts for whoever called it."""


def profile(seconds: float) -> dict[str, float]:
    """Microseconds of CPU for one request, by part, the dearest first."""
    with in_process(load(ready_topology("shared-userbase"))) as running:
        make_link(running, Link.model_validate(LINK))
        return _profile(running, seconds)


def _profile(running: RunningTopology, seconds: float) -> dict[str, float]:
    wanted = Wanted()
    visitor = running.visitor(wanted.users[0], "confluence")
    path, remote = f"/rest/api/2/issue/{wanted.issues[0]}", running.place("jira").application_id
    if not visitor.ask("GET", PROXY, appId=remote, path=path).fine:
        raise NoMeasurement(what="Profile", reason="the issue was not shown through the link")
    found: Counter[str] = Counter()

    def sample(_signal: int, frame: FrameType | None) -> None:
        found[part_of(frame)] += 1

    requests, began = 0, time.process_time()
    before = signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    try:
        while (now := time.process_time()) - began < seconds:
            visitor.ask("GET", PROXY, appId=remote, path=path)
            requests += 1
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    each = (now - began) / requests / sum(found.values()) * 1e6
    return {name: count * each for name, count in found.most_common() if name != NOBODYS}


def part_of(frame: FrameType | None) -> str:
    """Of the innermost frame that any part knows."""
    while frame is not None:
        file, function = Path(frame.f_code.co_filename).as_posix(), frame.f_code.co_name
        for known, name, part in _PARTS:
            if known in file and name in ("", function):
                return part
        frame = frame.f_back
    return NOBODYS
