"""One product in a process of its own, as a container runs it: ``applinks product``."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.authentication.oauth1.signing import Signer
from applink_simulator.domain.clock import Clock
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.storage.memory import MemoryStorage
from applink_simulator.topology.control import Control
from applink_simulator.topology.description import furnishing_of
from applink_simulator.topology.load import read_topology
from applink_simulator.topology.place import Place
from applink_simulator.topology.product_process import FURNISHING, furnish_once
from applink_simulator.topology.visitor import Administrator
from applink_simulator.transport.http import HttpTransport

APPLINKS = ["-m", "applink_simulator.start"]
SMALL = """
userbases: {people: {users: {anna: {}, alice: {password: open-sesame}}}}
products:
  jira:
    system_administrators: anna
    projects:
      DEMO: {visible_to: anyone, issues: [{summary: Lamp flickers}]}
      SEC: {visible_to: alice, issues: [{summary: The safe}]}
  confluence: {system_administrators: anna}
"""
ONE = "userbases: {people: {users: {anna: {}}}}\nproducts: {jira: {system_administrators: anna}}\n"
LINKED = SMALL + "links: [{from: confluence, to: jira, authentication: oauth-impersonation}]\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


class Process:
    """A product that runs, and what it has said."""

    def __init__(
        self, folder: Path, environment: dict[str, str], arguments: tuple[str, ...], python: tuple[str, ...] = ()
    ) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("APPLINKS_")}
        self.said: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, *python, *APPLINKS, "product", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env=kept | environment,
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.said]

    @property
    def imported(self) -> set[str]:
        """Packages, as ``python -X importtime`` names them."""
        imports = [line for line in self.said if line.startswith("import time:")]
        return {line.rpartition("|")[2].strip().partition(".")[0] for line in imports}

    def until(self, word: str) -> str:
        """The first line with that word; fails when the process ends without one."""
        for _ in range(1200):
            found = [line for line in self.said if word in line]
            if found:
                return found[0]
            if self._process.poll() is not None and not self._reading.is_alive():
                break
            time.sleep(0.05)
        raise AssertionError(f"never said {word!r}, but:\n{self.text}")

    def until_it_handles(self, which: signal.Signals) -> None:
        status = Path(f"/proc/{self._process.pid}/status")
        for _ in range(2000):
            caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
            if int(caught.split()[1], 16) >> (which - 1) & 1:
                return
            time.sleep(0.005)
        raise AssertionError(f"never handled {which.name}")

    def send(self, which: signal.Signals) -> None:
        self._process.send_signal(which)

    def ended(self) -> int:
        status = self._process.wait(20)
        self._reading.join(10)
        return status

    def end(self) -> int:
        self.send(signal.SIGTERM)
        return self.ended()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(10)
        self._reading.join(10)
        self._process.stdout.close()


Starter = Callable[..., Process]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Starts products with these options and this environment; none outlives the test."""
    started: list[Process] = []
    (tmp_path / "small.yaml").write_text(SMALL)
    (tmp_path / "one.yaml").write_text(ONE)
    (tmp_path / "linked.yaml").write_text(LINKED)

    def start(*arguments: str, **environment: str) -> Process:
        process = Process(
            tmp_path, {f"APPLINKS_{name.upper()}": value for name, value in environment.items()}, arguments
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.close()


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    with closing(HttpTransport()) as transport:
        yield transport


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("APPLINKS_")}
    return subprocess.run(
        [sys.executable, *APPLINKS, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=kept | {f"APPLINKS_{name.upper()}": value for name, value in environment.items()},
        check=False,
    )


def get(transport: HttpTransport, url: str, *headers: tuple[str, str]) -> tuple[int, Any]:
    reply = transport.send(OutgoingRequest("GET", url, (("Accept", "application/json"), *headers)))
    return reply.status, reply.json() if reply.body.startswith(b"{") else reply.text


def test_everything_can_be_said_by_environment(start: Starter, transport: HttpTransport, tmp_path: Path):
    """As a container is told."""
    port, token = free_port(), tmp_path / "token"
    token.write_text("secret of the tests\n")
    process = start(
        topology="small.yaml",
        product="Confluence",
        base_url="http://wiki.example/docs/",
        host="127.0.0.1",
        port=str(port),
        storage=f"sqlite:///{tmp_path}/state.db",
        control_token_file=str(token),
        log="json",
    )
    ready = json.loads(process.until('"ready"'))
    assert ready["product"] == "confluence"
    assert ready["url"] == "http://wiki.example/docs"
    assert ready["state"] == "furnished"
    manifest = get(transport, f"http://127.0.0.1:{port}/docs/rest/applinks/1.0/manifest")[1]
    assert manifest["typeId"] == "confluence"
    assert manifest["url"] == "http://wiki.example/docs"
    control = Control(transport, f"http://127.0.0.1:{port}", "secret of the tests")
    assert [user["name"] for user in control.users()] == ["anna", "alice"]
    assert (tmp_path / "state.db").exists()


def test_options_win_over_the_environment_and_one_product_needs_no_name(start: Starter, transport: HttpTransport):
    port = free_port()
    process = start("--topology", "one.yaml", "--port", str(port), topology="small.yaml", port="1", log="json")
    assert json.loads(process.until('"ready"'))["url"] == f"http://127.0.0.1:{port}/jira"
    assert get(transport, f"http://127.0.0.1:{port}/jira/rest/applinks/1.0/manifest")[0] == 200


def test_a_ready_topology_is_the_default(start: Starter):
    process = start("--name", "jira", "--port", "0")
    assert "ready: url http://127.0.0.1:" in process.until("ready")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_product_ends_with_status_0_when_it_is_asked_to(start: Starter, ending: signal.Signals):
    process = start("--topology", "one.yaml", "--port", "0", log="json")
    process.until('"ready"')
    began = time.monotonic()
    process.send(ending)
    assert process.ended() == 0
    assert time.monotonic() - began < 10
    assert [line["event"] for line in process.lines] == ["ready", "stopping", "stopped"]


@pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: what a process handles is read from /proc")
def test_a_product_that_is_asked_to_end_while_it_starts_ends_as_soon_as_it_has(start: Starter):
    process = start("--topology", "one.yaml", "--port", "0", log="json")
    process.until_it_handles(signal.SIGTERM)
    assert process.end() == 0
    assert [line["event"] for line in process.lines] == ["ready", "stopping", "stopped"]


def test_a_request_in_hand_is_answered_before_a_product_ends(
    start: Starter, transport: HttpTransport, tmp_path: Path
):
    """The product is waiting for somebody else's answer when it is asked to end."""
    with socket.create_server(("127.0.0.1", 0)) as slow:
        port, slow_port = free_port(), slow.getsockname()[1]
        process = start("--topology", "small.yaml", "--name", "jira", "--port", str(port), log="json")
        process.until('"ready"')
        replies = []

        def ask() -> None:
            url = f"http://127.0.0.1:{port}/jira/rest/applinks/3.0/applicationlinkForm/manifest.json"
            headers = (("Authorization", "Basic YW5uYTphbm5h"), ("X-Atlassian-Token", "no-check"))
            asked = f"{url}?url=http://127.0.0.1:{slow_port}/"
            replies.append(transport.send(OutgoingRequest("GET", asked, headers)))

        asking = threading.Thread(target=ask)
        asking.start()
        slow.settimeout(30)
        connection, _ = slow.accept()
        process.send(signal.SIGTERM)
        process.until('"stopping"')
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        asking.join(20)
        assert process.ended() == 0
        assert replies[0].status == 200


def test_what_was_confirmed_is_there_after_the_process_was_killed(
    start: Starter, transport: HttpTransport, tmp_path: Path
):
    """The same key, the same people, the same link: it goes on from where it was, and is not furnished again."""
    port = free_port()
    arguments = ("--topology", "small.yaml", "--name", "jira", "--port", str(port))
    storage = f"sqlite:///{tmp_path}/state.db"
    url = f"http://127.0.0.1:{port}/jira"
    consumer_info = f"{url}/plugins/servlet/oauth/consumer-info"
    first = start(*arguments, storage=storage, log="json", control_token="t")
    assert json.loads(first.until('"ready"'))["state"] == "furnished"
    key = get(transport, consumer_info)[1]
    Control(transport, f"http://127.0.0.1:{port}", "t").put_user("carla", password="carla")
    anna = Administrator(Place("jira", "jira", "Jira", url, ""), transport, "anna", "anna")
    elsewhere = Place("wiki", "confluence", "Wiki", "http://wiki.example", "00000000-0000-3000-8000-000000000001")
    assert anna.create_end(elsewhere).fine
    first.send(signal.SIGKILL)
    assert first.ended() == -signal.SIGKILL
    second = start(*arguments, storage=storage, log="json", control_token="t")
    assert json.loads(second.until('"ready"'))["state"] == "remembered"
    assert get(transport, consumer_info)[1] == key
    assert [link["name"] for link in anna.links()] == ["Wiki"]
    users = Control(transport, f"http://127.0.0.1:{port}", "t").users()
    assert [user["name"] for user in users] == ["anna", "alice", "carla"]


def test_without_a_storage_a_product_that_was_killed_is_new(start: Starter, transport: HttpTransport):
    """The control of the test before."""
    port = free_port()
    arguments = ("--topology", "small.yaml", "--name", "jira", "--port", str(port))
    for _ in range(2):
        process = start(*arguments, log="json", control_token="t")
        assert json.loads(process.until('"ready"'))["state"] == "furnished"
        control = Control(transport, f"http://127.0.0.1:{port}", "t")
        assert len(control.users()) == 2
        control.put_user("carla", password="carla")
        process.send(signal.SIGKILL)
        process.ended()


def test_two_processes_of_one_product_share_what_it_remembers(
    start: Starter, transport: HttpTransport, tmp_path: Path
):
    """They start at once, one of them furnishes, and both have one key."""
    ports = [free_port(), free_port()]
    storage = f"sqlite:///{tmp_path}/state.db"
    processes = [
        start(
            "--topology",
            "small.yaml",
            "--name",
            "jira",
            "--port",
            str(port),
            storage=storage,
            log="json",
            base_url="http://jira.example/jira",
        )
        for port in ports
    ]
    states = sorted(json.loads(process.until('"ready"'))["state"] for process in processes)
    assert states == ["furnished", "remembered"]
    infos = {get(transport, f"http://127.0.0.1:{port}/jira/plugins/servlet/oauth/consumer-info")[1] for port in ports}
    assert len(infos) == 1


def test_one_of_several_furnishes_and_one_that_died_meanwhile_is_not_waited_for():
    topology = read_topology(SMALL)
    state = MemoryStorage().state("jira", "people")
    furnishing = furnishing_of(topology, "jira", Clock().moment())
    state.settings.put(FURNISHING, "somebody who is dead")
    assert furnish_once(state, furnishing, patience=0.2)
    assert state.contents.container("DEMO")
    assert not furnish_once(state, furnishing)


def test_people_who_are_there_already_stay_when_another_product_of_their_userbase_is_furnished():
    topology = read_topology(SMALL)
    storage = MemoryStorage()
    moment = Clock().moment()
    furnish_once(storage.state("jira", "people"), furnishing_of(topology, "jira", moment))
    storage.directory("people").remove("alice")
    furnish_once(storage.state("confluence", "people"), furnishing_of(topology, "confluence", moment))
    assert [user.name for user in storage.directory("people")] == ["anna"]


def test_the_log_tells_each_request_on_a_line_of_its_own(start: Starter, transport: HttpTransport):
    port = free_port()
    process = start("--topology", "small.yaml", "--name", "jira", "--port", str(port), log="json")
    process.until('"ready"')
    base = f"http://127.0.0.1:{port}/jira"
    agent = ("User-Agent", "applink-simulator/0 (person alice)")
    get(transport, f"{base}/rest/api/2/issue/DEMO-1", ("Authorization", "Basic YWxpY2U6b3Blbi1zZXNhbWU="), agent)
    get(transport, f"{base}/rest/api/2/issue/SEC-1")
    process.end()
    seen, refused = (line for line in process.lines if line["event"] == "request")
    assert seen.pop("milliseconds") > 0
    assert seen.pop("time").endswith("Z")
    assert seen == {
        "level": "info",
        "event": "request",
        "product": "jira",
        "method": "GET",
        "path": "/jira/rest/api/2/issue/DEMO-1",
        "status": 200,
        "caller": "alice",
        "way": "basic",
        "sender": "alice",
    }
    assert refused["level"] == "warning"
    assert refused["status"] == 401
    assert refused["refusal"].startswith("IssueHiddenFromAnonymous")


SECRETS = (
    "open-sesame",
    "YWxpY2U6b3Blbi1zZXNhbWU=",
    "very-secret-token",
    "secret-of-the-control",
    "session-id-of-alice",
)


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_secret_is_ever_logged(start: Starter, transport: HttpTransport, form: str):
    """Passwords, tokens, cookies and signatures are sent in every place that takes them, good ones and wrong ones."""
    port = free_port()
    process = start(
        "--topology",
        "small.yaml",
        "--name",
        "jira",
        "--port",
        str(port),
        log=form,
        control_token="secret-of-the-control",
    )
    process.until("ready")
    base = f"http://127.0.0.1:{port}/jira"
    Control(transport, f"http://127.0.0.1:{port}", "secret-of-the-control").users()
    good = ("Authorization", "Basic YWxpY2U6b3Blbi1zZXNhbWU=")
    assert get(transport, f"{base}/rest/api/2/myself", good)[0] == 200
    wrong = "?os_username=bob&os_password=open-sesame&oauth_token=very-secret-token"
    get(transport, f"{base}/rest/api/2/issue/DEMO-1{wrong}", ("Cookie", "JSESSIONID=session-id-of-alice"))
    signer = Signer("nobody", KeyPair.generate(), Clock())
    signed = signer.sign(OutgoingRequest("GET", f"{base}/rest/api/2/myself{wrong}"))
    assert transport.send(signed).status == 401
    signature = dict(signed.headers)["Authorization"].partition('oauth_signature="')[2][:20]
    assert signature
    form_body = b"os_username=alice&os_password=open-sesame"
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    transport.send(OutgoingRequest("POST", f"{base}/login.jsp", headers, form_body))
    process.end()
    assert process.text.count("/rest/api/2/") >= 3
    assert not [secret for secret in (*SECRETS, signature) if secret in process.text]


def test_a_text_log_is_for_people(start: Starter, transport: HttpTransport):
    port = free_port()
    process = start("--topology", "one.yaml", "--port", str(port))
    process.until("ready")
    get(transport, f"http://127.0.0.1:{port}/jira/rest/api/2/myself")
    process.end()
    line = next(line for line in process.said if "/myself" in line)
    assert "jira WARNING GET /jira/rest/api/2/myself 401 " in line
    assert ", nobody (anonymous): LoginRequired" in line


def test_a_health_check_is_neither_logged_nor_met_by_a_fault(start: Starter, transport: HttpTransport):
    """Whoever asks the same question without being one meets the fault, and is written down."""
    port = free_port()
    process = start("--topology", "one.yaml", "--port", str(port), log="json", control_token="t")
    process.until('"ready"')
    control = Control(transport, f"http://127.0.0.1:{port}", "t")
    control.put_fault("is unavailable")
    assert run("health", port=str(port)).returncode == 0
    assert run("health", f"http://127.0.0.1:{port}/jira/").returncode == 0
    assert control.journal(0).exchanges == []
    assert get(transport, f"http://127.0.0.1:{port}/jira/rest/applinks/1.0/manifest")[0] == 503
    assert len(control.journal(0).exchanges) == 1
    process.end()
    assert sum(line["event"] == "request" for line in process.lines) == 1


def test_health_says_who_answers_or_why_nobody_does(start: Starter):
    port = free_port()
    nobody = run("health", port=str(port))
    assert nobody.returncode == 1
    assert "refused" in nobody.stderr
    start("--topology", "one.yaml", "--port", str(port), log="json").until('"ready"')
    healthy = run("health", port=str(port))
    assert healthy.returncode == 0
    assert healthy.stdout == f"Jira (jira 9.12.0) answers at http://127.0.0.1:{port}/jira\n"
    elsewhere = run("health", f"http://127.0.0.1:{port}/confluence")
    assert elsewhere.returncode == 1
    assert "404" in elsewhere.stderr


@pytest.mark.parametrize(
    "arguments", [("ftp://x",), ("nonsense",), ("http://a b",), ("http://a", "http://b"), ("-x",)]
)
def test_health_that_is_asked_nonsense_says_how_it_is_called(arguments: tuple[str, ...]):
    ended = run("health", *arguments)
    assert ended.returncode == 2
    assert "Usage: applinks health [URL]" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_health_takes_nothing_but_the_standard_library():
    """It starts anew every few seconds in every container."""
    code = (
        "import sys; sys.argv = ['applinks', 'health', '--help']\n"
        "from applink_simulator import start\n"
        "try: start.main()\nexcept SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    said = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, env=_path())
    assert said.stdout.splitlines()[-1] == "['__main__', 'applink_simulator']" or said.stdout.splitlines()[-1] == (
        "['applink_simulator']"
    )


@pytest.mark.parametrize("storage", ["memory", "sqlite"])
def test_a_product_that_starts_imports_nothing_that_it_does_not_need(tmp_path: Path, storage: str):
    """Each takes time and megabytes of every container. Control: what a request needs is seen to be imported."""
    (tmp_path / "small.yaml").write_text(SMALL)
    environment = {"APPLINKS_STORAGE": f"sqlite:///{tmp_path}/state.db" if storage == "sqlite" else storage}
    arguments = ("--topology", "small.yaml", "--name", "jira", "--port", "0", "--log", "json")
    heavy = {"asyncio", "cryptography", "psycopg", "pydantic", "rich", "sqlalchemy", "yaml"}
    with closing(HttpTransport()) as transport:
        # What is there after the first time is read the second time.
        for state in ("furnished", "remembered" if storage == "sqlite" else "furnished"):
            with closing(Process(tmp_path, environment, arguments, ("-X", "importtime"))) as product:
                ready = json.loads(product.until('"ready"'))
                assert ready["state"] == state
                assert (
                    transport.send(OutgoingRequest("GET", f"{ready['url']}/rest/applinks/1.0/manifest")).status == 200
                )
                assert not heavy & product.imported
                assert {"flask", "lxml"} <= product.imported
                assert ("sqlite3" in product.imported) is (storage == "sqlite")
                issue = f"{ready['url']}/rest/api/2/issue/DEMO-1"
                assert transport.send(OutgoingRequest("GET", issue)).status == 200
                product.end()
                assert product.imported & heavy == ({"pydantic"} if storage == "sqlite" else set())


def _path() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "said"),
    [
        (("--topology", "{}/wrong.yaml"), {}, 1, 'did you mean "kind"'),
        (("--topology", "no-such-topology"), {}, 1, "no ready topology called"),
        (("--topology", "{}/small.yaml"), {}, 2, "Which of the products"),
        (("--topology", "{}/small.yaml", "--name", "jria"), {}, 2, 'did you mean "jira"'),
        ((), {"product": "bitbucket"}, 2, "there are: jira, confluence"),
        (("--name", "jira", "--base-url", "jira.example"), {}, 2, "--base-url"),
        (("--name", "jira"), {"base_url": "http://a:b@c"}, 2, "APPLINKS_BASE_URL"),
        (("--name", "jira"), {"port": "eighty"}, 2, "APPLINKS_PORT"),
        (("--name", "jira"), {"log": "xml"}, 2, "APPLINKS_LOG"),
        (("--name", "jira", "--host", "no such host"), {}, 3, "Nothing can listen at no such host"),
        (("--name", "jira", "--host", "192.0.2.1"), {}, 3, "Nothing can listen at 192.0.2.1"),
        (("--name", "jira", "--port", "0"), {"storage": "mysql://x"}, 2, "Say memory, sqlite:///FILE"),
        (("--name", "jira", "--port", "0"), {"storage": "sqlite:////no/such/folder/state.db"}, 3, "/no/such/folder"),
        (("--name", "jira"), {"control_token": "t", "control_token_file": "{}/small.yaml"}, 2, "given twice"),
        (("--name", "jira"), {"control_token_file": "{}/no-such-file"}, 2, "No such file"),
        (("--name", "jira"), {"control_token_file": "{}/empty"}, 2, "is empty"),
    ],
)
def test_what_makes_no_sense_is_told_with_a_status_that_says_what_kind_it_is(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], status: int, said: str
):
    (tmp_path / "small.yaml").write_text(SMALL)
    (tmp_path / "wrong.yaml").write_text("products: {jira: {knd: jira}}")
    (tmp_path / "empty").write_text("\n")
    filled = {name: value.format(tmp_path) for name, value in environment.items()}
    ended = run("product", *(each.format(tmp_path) for each in arguments), **filled)
    assert (ended.returncode, said in ended.stderr) == (status, True), ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("product", "--name", "jira", "--port", str(port))
    assert ended.returncode == 3
    assert f"Port {port} for jira is in use" in ended.stderr


