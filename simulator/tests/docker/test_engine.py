"""An engine that is not there, or not of today: what is said, and what is not loaded by others."""

import json
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from applink_simulator.topology.engine import EngineTooOld, NoEngine, engine

pytest.importorskip("docker", reason="NOT RUN: pip install applink-simulator[docker]")


@contextmanager
def answering(folder: Path, body: bytes, status: int = 200) -> Iterator[str]:
    """An engine that says one thing to whatever it is asked; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def address_string(self) -> str:
            return "somebody"

        def log_message(self, *_: object) -> None:
            pass

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    path = folder / "engine.sock"
    with Server(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"unix://{path}"
        finally:
            server.shutdown()
            thread.join()


def version(api: str) -> bytes:
    return json.dumps({"Version": "1", "ApiVersion": api, "MinAPIVersion": "1.12"}).encode()


@pytest.mark.parametrize("api", ["1.12", "1.24", "1.40"])
def test_an_engine_of_old_is_named_with_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: str):
    with answering(tmp_path, version(api)) as address:
        monkeypatch.setenv("DOCKER_HOST", address)
        with pytest.raises(EngineTooOld, match=rf"{address} is too old: it speaks version {api} .* 1\.41 is needed"):
            engine()


@pytest.mark.parametrize("api", ["1.41", "1.51"])
def test_an_engine_of_today_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: str):
    """Control for the above."""
    with answering(tmp_path, version(api)) as address:
        monkeypatch.setenv("DOCKER_HOST", address)
        engine().close()


@pytest.mark.parametrize("said", [b"[]", b"{}", b'{"ApiVersion": 7}', b"hello"])
def test_something_else_at_that_address_is_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes):
    with answering(tmp_path, said) as address:
        monkeypatch.setenv("DOCKER_HOST", address)
        with pytest.raises(NoEngine, match=address):
            engine()


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "applink_simulator.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
        check=False,
    )


def test_scenarios_that_were_demanded_in_containers_fail_at_once_without_an_engine(tmp_path: Path):
    """Nothing is collected, and it is said where an engine was looked for and what to do."""
    feature = tmp_path / "a.feature"
    feature.write_text("Feature: A\n  Scenario: B\n    Given Confluence and Jira share a userbase\n")
    ended = run("test", str(feature), "--backend", "docker", DOCKER_HOST="unix:///nowhere/engine.sock")
    assert ended.returncode == 2
    assert "--applinks-backend docker: No container engine answers at unix:///nowhere/engine.sock" in ended.stderr
    assert "Start Docker, or say with DOCKER_HOST where it listens" in ended.stderr
    served = run("test", str(feature), DOCKER_HOST="unix:///nowhere/engine.sock")
    assert served.returncode == 0, served.stdout + served.stderr


@pytest.mark.parametrize("command", [("up", "shared-userbase"), ("down",), ("ps",), ("logs",), ("sweep",)])
def test_every_command_says_that_there_is_no_engine(command: tuple[str, ...]):
    ended = run(*command, DOCKER_HOST="unix:///nowhere/engine.sock")
    assert ended.returncode == 3
    assert "No container engine answers at unix:///nowhere/engine.sock" in ended.stderr


def test_whoever_wants_no_containers_loads_nothing_that_they_need():
    """Control: whoever wants some does."""
    code = """
import sys
from applink_simulator.topology.backends import BACKENDS, prepare
from applink_simulator.topology.load import read_topology
text = "userbases: {p: {users: {anna: {}}}}\\nproducts: {jira: {system_administrators: anna}}"
BACKENDS["served"](read_topology(text)).stop()
assert not {"docker", "requests"} & sys.modules.keys()
try:
    prepare("docker")
except Exception as problem:
    assert "No container engine" in str(problem), problem
assert "docker" in sys.modules
"""
    subprocess.run(
        [sys.executable, "-c", code], check=True, env=os.environ | {"DOCKER_HOST": "unix:///nowhere"}, timeout=60
    )
