"""Workers that die and foremen that end: what goes on, what is left, and what is said."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from applink_simulator.domain.messages import Reply
from applink_simulator.topology.crew.foreman import GIVEN_UP, MOST_DEATHS

from .conftest import Starter
from .crew import Crew, comes_true, lives

MANIFEST = "/rest/applinks/1.0/manifest"


def replaced(crew: Crew, gone: int) -> bool:
    """Whether two answer, and that one is none of them."""
    return comes_true(lambda: len(crew.processes) == 2 and gone not in crew.processes)


def room_of(process: int) -> Path:
    """The folder of its crew, as the doors that it has open tell."""
    for line in Path("/proc/net/unix").read_text().splitlines():
        if line.endswith(f"/{process}.door"):
            return Path(f"/proc/{process}/fd", Path(line.split()[-1]).parent.name).readlink()
    raise AssertionError("it has no door")


def test_a_worker_that_was_killed_is_told_and_another_takes_its_place_with_faults_and_clock(start: Starter):
    crew = start().begun()
    here, there = crew.workers()
    here.control.put_fault("refuses deletions")
    there.control.set_clock(1000)
    there.control.trouble_way("http://wiki.example", "refused")
    os.kill(there.process, signal.SIGKILL)
    assert here.get(MANIFEST).status == 200
    assert replaced(crew, there.process)
    (new,) = (each for each in crew.processes if each != here.process)
    successor = crew.worker(new)
    standing = [each["name"] for each in successor.control.ask("GET", "/faults")["faults"] if each["standing"]]
    assert standing == ["refuses deletions"]
    assert successor.control.ask("GET", "/clock")["ahead"] == 1000
    refused = [each.anna.look_at("http://wiki.example/").text for each in (here, successor)]
    assert refused[0] == refused[1]
    here.control.mend_ways()
    assert successor.anna.look_at("http://wiki.example/").text != refused[1]
    here.control.clear_faults()
    assert successor.get(MANIFEST).status == 200
    assert MANIFEST in [each.path.partition("jira")[2] for each in successor.control.journal(0).exchanges]
    (told,) = crew.told("worker ended")
    assert (told["process"], told["status"], told["level"]) == (there.process, -signal.SIGKILL, "error")


def test_a_product_whose_workers_die_one_after_the_other_ends_with_a_status_and_says_so(start: Starter):
    """Control: until then each has a successor."""
    crew = start().begun()
    for _ in range(MOST_DEATHS):
        victim = crew.processes[0]
        os.kill(victim, signal.SIGKILL)
        assert replaced(crew, victim)
    assert crew.foreman.poll() is None
    workers = crew.processes
    os.kill(workers[0], signal.SIGKILL)
    assert crew.ended() == GIVEN_UP
    assert not [each for each in workers if lives(each)]
    assert len(crew.told("worker ended")) == MOST_DEATHS + 1
    assert f"{MOST_DEATHS + 1} workers have ended" in crew.told("given up")[0]["said"]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_all_workers_end_with_status_0_when_the_product_is_asked_to(start: Starter, ending: signal.Signals):
    crew = start().begun()
    workers = crew.processes
    room = room_of(workers[0])
    crew.foreman.send_signal(ending)
    assert crew.ended() == 0
    assert not [each for each in workers if lives(each)]
    assert [each["event"] for each in crew.events] == ["ready", "stopping", "stopped"]
    assert not room.exists()


def test_a_product_that_is_asked_to_end_while_its_workers_start_ends_as_soon_as_they_have(start: Starter):
    crew = start()
    assert comes_true(lambda: bool(crew.processes) and handles(crew.processes[0], signal.SIGTERM))
    workers = crew.processes
    crew.foreman.terminate()
    assert crew.ended() == 0
    assert not [each for each in workers if lives(each)]
    assert [each["event"] for each in crew.events if each["event"] != "ready"] == ["stopping", "stopped"]


def handles(process: int, which: signal.Signals) -> bool:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (which - 1) & 1)


def test_ctrl_c_that_comes_to_all_processes_at_once_ends_them_as_usual(tmp_path: Path, topology: Path):
    """As a terminal sends it."""
    command = [sys.executable, "-m", "applink_simulator.start", "product", "--workers", "2", "--port", "0"]
    options = ["--topology", str(topology), "--storage", f"sqlite:///{tmp_path}/state.db"]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as product:
        assert "ready" in product.stdout.readline()
        os.killpg(product.pid, signal.SIGINT)
        said = product.stdout.read()
        assert product.wait(30) == 0
    assert "stopped" in said
    assert "Traceback" not in said


def test_a_request_in_hand_is_answered_before_its_worker_ends(start: Starter):
    """The product waits for somebody else's answer when it is asked to end."""
    crew = start().begun()
    here, _ = crew.workers()
    with socket.create_server(("127.0.0.1", 0)) as slow:
        slow.settimeout(0.2)
        replies: list[Reply] = []
        url = f"http://127.0.0.1:{slow.getsockname()[1]}/"
        asking = threading.Thread(target=lambda: replies.append(here.anna.look_at(url)))
        asking.start()
        assert comes_true(lambda: answered(slow, lambda: crew.foreman.send_signal(signal.SIGTERM)))
        # It may ask more than once.
        assert comes_true(lambda: answered(slow, lambda: None) or not asking.is_alive())
        asking.join(20)
    assert crew.ended() == 0
    assert [reply.status for reply in replies] == [200]


