"""Measures the same two products, Confluence and Jira, on several HTTP servers in interleaved rounds.

Each product is one process with its state in SQLite, so that the servers alone differ.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import click
from rich.console import Console
from rich.table import Table

from applink_benchmarks.children import environment
from applink_benchmarks.limit import rsa_limit
from applink_benchmarks.pair import Pair, topology_file
from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.traffic import Load, Traffic
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import RemoteError
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.transport.http import HttpTransport

APPLICATION = "applink_benchmarks.servers.application"
PRODUCTS = ("confluence", "jira")
PATIENCE = 20.0
OURS, WAITRESS, CHEROOT, WERKZEUG = "ours", "waitress", "cheroot", "werkzeug"
GRANIAN = ("granian", "--interface", "wsgi", "--factory", "--workers", "1", "--no-ws", "--no-log")
SCRIPTS = {
    "granian, 12 threads": (*GRANIAN, "--blocking-threads", "12"),
    "granian, 4 threads": (*GRANIAN, "--blocking-threads", "4"),
    "gunicorn, 12 threads": ("gunicorn", "--worker-class", "gthread", "--threads", "12", "--keep-alive", "60"),
}
"""Servers that have a command of their own; the others are started by the module of the application."""


@dataclass(frozen=True)
class Apart(Pair):
    """Each product a process, or several."""

    processes: tuple[subprocess.Popen[bytes], ...] = ()

    def cpu_seconds(self) -> float:
        """Of the processes and of those that they have started."""
        ticks = 0
        for leader in self.processes:
            for process in Path("/proc").iterdir():
                if process.name.isdigit() and _group(process) == leader.pid:
                    ticks += sum(_fields(process)[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")


def _fields(process: Path) -> list[int]:
    """Numbers from the third field on; none of a process that has ended."""
    try:
        said = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return [0] * 20
    return [0, *map(int, said[1:20])]


def _group(process: Path) -> int:
    return _fields(process)[2]


class Installation:
    """Two linked products that remember everything in a folder, and run on a server for as long as wanted."""

    def __init__(self, folder: Path, client: KeyPair) -> None:
        self._folder = folder
        self._topology = str(topology_file(folder, client))
        self._ports = dict(zip(PRODUCTS, _free_ports(len(PRODUCTS)), strict=True))
        self._environment = environment(folder) | {"APPLINKS_CONTROL_TOKEN": "benchmark"}
        self._furnish()

    def url(self, product: str) -> str:
        return f"http://127.0.0.1:{self._ports[product]}/{product}"

    def _of(self, product: str) -> dict[str, str]:
        return self._environment | {
            "APPLINKS_TOPOLOGY": self._topology,
            "APPLINKS_PRODUCT": product,
            "APPLINKS_BASE_URL": self.url(product),
            "APPLINKS_STORAGE": f"sqlite:///{self._folder}/{product}.db",
            "APPLINKS_PORT": str(self._ports[product]),
        }

    def _furnish(self) -> None:
        applinks = [sys.executable, "-m", "applink_simulator.cli"]
        with self._running({name: [*applinks, "product"] for name in PRODUCTS}):
            at = [part for name in PRODUCTS for part in ("--at", f"{name}={self.url(name)}")]
            subprocess.run(  # noqa: S603 - our own command
                [*applinks, "links", self._topology, *at],
                env=self._environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )

    @contextmanager
    def on(self, server: str) -> Iterator[Apart]:
        with self._running({name: self._command(server, name) for name in PRODUCTS}) as processes:
            known = {
                name: {"url": self.url(name), "kind": name, "application_id": self._id(name)} for name in PRODUCTS
            }
            yield Apart(0, known, tuple(processes))

    def _command(self, server: str, product: str) -> list[str]:
        if server not in SCRIPTS:
            return [sys.executable, "-m", APPLICATION, server]
        script, *options = SCRIPTS[server]
        port = str(self._ports[product])
        path = str(Path(sys.executable).with_name(script))
        if script == "gunicorn":
            return [path, *options, "--bind", f"127.0.0.1:{port}", f"{APPLICATION}:application()"]
        return [path, *options, "--host", "127.0.0.1", "--port", port, f"{APPLICATION}:application"]

    def _id(self, product: str) -> str:
        transport = HttpTransport()
        try:
            url = self.url(product) + "/rest/applinks/1.0/manifest"
            return str(transport.send(OutgoingRequest("GET", url, (("Accept", "application/json"),))).json()["id"])
        finally:
            transport.close()

    @contextmanager
    def _running(self, commands: dict[str, list[str]]) -> Iterator[list[subprocess.Popen[bytes]]]:
        with ExitStack() as until_measured, (self._folder / "said.txt").open("ab") as said:
            processes = []
            for name, command in commands.items():
                process = subprocess.Popen(  # noqa: S603 - our own command, or a server's
                    command, env=self._of(name), stdout=said, stderr=said, start_new_session=True
                )
                until_measured.callback(_end, process)
                processes.append(process)
            for name in commands:
                self._await(name)
            yield processes

    def _await(self, product: str) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._id(product)
            except (RemoteError, ValueError):
                if time.monotonic() > until:
                    said = (self._folder / "said.txt").read_text()[-600:]
                    raise NoMeasurement(what="Serving", reason=said or "it does not answer") from None
                time.sleep(0.05)
            else:
                return


def _free_ports(count: int) -> list[int]:
    with ExitStack() as bound:
        sockets = [bound.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def _end(process: subprocess.Popen[bytes]) -> None:
    """With all that it has started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _is_here(server: str) -> bool:
    if server in SCRIPTS:
        return Path(sys.executable).with_name(SCRIPTS[server][0]).exists()
    return server == OURS or find_spec(server) is not None


