"""Confluence and Jira, linked both ways and served in one process of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml

from applink_benchmarks.problems import NoMeasurement
from applink_fixtures.ready import ready_topology
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.messages import FORM, OutgoingRequest, every_header
from applink_simulator.products import kinds
from applink_simulator.transport.http import HttpTransport

CLIENT = "benchmark"
"""Consumer key of the client whose signed requests are measured."""
LINK = {"from": "confluence", "to": "jira", "direction": "two-way", "authentication": "oauth-impersonation"}
PATIENCE = 30.0


@dataclass(frozen=True)
class Pair:
    pid: int
    products: dict[str, Any]
    """By name, as the ready file tells."""

    def url(self, product: str) -> str:
        return str(self.products[product]["url"])

    def address(self, product: str) -> str:
        return urlsplit(self.url(product)).netloc

    def application_id(self, product: str) -> str:
        return str(self.products[product]["application_id"])

    def cpu_seconds(self) -> float:
        """User and system time of the process so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        return megabytes(self.pid)

    def session(self, username: str, product: str) -> str:
        """The ``Cookie`` header of somebody who logged in there."""
        form = urlencode({"os_username": username, "os_password": username}).encode()
        login = self.url(product) + kinds()[self.products[product]["kind"]].login_path
        transport = HttpTransport()
        reply = transport.send(OutgoingRequest("POST", login, (("Content-Type", FORM),), form))
        transport.close()
        cookies = [line.partition(";")[0] for line in every_header(reply.headers, "Set-Cookie")]
        if not cookies:
            raise NoMeasurement(what="Logging in", reason=f"{product} answered {reply.status} without a session")
        return "; ".join(cookies)


@contextmanager
def served_pair(folder: Path, client: KeyPair, environment: dict[str, str] | None = None) -> Iterator[Pair]:
    """Runs ``applinks serve`` until the end of the block."""
    ready, errors = folder / "ready.json", folder / "errors.txt"
    command = [sys.executable, "-m", "applink_simulator.cli", "serve", str(topology_file(folder, client))]
    with errors.open("wb") as stderr:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--ready-file", str(ready)], env=environment, stdout=subprocess.DEVNULL, stderr=stderr
        )
    try:
        patience = time.monotonic() + PATIENCE
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > patience:
                raise NoMeasurement(what="Serving", reason=errors.read_text()[-600:] or "the products are not ready")
            time.sleep(0.01)
        yield Pair(process.pid, json.loads(ready.read_text())["products"])
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def topology_file(folder: Path, client: KeyPair) -> Path:
    """The ready topology with a shared userbase, with a link and with a client that may impersonate at Jira."""
    topology = yaml.safe_load(ready_topology("shared-userbase").read_text(encoding="utf-8"))
    topology["links"] = [LINK]
    topology["consumers"] = [
        {"at": "jira", "key": CLIENT, "public_key": client.public.text, "impersonation": True, "acting_as": "alice"}
    ]
    file = folder / "pair.yaml"
    file.write_text(yaml.safe_dump(topology), encoding="utf-8")
    return file


def megabytes(pid: int) -> float:
    """Proportional set size: what pages the process shares with others count in part."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise NoMeasurement(what="Memory", reason="the kernel does not tell the proportional set size")
