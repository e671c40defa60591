"""The command ``applinks`` as a person or a script runs it: in a process of its own."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from applink_simulator import __version__
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.topology.control import Control
from applink_simulator.transport.http import HttpTransport
from applink_simulator.web.control import PATH

APPLINKS = [sys.executable, "-m", "applink_simulator.cli"]
SMALL = """
userbases: {people: {users: {anna: {}, alice: {}}}}
products:
  jira: {system_administrators: anna}
  confluence: {system_administrators: anna}
"""


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*APPLINKS, *arguments], capture_output=True, text=True, timeout=60, cwd=cwd, check=False)


@contextmanager
def serving(*arguments: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict]]:
    """A ``serve`` that is up, and what its ready file says."""
    ready = folder / "ready.json"
    process = subprocess.Popen(
        [*APPLINKS, "serve", *arguments, "--ready-file", str(ready)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
    )
    try:
        for _ in range(600):
            if ready.exists() or process.poll() is not None:
                break
            time.sleep(0.05)
        assert ready.exists(), process.communicate(timeout=10)[0]
        yield process, json.loads(ready.read_text())
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)
        process.stdout.close()


def five_free_ports() -> int:
    """The first of five in a row, below those that the system hands out by itself."""
    for first in random.Random(os.getpid()).sample(range(20_000, 30_000, 5), 50):  # noqa: S311
        with ExitStack() as taken, suppress(OSError):
            for port in range(first, first + 5):
                taken.enter_context(socket.create_server(("127.0.0.1", port)))
            return first
    raise AssertionError("no five free ports in a row")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_tells_what_runs_where_and_ends_when_asked(tmp_path: Path, ending: signal.Signals):
    """The ready file is there once every product answers."""
    (tmp_path / "small.yaml").write_text(SMALL)
    with serving("small.yaml", folder=tmp_path) as (process, ready):
        assert ready["links"] == []
        for name, kind in (("jira", "jira"), ("confluence", "confluence")):
            product = ready["products"][name]
            assert product["kind"] == kind
            assert product["administrators"] == [{"username": "anna", "password": "anna", "active": True}]
            assert [user["username"] for user in product["users"]] == ["anna", "alice"]
            with closing(HttpTransport()) as transport:
                url = f"{product['url']}/rest/applinks/1.0/manifest.json"
                assert transport.send(OutgoingRequest("GET", url)).json()["id"] == product["application_id"]
        process.send_signal(ending)
        output, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "Ended." in output
        assert "Traceback" not in output


def test_serve_takes_a_ready_topology_by_name_with_its_links_and_ports_from_a_base(tmp_path: Path):
    base = five_free_ports()
    with serving("hub-of-five", "--port-base", str(base), folder=tmp_path) as (_, ready):
        ports = [product["url"].split(":")[2].partition("/")[0] for product in ready["products"].values()]
        assert ports == [str(base + index) for index in range(5)]
        assert {link["at"] for link in ready["links"]} == set(ready["products"])


def test_serve_prints_the_same_as_json_for_machines(tmp_path: Path):
    (tmp_path / "small.yaml").write_text(SMALL)
    with serving("small.yaml", "--json", folder=tmp_path) as (process, ready):
        process.terminate()
        assert json.loads(process.communicate(timeout=20)[0]) == ready


def test_several_workers_serve_each_product_with_its_links_and_nothing_is_left_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The ready file is as it is with one; without the token there is no control surface here either."""
    monkeypatch.setenv("APPLINKS_CONTROL_TOKEN", "known-to-the-test")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    base = five_free_ports()
    options = ("--workers", "2", "--port-base", str(base))
    (tmp_path / "linked.yaml").write_text(SMALL + "links: [{from: confluence, to: jira, authentication: oauth}]\n")
    with serving("linked.yaml", *options, folder=tmp_path) as (process, ready), closing(HttpTransport()) as asking:
        assert [product["url"].split("/")[2] for product in ready["products"].values()] == [
            f"127.0.0.1:{base + index}" for index in range(2)
        ]
        assert {link["at"] for link in ready["links"]} == set(ready["products"])
        workers = set()
        for product in ready["products"].values():
            control = Control(asking, product["control"].removesuffix(PATH), "known-to-the-test")
            for _ in range(200):
                workers.add((product["url"], control.product()["process"]))
                # The next question comes over another connection.
                asking.close()
                if sum(url == product["url"] for url, _ in workers) == 2:
                    break
            headers = (("Authorization", "Bearer another"),)
            refused = asking.send(OutgoingRequest("GET", product["control"] + "/product", headers))
            assert refused.status == 401
        assert len(workers) == 4
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
        assert (process.returncode, "Traceback" in output) == (0, False)
    assert all(is_gone(worker) for _, worker in workers)
    assert not list(tmp_path.glob("applinks-*"))


def test_no_worker_outlives_a_serve_that_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("APPLINKS_CONTROL_TOKEN", "known-to-the-test")
    (tmp_path / "small.yaml").write_text(SMALL)
    with serving("small.yaml", "--workers", "2", folder=tmp_path) as (process, ready):
        with closing(HttpTransport()) as asking:
            control = Control(asking, ready["products"]["jira"]["control"].removesuffix(PATH), "known-to-the-test")
            worker = control.product()["process"]
        assert not is_gone(worker)
        process.kill()
        process.wait(20)
    assert any(is_gone(worker) or time.sleep(0.05) for _ in range(400))