@click.command()
@click.option("--rounds", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--seconds", type=click.FloatRange(1), default=2.0, show_default=True, help="Of each load.")
@click.option("--only", multiple=True, help="These servers; may be given several times.")
def main(rounds: int, seconds: float, only: tuple[str, ...]) -> None:
    """Compare HTTP servers under our products; those that are not installed are named."""
    servers = [each for each in (OURS, WAITRESS, CHEROOT, WERKZEUG, *SCRIPTS) if not only or each in only]
    here = [each for each in servers if _is_here(each)]
    key = KeyPair.generate()
    folder = Path(tempfile.mkdtemp(prefix="applinks-bench-"))
    taken: dict[str, list[tuple[float, Load, Load]]] = {each: [] for each in here}
    try:
        installation = Installation(folder, key)
        with rsa_limit(key.private_pem()) as limit:
            for number in range(rounds):
                for server in here:
                    click.echo(f"round {number + 1} of {rounds}: {server}", err=True)
                    try:
                        with installation.on(server) as pair:
                            traffic = Traffic(pair, key, folder)
                            traffic.proxied(0.5)
                            before = limit(0.3)
                            proxied = traffic.proxied(seconds)
                            allowed = (before + limit(0.3)) / 2
                            unsigned = traffic.unsigned(seconds)
                            most = int(unsigned.outcome.requests * 1.5) + 100
                            taken[server].append((allowed, proxied, traffic.signed(seconds, most)))
                    except NoMeasurement as problem:
                        click.echo(f"{server}: {problem}", err=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    Console().print(_table(taken))
    for server in sorted(set(servers) - set(here)):
        click.echo(f"not measured: {server} is not installed")


def _table(taken: dict[str, list[tuple[float, Load, Load]]]) -> Table:
    table = Table("Server", "Proxied /s", "of the RSA limit", "CPU µs", "p99 ms", "Signed /s", "CPU µs", "p99 ms")
    for server, rounds in taken.items():
        if rounds:
            table.add_row(
                server,
                f"{median(proxied.outcome.rate for _, proxied, _ in rounds):,.0f}",
                f"{median(proxied.outcome.rate / limit for limit, proxied, _ in rounds):.3f}",
                f"{median(proxied.served_cpu for _, proxied, _ in rounds):,.0f}",
                f"{median(proxied.outcome.p99 for _, proxied, _ in rounds):.0f}",
                f"{median(signed.outcome.rate for *_, signed in rounds):,.0f}",
                f"{median(signed.served_cpu for *_, signed in rounds):,.0f}",
                f"{median(signed.outcome.p99 for *_, signed in rounds):.0f}",
            )
    return table


if __name__ == "__main__":
    main()
