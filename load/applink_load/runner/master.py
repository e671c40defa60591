"""One run made by several processes, on this machine or on others: Locust's master, which takes what they measure."""

import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import gevent
from gevent.event import Event
from locust import runners
from locust.env import Environment
from locust.rpc.protocol import Message
from locust.runners import STATE_MISSING, STATE_STOPPED, MasterRunner

from applink_load.measured.run import Measured
from applink_load.plan import Plan
from applink_load.runner import messages

LOOPBACK = "127.0.0.1"
LAST_ANSWERS = 15.0
"""Seconds after which a worker that was told to end has said what it measured."""
LOOKING = 0.2

# A worker that is busy is not dead; by itself Locust gives it three seconds.
runners.HEARTBEAT_LIVENESS = 10


class Master(MasterRunner):
    """Workers do as the plan says; what they measure is in ``measured`` a second later."""

    def __init__(self, environment: Environment, plan: Plan, measured: Measured) -> None:
        host, _, port = plan.master.rpartition(":")
        super().__init__(environment, host or LOOPBACK, int(port or 0))
        environment.runner = self
        self._plan, self._measured = plan, measured
        self._ready: dict[str, float] = {}
        """Ceilings by worker."""
        self._parts: dict[str, int] = {}
        self._process_of: dict[str, int] = {}
        """Its number by worker; of workers that are on this machine."""
        self._done: set[str] = set()
        self._all_ready, self._ending = Event(), Event()
        self._processes: list[subprocess.Popen[bytes]] = []
        self.register_message(messages.HELLO, self._greet)
        self.register_message(messages.READY, self._note_ready)
        self.register_message(messages.MEASURED, self._take)

    def gather(self) -> bool:
        """Whether all workers are ready to begin; else the run is broken, and says why."""
        if not self._plan.master:
            command = [sys.executable, "-m", "applink_load.runner.worker", LOOPBACK, str(self.server.port), "here"]
            for _ in range(self._plan.workers):
                self._processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL))  # noqa: S603
        deadline = time.monotonic() + self._plan.before
        while not self._all_ready.wait(LOOKING) and not self._ending.is_set():
            if lost := self._lost():
                self._break(lost)
            elif time.monotonic() > deadline:
                self._break(f"only {len(self._ready)} of {self._plan.workers} workers came")
            if self._measured.broken:
                self.quit()
        if self._ending.is_set():
            return False
        if all(self._ready.values()):
            self._measured.ceiling = sum(self._ready.values())
        self.greenlet.spawn(self._watch)
        return True

    def handle_message(self, client_id: str, msg: Message) -> None:
        if msg.type == "client_ready" and client_id not in self.clients and self._all_ready.is_set():
            # It would be given users without knowing what they are to do.
            self.server.send_to_client(Message("quit", None, client_id))
            return
        super().handle_message(client_id, msg)

    def quit(self) -> None:
        """Waits for the last answers of all workers; who does not give them has died."""
        if self._ending.is_set():
            return
        self._ending.set()
        if self.shape_greenlet is not None:
            self.shape_greenlet.kill(block=False)
        self.update_state(STATE_STOPPED)
        self.send_message(messages.END)
        deadline = time.monotonic() + LAST_ANSWERS
        while waited_for := [each for each in self._ready if each not in self._done and not self._loss_of(each)]:
            if time.monotonic() > deadline:
                self._break(f"{len(waited_for)} of {self._plan.workers} workers did not end in time")
                break
            gevent.sleep(LOOKING / 4)
        if lost := self._lost():
            self._break(lost)
        self.send_message("quit")
        gevent.sleep(LOOKING)
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()
        for process in self._processes:
            process.wait()
        self.greenlet.kill(block=True)

    def _greet(self, msg: Message, **_more: Any) -> None:
        # Who changes something keeps to its own people.
        plan = replace(
            self._plan, part=self._parts.setdefault(msg.node_id, len(self._parts)), parts=self._plan.workers
        )
        self.send_message(messages.PLAN, {"plan": plan.text()}, client_id=msg.node_id)

    def _note_ready(self, msg: Message, **_more: Any) -> None:
        self._ready[msg.node_id] = msg.data["ceiling"]
        self._process_of[msg.node_id] = msg.data["process"]
        if problem := msg.data["problem"]:
            self._break(f"a worker could not begin: {problem}")
        if len(self._ready) == self._plan.workers:
            self._all_ready.set()

    def _take(self, msg: Message, **_more: Any) -> None:
        part = Measured.from_json(msg.data["measured"])
        self._measured.take(part)
        if part.broken:
            self._break(part.broken)
        if msg.data["last"]:
            self._done.add(msg.node_id)

    def _watch(self) -> None:
        while not self._ending.is_set():
            if lost := self._lost():
                self._break(lost)
                gevent.spawn(self.quit)
                return
            gevent.sleep(LOOKING)

    def _lost(self) -> str:
        """Which worker was gone before it had told everything."""
        for process in self._processes:
            if process.pid not in self._process_of.values() and process.poll() is not None:
                return f"worker process {process.pid} ended {_how(process)} before it was ready"
        return next((loss for each in self._ready if each not in self._done and (loss := self._loss_of(each))), "")

    def _loss_of(self, worker: str) -> str:
        """How it was lost; empty if it is there."""
        for process in self._processes:
            if process.pid == self._process_of[worker] and process.poll() is not None:
                return f"worker process {process.pid} ended {_how(process)} during the run"
        if worker not in self.clients or self.clients[worker].state == STATE_MISSING:
            return f"a worker at {worker.rpartition('_')[0]} was gone during the run"
        return ""

    def _break(self, why: str) -> None:
        self._measured.broken = self._measured.broken or why


def _how(process: "subprocess.Popen[bytes]") -> str:
    code = process.returncode
    return f"with status {code}" if code >= 0 else f"by {signal.Signals(-code).name}"