def is_gone(process: int) -> bool:
    """Or dead, and not buried yet by the first process of this machine."""
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return said.stdout.strip()[:1] in {"", "Z"}


def test_serve_with_workers_says_as_before_what_is_wrong(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "small.yaml").write_text(SMALL.replace("jira: {", f"jira: {{port: {port}, "))
        ended = run("serve", "small.yaml", "--workers", "2", cwd=tmp_path)
    assert (ended.returncode, f"Port {port} for jira is in use" in ended.stderr) == (3, True), ended.stderr
    ended = run("serve", "small.yaml", "--workers", "none", cwd=tmp_path)
    assert (ended.returncode, "--workers" in ended.stderr) == (2, True), ended.stderr
    (tmp_path / "small.yaml").write_text("products: {jira: {knd: jira}}")
    ended = run("serve", "small.yaml", "--workers", "2", cwd=tmp_path)
    assert (ended.returncode, 'did you mean "kind"' in ended.stderr) == (1, True), ended.stderr


def test_a_port_in_use_ends_serve_with_a_clear_message(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (tmp_path / "small.yaml").write_text(SMALL.replace("jira: {", f"jira: {{port: {port}, "))
        ended = run("serve", "small.yaml", cwd=tmp_path)
    assert ended.returncode == 3
    assert f"Port {port} for jira is in use" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "small.yaml"),
        ("[]", "small.yaml:1:1"),
        ("products:\n  jira: {knd: jira}\n", 'did you mean "kind"'),
        ("products: {jira: {}}\nlinks: [{from: jira, to: jria}]\n", 'did you mean "jira"'),
    ],
)
def test_a_file_with_mistakes_ends_serve_with_all_of_them(tmp_path: Path, text: str, said: str):
    (tmp_path / "small.yaml").write_text(text)
    ended = run("serve", "small.yaml", cwd=tmp_path)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_file_that_is_not_there_is_named_with_the_nearest_one(tmp_path: Path):
    (tmp_path / "small.yaml").write_text(SMALL)
    ended = run("serve", "smal.yaml", cwd=tmp_path)
    assert ended.returncode == 1
    assert "small.yaml" in ended.stderr


def test_anybodys_client_is_let_in_as_a_consumer_of_the_topology(tmp_path: Path):
    """Two-legged as its user, and impersonating; a client without a consumer is refused."""
    key = KeyPair.generate()
    (tmp_path / "client.pem").write_text(key.public.text)
    (tmp_path / "small.yaml").write_text(
        SMALL + "consumers:\n"
        "  - {at: jira, key: my client, public_key_file: client.pem, acting_as: alice, impersonation: true}\n"
    )
    transport = HttpTransport()

    def whoami(signer: Signer, url: str, query: str = "") -> tuple[int, str]:
        request = signer.sign(OutgoingRequest("GET", f"{url}/plugins/servlet/applinks/whoami{query}"))
        reply = transport.send(request)
        return reply.status, reply.text

    with serving("small.yaml", folder=tmp_path) as (_, ready):
        url = ready["products"]["jira"]["url"]
        mine, stranger = Signer("my client", key, Clock()), Signer("nobody's", key, Clock())
        assert whoami(mine, url) == (200, "alice")
        assert whoami(mine, url, "?xoauth_requestor_id=anna") == (200, "anna")
        assert whoami(stranger, url)[0] == 401
    transport.close()


def test_schema_and_version_are_printed():
    schema = json.loads(run("schema").stdout)
    assert "products" in schema["properties"]
    assert __version__ in run("--version").stdout


def test_help_names_every_command_without_importing_what_they_need():
    """Commands of other packages come in by entry points."""
    said = run("--help").stdout
    assert all(command in said for command in ("demo", "lint", "schema", "serve", "steps", "test"))
    heavy = ("pytest", "flask", "rich", "pydantic")
    code = f"import applink_simulator.cli, sys; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_serve_tells_where_products_are_controlled_but_not_with_what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Control: without a token it tells nothing of the kind, and there is nothing."""
    (tmp_path / "small.yaml").write_text(SMALL)
    transport = HttpTransport()
    for token in ("known-to-the-test", ""):
        monkeypatch.setenv("APPLINKS_CONTROL_TOKEN", token)
        (tmp_path / "ready.json").unlink(missing_ok=True)
        with serving("small.yaml", folder=tmp_path) as (process, ready):
            jira = ready["products"]["jira"]
            origin = jira["url"].removesuffix("/jira")
            headers = (("Authorization", f"Bearer {token}"),)
            url = f"{origin}/applinks-control/1/product"
            assert transport.send(OutgoingRequest("GET", url, headers)).status == (200 if token else 404)
            assert jira.get("control") == (f"{origin}/applinks-control/1" if token else None)
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=20)[0]
        assert ("controlled at" in said) is bool(token)
        assert "known-to-the-test" not in said + json.dumps(ready)
    transport.close()
