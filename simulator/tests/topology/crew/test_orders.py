"""What is ordered over the control surface at one worker holds at all, and journals are told as one."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from applink_simulator.domain.messages import OutgoingRequest, Reply
from applink_simulator.topology.control import ControlRefused
from applink_simulator.topology.fronts.front import Certificate, Front
from applink_simulator.topology.fronts.python_front import PythonFront

from .crew import TOKEN, Worker, comes_true, standing_still

Two = tuple[Worker, Worker]
MANIFEST = "/rest/applinks/1.0/manifest"
NOW = 1_767_225_600


def faults_at(worker: Worker) -> list[str]:
    return [fault["name"] for fault in worker.control.ask("GET", "/faults")["faults"] if fault["standing"]]


def paths(worker: Worker, after: int = 0) -> list[str]:
    return [exchange.path.partition("jira")[2] for exchange in worker.control.journal(after).exchanges]


def test_a_fault_that_was_put_at_one_worker_stands_at_both_until_the_other_takes_it_away(workers: Two):
    here, there = workers
    assert [each.get(MANIFEST).status for each in workers] == [200, 200]
    here.control.put_fault("is unavailable")
    assert [each.get(MANIFEST).status for each in workers] == [503, 503]
    assert [faults_at(each) for each in workers] == [["is unavailable"], ["is unavailable"]]
    there.control.ask("DELETE", "/faults/is%20unavailable")
    assert [each.get(MANIFEST).status for each in workers] == [200, 200]
    with pytest.raises(ControlRefused, match="404"):
        here.control.ask("DELETE", "/faults/is%20unavailable")


def test_of_several_faults_each_worker_has_them_in_the_order_in_which_they_came(workers: Two):
    here, there = workers
    here.control.put_fault("is unavailable")
    there.control.put_fault("refuses deletions")
    here.control.put_fault("is unavailable")
    assert [each.get(MANIFEST).status for each in workers] == [503, 503]
    there.control.clear_faults()
    assert [faults_at(each) for each in workers] == [[], []]


def test_who_is_kept_waiting_by_one_worker_goes_on_when_the_other_is_told_that_it_is_over(workers: Two):
    """The one that keeps somebody waiting is asked nothing meanwhile."""
    here, there = workers
    here.control.put_fault("is slow")
    replies: list[Reply] = []
    waiting = threading.Thread(target=lambda: replies.append(there.get(MANIFEST)))
    waiting.start()
    waiting.join(0.5)
    assert waiting.is_alive()
    here.control.clear_faults()
    waiting.join(20)
    assert [reply.status for reply in replies] == [200]


def test_a_clock_that_was_set_at_one_worker_shows_the_same_at_both(workers: Two):
    here, there = workers
    here.control.set_clock(60, frozen_at=NOW)
    assert [each.control.ask("GET", "/clock")["now"] for each in workers] == [NOW + 60, NOW + 60]
    there.control.set_clock()
    for each in workers:
        assert abs(each.control.ask("GET", "/clock")["now"] - time.time()) < 60


@pytest.fixture
def remote() -> Iterator[str]:
    """Somewhere that answers everybody with 404."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    over = threading.Event()

    def answer() -> None:
        while not over.is_set():
            try:
                asking, _ = listening.accept()
            except TimeoutError:
                continue
            with asking:
                asking.recv(65536)
                asking.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    answering = threading.Thread(target=answer)
    answering.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    over.set()
    answering.join(10)
    listening.close()


def look(worker: Worker, url: str) -> str:
    """What the wizard says to anna of what is there."""
    return json.dumps(worker.anna.look_at(url).json())


def test_a_way_that_is_troubled_for_one_worker_is_so_for_both_until_it_is_mended(workers: Two, remote: str):
    here, there = workers
    fine = look(there, remote)
    assert look(here, remote) == fine
    here.control.trouble_way(remote, "refused")
    assert look(here, remote) == look(there, remote) != fine
    there.control.mend_ways()
    assert [look(each, remote) for each in workers] == [fine, fine]


def test_an_authority_that_one_worker_was_told_to_trust_is_trusted_by_both(workers: Two):
    here, there = workers
    front = PythonFront(Front(Certificate.GOOD), f"{here.origin}/jira", 0)
    try:
        own = "That is the address of this product itself."
        assert own not in look(there, front.place.url)
        here.control.change(trusted_authority=front.authority)
        assert own in look(there, front.place.url)
    finally:
        front.stop()


def test_what_is_no_authority_is_refused_and_no_worker_hears_of_it(workers: Two):
    for each in workers:
        with pytest.raises(ControlRefused, match="400"):
            each.control.change(trusted_authority="this is no certificate")
    assert [each.get(MANIFEST).status for each in workers] == [200, 200]


