"""mountebank, a mock server on Node, with one stub: what an unsigned answer of the same size costs elsewhere."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from applink_benchmarks import generator
from applink_benchmarks.generator import Outcome
from applink_benchmarks.problems import NoMeasurement
from applink_benchmarks.traffic import CONNECTIONS

VERSION = "2.9.1"
PATH = "/stub"
PATIENCE = 30.0
INSTALLING = 300.0


@dataclass(frozen=True)
class Stub:
    """A mountebank that runs."""

    address: str
    file: Path

    def load(self, seconds: float) -> Outcome:
        """With the same generator and as many connections as the products get."""
        request = generator.request(PATH, self.address)
        return generator.send(
            self.address, [request], self.file, seconds=seconds, connections=CONNECTIONS, again=True
        )


def node_version() -> str:
    node = shutil.which("node")
    if node is None:
        return ""
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def installed() -> Path:
    """Its program; installed with npm into the user's cache the first time. NoMeasurement where that cannot be."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "applinks-benchmarks" / f"mountebank-{VERSION}"
    program = folder / "node_modules" / "mountebank" / "bin" / "mb"
    if not shutil.which("node"):
        raise NoMeasurement(what="mountebank", reason="there is no node; install Node.js")
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None:
        raise NoMeasurement(what="mountebank", reason="there is no npm; install Node.js with npm")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", f"mountebank@{VERSION}"]
    try:
        done = subprocess.run(  # noqa: S603 - npm
            wanted, capture_output=True, text=True, timeout=INSTALLING, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoMeasurement(what="mountebank", reason=f"npm took more than {INSTALLING:g} seconds") from None
    if done.returncode or not program.exists():
        raise NoMeasurement(what="mountebank", reason=f"npm could not install it: {done.stderr.strip()[-300:]}")
    return program


@contextmanager
def running_stub(program: Path, folder: Path, body: bytes) -> Iterator[Stub]:
    """Answers that body, with as little logging as it can."""
    control, port = _free_ports(2)
    configuration = folder / "imposters.json"
    headers = {"Content-Type": "application/json;charset=UTF-8", "Connection": "keep-alive"}
    headers["Content-Length"] = str(len(body))
    stub = {
        "predicates": [{"equals": {"method": "GET", "path": PATH}}],
        "responses": [{"is": {"statusCode": 200, "headers": headers, "body": body.decode()}}],
    }
    imposter = {"port": port, "protocol": "http", "host": "127.0.0.1", "recordRequests": False, "stubs": [stub]}
    configuration.write_text(json.dumps({"imposters": [imposter]}), encoding="utf-8")
    command = [shutil.which("node") or "node", str(program), "start", "--port", str(control), "--localOnly"]
    command += ["--nologfile", "--loglevel", "error", "--pidfile", str(folder / "mountebank.pid")]
    command += ["--configfile", str(configuration)]
    errors = folder / "mountebank.errors"
    with errors.open("wb") as stderr:
        process = subprocess.Popen(command, stdout=stderr, stderr=stderr, cwd=folder)  # noqa: S603 - just installed
    try:
        address = f"127.0.0.1:{port}"
        until = time.monotonic() + PATIENCE
        while _answer(address) != body:
            if process.poll() is not None or time.monotonic() > until:
                raise NoMeasurement(what="mountebank", reason=errors.read_text()[-400:] or "it does not answer")
            time.sleep(0.05)
        yield Stub(address, folder / "stub.requests")
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answer(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(f"http://{address}{PATH}", timeout=PATIENCE) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, OSError):
        return None


def _free_ports(count: int) -> list[int]:
    bound = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in bound]
    for each in bound:
        each.close()
    return ports
