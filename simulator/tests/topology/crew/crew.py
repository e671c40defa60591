"""A product that several workers answer for, as ``applinks product --workers 2`` starts it, and each alone."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from applink_simulator.authentication.basic import basic_header
from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.linking.product import Transport
from applink_simulator.topology.control import Control
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Administrator
from applink_simulator.web.control import PATH

TOKEN = "t0ken-of-the-tests"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def comes_true(fits: Callable[[], bool], seconds: float = 20) -> bool:
    """Looked at again and again, within bounds."""
    return any(fits() or time.sleep(0.02) for _ in range(int(seconds / 0.02)))


def lives(process: int) -> bool:
    """Not so once it is dead, buried or not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def stands_still(process: int) -> bool:
    """With all its threads: a moment after it was told to."""
    states = [task.joinpath("stat").read_text() for task in Path(f"/proc/{process}/task").iterdir()]
    return all(state.rpartition(")")[2].split()[0] == "T" for state in states)


@contextmanager
def standing_still(processes: list[int]) -> Iterator[None]:
    for each in processes:
        os.kill(each, signal.SIGSTOP)
    try:
        assert comes_true(lambda: all(map(stands_still, processes)))
        yield
    finally:
        for each in processes:
            os.kill(each, signal.SIGCONT)


class Way:
    """A connection that one worker has accepted; when it is closed, another one that the same worker accepts."""

    def __init__(self, crew: "Crew", process: int) -> None:
        self._crew = crew
        self._process = process
        self._connection: HTTPConnection | None = None

    def send(self, request: OutgoingRequest) -> Reply:
        if self._connection is None:
            self._connection = self._crew.connected(self._process)
        parts = urlsplit(request.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        self._connection.request(request.method, target, request.body or None, dict(request.headers))
        answer = self._connection.getresponse()
        reply = Reply(answer.status, tuple(answer.getheaders()), answer.read())
        if answer.will_close:
            self.close()
        return reply

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Worker:
    def __init__(self, process: int, transport: Transport, origin: str) -> None:
        self.process = process
        self.transport = transport
        self.origin = origin
        self.control = Control(transport, origin, TOKEN)
        self.anna = Administrator(Place("jira", "jira", "Jira", f"{origin}/jira", ""), transport, "anna", "anna")

    def get(self, path: str, *headers: tuple[str, str]) -> Reply:
        url = f"{self.origin}/jira{path}"
        return self.transport.send(OutgoingRequest("GET", url, (("Accept", "application/json"), *headers)))

    def status_for(self, username: str, password: str, path: str = "/rest/api/2/myself") -> int:
        return self.get(path, ("Authorization", basic_header(username, password))).status

    @property
    def answers_itself(self) -> bool:
        return bool(self.control.product()["process"] == self.process)


class Crew:
    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("APPLINKS_")}
        told = {"CONTROL_TOKEN": TOKEN, "LOG": "json", "PORT": str(self.port), "WORKERS": "2"} | {
            name.upper(): value for name, value in environment.items()
        }
        self._said = folder / f"said-{self.port}"
        with self._said.open("wb") as said:
            self.foreman = subprocess.Popen(
                [sys.executable, "-m", "applink_simulator.start", "product", *arguments],
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=kept | {f"APPLINKS_{name}": value for name, value in told.items()},
            )
        self._ways: list[Way] = []
        self._connecting = threading.Lock()
        self._known: set[int] = set()

    @property
    def said(self) -> str:
        return self._said.read_text()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.said.splitlines()]

    def told(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.events if each["event"] == event]

    def begun(self) -> "Crew":
        assert comes_true(lambda: '"ready"' in self.said or self.foreman.poll() is not None, 60)
        assert self.told("ready"), self.said
        return self

    @property
    def processes(self) -> list[int]:
        """Those of the workers, the oldest first."""
        children = Path(f"/proc/{self.foreman.pid}/task/{self.foreman.pid}/children").read_text()
        self._known |= set(map(int, children.split()))
        return [int(each) for each in children.split() if lives(int(each))]

    def worker(self, process: int) -> Worker:
        self._ways.append(Way(self, process))
        return Worker(process, self._ways[-1], self.origin)

    def workers(self) -> list[Worker]:
        return [self.worker(process) for process in self.processes]

    def connected(self, process: int) -> HTTPConnection:
        """The others stand still meanwhile, so that nobody else can accept it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        with self._connecting, standing_still([each for each in self.processes if each != process]):
            connection.request("GET", f"{PATH}/product", headers={"Authorization": f"Bearer {TOKEN}"})
            assert json.loads(connection.getresponse().read())["process"] == process
        return connection

    def ended(self) -> int:
        return self.foreman.wait(30)

    def close(self) -> None:
        for way in self._ways:
            way.close()
        if self.foreman.poll() is None:
            for process in self.processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)
            self.foreman.kill()
            self.foreman.wait(10)
        # They end with it; should one not, nothing is left behind by a test that failed.
        for process in self._known:
            if lives(process) and not comes_true(lambda process=process: not lives(process), 10):
                os.kill(process, signal.SIGKILL)