def test_the_journal_tells_what_both_were_asked_in_the_order_of_their_answers(workers: Two):
    here, there = workers
    here.control.clear_journal()
    asked = [f"/rest/api/2/issue/DEMO-{number}" for number in range(6)]
    for number, path in enumerate(asked):
        workers[number % 2].get(path)
    assert [paths(each) for each in workers] == [asked, asked]
    numbers = [exchange.number for exchange in here.control.journal(0).exchanges]
    assert numbers == sorted(numbers)
    assert there.control.journal(0).crashes == []


def test_whoever_asks_again_is_told_by_either_what_is_new_and_nothing_twice(workers: Two):
    here, there = workers
    position = here.control.journal(0).position
    told: list[str] = []
    asked = [f"/rest/api/2/issue/DEMO-{number}" for number in range(12)]
    for number, path in enumerate(asked):
        workers[number // 3 % 2].get(path)
        news = workers[number % 2].control.journal(position)
        position = news.position
        told += [exchange.path.partition("jira")[2] for exchange in news.exchanges]
    assert told == asked
    assert there.control.journal(position).exchanges == []
    assert here.control.journal(position).exchanges == []


def test_a_journal_that_was_cleared_at_one_worker_is_empty_at_both(workers: Two):
    here, there = workers
    for each in workers:
        each.get(MANIFEST)
    assert len(paths(here)) >= 2
    there.control.clear_journal()
    assert [paths(each) for each in workers] == [[], []]
    here.get(MANIFEST)
    assert [paths(each) for each in workers] == [[MANIFEST], [MANIFEST]]


def test_a_journal_is_not_told_in_part_when_one_of_them_is_silent(workers: Two):
    """Control: once it speaks again, all is told."""
    here, there = workers
    there.get(MANIFEST)
    here.get(MANIFEST)
    silence = pytest.raises(ControlRefused, match=rf"503.*Process {there.process} ")
    with standing_still([there.process]), silence:
        here.control.journal(0)
    assert MANIFEST in paths(here)


def test_a_reset_at_one_worker_is_one_of_both(workers: Two):
    """People, settings, faults, clock and journal."""
    here, there = workers
    info = "/plugins/servlet/oauth/consumer-info"
    before = [each.get(info).text for each in workers]
    there.control.put_user("carla", password="carla")
    there.control.rotate_key()
    there.control.change(title="Another")
    there.control.set_clock(1000)
    there.control.put_fault("is unavailable")
    assert {each.get(MANIFEST).status for each in workers} == {503}
    here.control.reset("beginning")
    assert [paths(each) for each in workers] == [[], []]
    for each, text in zip(workers, before, strict=True):
        assert each.get(MANIFEST).json()["name"] == "Jira"
        assert each.get(info).text == text
        assert each.status_for("carla", "carla") == 401
        assert each.control.ask("GET", "/clock")["ahead"] == 0
        assert faults_at(each) == []


def test_what_was_kept_at_one_worker_is_brought_back_at_the_other_and_faults_stay(workers: Two):
    here, there = workers
    here.control.change(title="Kept")
    here.control.keep("kept")
    there.control.change(title="Another")
    there.control.put_fault("refuses deletions")
    assert here.get(MANIFEST).json()["name"] == "Another"
    there.control.restore("kept")
    assert [each.get(MANIFEST).json()["name"] for each in workers] == ["Kept", "Kept"]
    assert [faults_at(each) for each in workers] == [["refuses deletions"]] * 2


def test_orders_that_come_to_both_at_once_leave_both_alike(workers: Two):
    here, there = workers

    def order(worker: Worker) -> None:
        for _ in range(15):
            worker.control.put_fault("refuses deletions" if worker is here else "crashes on deletions")
            worker.control.clear_faults()
            worker.control.set_clock(worker.process)

    ordering = [threading.Thread(target=order, args=(worker,)) for worker in workers]
    for each in ordering:
        each.start()
    for each in ordering:
        each.join(60)
    assert faults_at(here) == faults_at(there)
    ahead = {each.control.ask("GET", "/clock")["ahead"] for each in workers}
    assert len(ahead) == 1
    assert ahead <= {here.process, there.process}


@pytest.mark.parametrize(("path", "body"), [("/points", None), ("/kill-point", {"number": 1, "process": 1})])
def test_points_are_those_of_one_process_and_refused_where_there_are_several(
    workers: Two, path: str, body: dict[str, int] | None
):
    with pytest.raises(ControlRefused, match=r"409.*Several processes answer for this product"):
        workers[0].control.ask("PUT", path, body)


def test_without_the_token_neither_worker_lets_anybody_in(workers: Two):
    for each in workers:
        url = f"{each.origin}/applinks-control/1/faults/is%20unavailable"
        wrong = (("Authorization", f"Bearer {TOKEN}x"),)
        assert each.transport.send(OutgoingRequest("PUT", url, wrong)).status == 401
        assert each.get(MANIFEST).status == 200
    assert comes_true(lambda: faults_at(workers[0]) == [])