def answered(slow: socket.socket, first: Callable[[], None]) -> bool:
    """Whether somebody has asked, and was answered that there is nothing once ``first`` was done."""
    try:
        connection, _ = slow.accept()
    except TimeoutError:
        return False
    with connection:
        connection.recv(65536)
        first()
        connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    return True


def test_no_worker_outlives_a_foreman_that_was_killed_and_the_address_is_free_again(start: Starter):
    """Control: as long as it lives, they do."""
    crew = start().begun()
    workers = crew.processes
    room = room_of(workers[0])
    assert [lives(each) for each in workers] == [True, True]
    crew.foreman.send_signal(signal.SIGKILL)
    assert crew.ended() == -signal.SIGKILL
    assert comes_true(lambda: not any(map(lives, workers)))
    assert comes_true(lambda: not room.exists())
    assert comes_true(lambda: is_free(crew.port))


def is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def run(tmp_path: Path, topology: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("APPLINKS_")}
    return subprocess.run(
        [sys.executable, "-m", "applink_simulator.start", "product", "--topology", str(topology), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env=kept | {f"APPLINKS_{name.upper()}": value for name, value in environment.items()},
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "said"),
    [
        (("--workers", "2"), {}, 2, "name a database with --storage or APPLINKS_STORAGE"),
        (("--workers", "2", "--storage", "memory"), {}, 2, "2 workers share what the product remembers"),
        ((), {"workers": "3"}, 2, "3 workers share what the product remembers"),
        (("--workers", "0"), {}, 2, "--workers"),
        (("--workers", "two"), {}, 2, "--workers"),
        (("--workers", "2", "--storage", "mysql://x"), {"port": "0"}, 2, "Say memory, sqlite:///FILE"),
        (("--workers", "2", "--storage", "sqlite:////no/such/folder/x.db"), {"port": "0"}, 3, "/no/such/folder"),
        (("--workers", "2", "--storage", "sqlite:///x.db"), {"port": "0", "host": "192.0.2.1"}, 3, "192.0.2.1"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_status(
    tmp_path: Path, topology: Path, arguments: tuple[str, ...], environment: dict[str, str], status: int, said: str
):
    ended = run(tmp_path, topology, *arguments, **environment)
    assert (ended.returncode, said in ended.stderr) == (status, True), ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_that_is_taken_is_named(tmp_path: Path, topology: Path):
    options = ("--workers", "2", "--storage", f"sqlite:///{tmp_path}/state.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run(tmp_path, topology, *options, port=str(port))
    assert (ended.returncode, f"Port {port} for jira is in use" in ended.stderr) == (3, True), ended.stderr