def linking(port: int, other: int, *more: str) -> subprocess.CompletedProcess[str]:
    at = (f"jira=http://127.0.0.1:{port}/jira", f"confluence=http://127.0.0.1:{other}/confluence/")
    return run("links", *more, "--at", at[0], "--at", at[1], "--wait", "30")


def test_links_are_made_once_between_products_that_run_somewhere(
    start: Starter, transport: HttpTransport, tmp_path: Path
):
    """It waits for them; a second time nothing is left to do, and an end that was lost is made again."""
    port, other = free_port(), free_port()
    (tmp_path / "linked.yaml").write_text(LINKED)
    linked = str(tmp_path / "linked.yaml")
    start("--topology", "linked.yaml", "--name", "jira", "--port", str(port), log="json")
    start("--topology", "linked.yaml", "--name", "confluence", "--port", str(other), log="json")
    made = linking(port, other, linked)
    assert made.returncode == 0, made.stderr
    assert made.stdout == "confluence and jira: linked\n"
    wiki = f"http://127.0.0.1:{other}/confluence"
    anna = Administrator(Place("confluence", "confluence", "Confluence", wiki, ""), transport, "anna", "anna")
    link = anna.links()[0]
    status = anna.ask("GET", f"/rest/applinks/3.0/status/{link['id']}").json()
    assert status["working"] is True, status
    assert linking(port, other, linked).stdout == "confluence and jira: linked already, left as it is\n"
    jira = Administrator(
        Place("jira", "jira", "Jira", f"http://127.0.0.1:{port}/jira", ""), transport, "anna", "anna"
    )
    there = Place("confluence", "confluence", "Confluence", wiki, jira.links()[0]["id"])
    assert jira.delete_link(there).fine
    assert linking(port, other, linked).stdout == "confluence and jira: linked\n"
    assert anna.ask("GET", f"/rest/applinks/3.0/status/{link['id']}").json()["working"] is True


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("{}/linked.yaml",), 2, "Where is confluence?"),
        (("{}/linked.yaml", "--at", "jira"), 2, "is no NAME=URL"),
        (("{}/linked.yaml", "--at", "bamboo=http://127.0.0.1:1"), 2, "has no product bamboo"),
        (("no-such-topology",), 1, "no ready topology called"),
        (
            (
                "{}/linked.yaml",
                "--at",
                "jira=http://127.0.0.1:1",
                "--at",
                "confluence=http://127.0.0.1:1",
                "--wait",
                "0",
            ),
            3,
            "did not answer within 0 seconds",
        ),
    ],
)
def test_links_that_cannot_be_made_say_why(tmp_path: Path, arguments: tuple[str, ...], status: int, said: str):
    (tmp_path / "linked.yaml").write_text(LINKED)
    ended = run("links", *(each.format(tmp_path) for each in arguments))
    assert (ended.returncode, said in ended.stderr) == (status, True), ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_topology_without_links_is_done_at_once(tmp_path: Path):
    (tmp_path / "small.yaml").write_text(SMALL)
    ended = run("links", str(tmp_path / "small.yaml"))
    assert (ended.returncode, ended.stdout) == (0, "The topology has no links.\n")
