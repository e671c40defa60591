"""Confluence and Jira, linked both ways and served by a command of their own."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.processes import cpu_seconds, megabytes
from applink_simulator.domain.messages import FORM, OutgoingRequest, every_header
from applink_simulator.products import kinds
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Administrator
from applink_simulator.transport.http import HttpTransport

PATIENCE = 30.0
_COMMAND = (sys.executable, "-m", "applink_simulator.cli", "serve")


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
        return cpu_seconds(self.pid)

    def megabytes(self) -> float:
        return megabytes(self.pid)

    def administrator(self, product: str, transport: HttpTransport) -> Administrator:
        known = self.products[product]
        account = known["administrators"][0]
        place = Place(product, known["kind"], product, known["url"], known["application_id"])
        return Administrator(place, transport, account["username"], account["password"])

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


@cache
def offers_workers() -> bool:
    """Whether ``applinks serve`` can serve a product with several processes."""
    said = subprocess.run([*_COMMAND, "--help"], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return "--workers" in said.stdout


@contextmanager
def served_pair(
    topology: Path,
    environment: dict[str, str] | None = None,
    options: Sequence[str] = (),
    patience: float = PATIENCE,
) -> Iterator[Pair]:
    """Runs ``applinks serve`` until the end of the block; what it leaves lies beside the topology file."""
    ready, errors = topology.with_suffix(".ready"), topology.with_suffix(".errors")
    with errors.open("wb") as stderr:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*_COMMAND, str(topology), *options, "--ready-file", str(ready)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    try:
        until = time.monotonic() + patience
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > until:
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
