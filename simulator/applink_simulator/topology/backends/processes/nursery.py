"""A process that has loaded everything once and forks off a process for each product, which then starts at once.

A product that is killed is started again hundreds of times in some tests; loading takes most of a start.
"""

import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.birth import Birth

PR_SET_CHILD_SUBREAPER = 36
"""From linux/prctl.h."""
FAILED = 3
"""Exit status of a product that could not be served."""


class NoForks(ApplinkError):
    message = (
        "This system cannot fork processes, which the backend processes needs: use the backend served, or docker."
    )


class NurseryGone(ApplinkError):
    message = "The process that starts products has ended with {status}: nothing more can be started."


class Nursery:
    """Seen from the process that wants products; all of them end with it, however that ends."""

    def __init__(self) -> None:
        if not hasattr(os, "fork"):
            raise NoForks
        # A session of its own: Ctrl-C is for the tests, which stop their products themselves.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", f"from {__name__} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._lock = threading.Lock()

    def start(self, birth: Birth, log: Path) -> int:
        """Its process id; it serves a moment later, and writes what it says to that file."""
        pid: int = self._ask("start", (birth, log))
        return pid

    def ended(self, pid: int) -> bool:
        """Whether it is gone and buried."""
        gone: bool = self._ask("ended", pid)
        return gone

    def kill(self, pid: int) -> None:
        """As by kill -9, and waits until it is gone, with all its workers."""
        self._ask("kill", pid)

    def close(self) -> None:
        """Whatever still runs is killed."""
        with self._lock:
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        self._process.wait()

    def _ask(self, what: str, value: Any) -> Any:
        with self._lock:
            stdin, stdout = self._process.stdin, self._process.stdout
            if stdin is None or stdout is None:
                raise NurseryGone(status=self._process.poll())
            try:
                pickle.dump((what, value), stdin)
                stdin.flush()
                return pickle.load(stdout)  # noqa: S301 - our own process wrote it
            except (EOFError, OSError, ValueError):
                raise NurseryGone(status=self._process.poll()) from None


def main() -> None:
    """What is asked on standard input is answered on standard output, until there is nobody any more who asks."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Held open as long as this process lives, so that those it has started learn of its end.
    living, alive = os.pipe()
    _load()
    # What is loaded is shared with all that are forked, as long as nobody writes on it.
    gc.collect()
    gc.freeze()
    _adopt_orphans()
    running: set[int] = set()
    while (question := _next(asked)) is not None:
        what, value = question
        if what == "start":
            pid = os.fork()
            if pid == 0:
                os.close(alive)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                answers.close()
                birth, log = value
                _live(birth, log, living)
            _lead_a_group(pid)
            running.add(pid)
            answer: Any = pid
        elif what == "ended":
            if value in running and os.waitpid(value, os.WNOHANG)[0]:
                _bury(value, running)
            answer = value not in running
        else:
            _kill(value, running)
            answer = None
        pickle.dump(answer, answers)
        answers.flush()
    for pid in list(running):
        _kill(pid, running)


def _next(asked: BinaryIO) -> tuple[str, Any] | None:
    try:
        question: tuple[str, Any] = pickle.load(asked)  # noqa: S301 - whoever started us wrote it
    except EOFError:
        return None
    return question


def _lead_a_group(pid: int) -> None:
    """With all that it starts; whoever comes first does it, the process itself or whoever has started it."""
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)


def _adopt_orphans() -> None:
    """Whoever is left of a product whose first process is gone is this one's child, and can be waited for.

    Elsewhere than on Linux they are the system's, and gone a moment later.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _kill(pid: int, running: set[int]) -> None:
    if pid in running:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        _bury(pid, running)


def _bury(pid: int, running: set[int]) -> None:
    """It has ended; what it has started may go on, and would still answer at its address."""
    running.discard(pid)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-pid, 0)


def _load() -> None:
    """All that a product may need, the first request included; no thread is started."""
    import importlib

    from applink_simulator.products import kinds

    for name in (
        "storage.sql.storage",
        "storage.sql.sqlite",
        "topology.crew.product",
        "web.control.surface",
        "web.control.views",
        *(f"web.products.{kind}" for kind in kinds()),
    ):
        importlib.import_module(f"applink_simulator.{name}")


def _live(birth: Birth, file: Path, living: int) -> None:
    """The whole life of a product's process; does not return."""
    from applink_simulator.topology.crew.product import lead_crew
    from applink_simulator.topology.log import Form, Log
    from applink_simulator.topology.product_process import ProductProcess

    status = 1
    try:
        _lead_a_group(0)
        said = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        os.dup2(said, 1)
        os.dup2(said, 2)
        log = Log(birth.name, Form.JSON, os.fdopen(said, "w", encoding="utf-8"))

        def say_ready(url: str, was_new: bool) -> None:  # noqa: FBT001
            log.say("ready", url=url, state="furnished" if was_new else "remembered")

        try:
            if birth.workers > 1:
                status = lead_crew(birth, log, say_ready, above=living)
                return
            process = ProductProcess(birth, birth.listen(), log)
        except ApplinkError as problem:
            log.say("failed", "error", said=str(problem))
            os._exit(FAILED)
        say_ready(process.url, process.was_new)
        # Nobody ever writes: this ends when the nursery does.
        os.read(living, 1)
        status = 0
    finally:
        os._exit(status)
