"""Several processes make one run: together they measured what was asked, and none of them is lost in silence."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import psutil

from applink_load.offered import REQUESTS
from applink_load.runner.drive import drive
from applink_load.verdict.codes import Verdict
from applink_load.verdict.judge import judge


def test_workers_make_one_run_and_not_one_of_their_requests_is_lost_or_told_twice(product: Any):
    measured = drive(product.plan(workers=2, ceiling_seconds=0.3, presign=8))

    assert measured.broken == ""
    assert measured.users == 4
    assert measured.total.count == product.asked > 10
    assert sum(part.answers.count for part in measured.total.slices.values()) == product.asked
    assert measured.series.keys() <= set(REQUESTS["impersonating"])
    assert measured.ceiling > 0
    assert 0 < measured.presigned <= 8
    assert measured.presigned + measured.signed_late == product.asked == len(product.signatures)


def test_a_worker_that_dies_breaks_the_run_and_what_was_told_until_then_is_kept(product: Any):
    killed = []

    def kill_one() -> None:
        # Until both are at work, and have told what they did in their first second.
        while not product.asked:
            time.sleep(0.05)
        time.sleep(2.0)
        workers = [
            each
            for each in psutil.Process().children(recursive=True)
            if "applink_load.runner.worker" in each.cmdline()
        ]
        killed.append(workers[0].pid)
        workers[0].send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    began = time.monotonic()
    measured = drive(product.plan(workers=2, seconds=60.0))
    killer.join()

    assert measured.broken == f"worker process {killed[0]} ended by SIGKILL during the run"
    assert 0 < measured.total.count <= product.asked
    assert time.monotonic() - began < 55, "nobody waits for the rest of the time"
    assert judge(measured, []).verdict is Verdict.BROKEN


def test_a_worker_may_be_started_elsewhere_and_ends_well_with_the_run(product: Any):
    address = free_address()
    with worker_of("--worker", address) as worker:
        measured = drive(product.plan(master=address, seconds=1.0))
        assert worker.wait(20) == 0

    assert measured.broken == ""
    assert measured.total.count == product.asked > 10


def test_a_worker_elsewhere_that_vanishes_breaks_the_run(product: Any):
    """The control is the one before, which ends well."""
    address = free_address()
    with worker_of("--worker", address) as worker:

        def vanish() -> None:
            while not product.asked:
                time.sleep(0.05)
            time.sleep(2.0)
            worker.kill()

        vanishing = threading.Thread(target=vanish)
        vanishing.start()
        began = time.monotonic()
        measured = drive(product.plan(master=address, seconds=60.0))
        vanishing.join()

    assert "worker" in measured.broken
    assert 0 < measured.total.count <= product.asked
    assert time.monotonic() - began < 55, "nobody waits for the rest of the time"
    assert judge(measured, []).verdict is Verdict.BROKEN


def test_a_standing_worker_works_for_one_master_after_the_other_until_it_is_ended(product: Any):
    """It is there before the first of them; the control is the worker above, which ends with the run."""
    address = free_address()
    with worker_of("--standing-worker", address) as worker:
        try:
            for _ in range(2):
                before = product.asked
                measured = drive(product.plan(master=address, seconds=1.0))
                assert measured.broken == ""
                assert measured.total.count == product.asked - before > 10
            assert worker.poll() is None
        finally:
            worker.terminate()
        assert worker.wait(20) == 0


def free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def worker_of(option: str, address: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "applink_simulator.start", "load", option, address]
    return subprocess.Popen(command, env=os.environ)
