"""Starts the workers of one product, and another one for each that dies; answers nothing itself."""

import contextlib
import gc
import os
import select
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from applink_simulator.topology.bell import ENDING, Bell
from applink_simulator.topology.crew.room import Room
from applink_simulator.topology.crew.worker import Shift
from applink_simulator.topology.log import Log

MOST_DEATHS = 5
"""So many workers may die in a short while and have others take their places; one more, and the product ends."""
SHORT_WHILE = 60.0
"""Seconds."""
PATIENCE = 12.0
"""Seconds for which workers that were asked to end may go on with what they have begun."""
GIVEN_UP = 3
"""Exit status when workers die one after the other."""

Work = Callable[[Shift], int]
"""A worker's whole life; what it returns is its exit status."""


@dataclass
class _Worker:
    process: int
    ready: int | None
    """Where it says so; None when it has."""


class Foreman:
    """Belongs into a main thread, beside which there is no other: it forks."""

    def __init__(self, size: int, work: Work, room: Room, log: Log, begun: Callable[[bool], None]) -> None:
        self._size = size
        self._work = work
        self._room = room
        self._log = log
        self._begun = begun
        """Told once, when all of them answer: whether the product was new."""
        self._workers: dict[int, _Worker] = {}
        self._deaths: deque[float] = deque()
        self._was_new: bool | None = None
        self._all_began = False
        # Held open as long as this process lives, so that its workers learn of its end.
        self._alive, self._living = os.pipe()
        self._bell = Bell({*ENDING, signal.SIGCHLD})

    def end(self) -> None:
        """As if by a signal: for one that came before this foreman did."""
        self._bell.ring(signal.SIGTERM)

    def lead(self, above: int | None = None) -> int:
        """The exit status, once all have ended: because they were asked to, or as whatever is ``above`` is gone."""
        # What is loaded is shared with all that are forked, as long as nobody writes on it.
        gc.collect()
        gc.freeze()
        # The first furnishes the product, if it is new; the others would only wait for it.
        self._start()
        while True:
            asked = [self._bell.fileno(), *([] if above is None else [above])]
            saying = {worker.ready: worker for worker in self._workers.values() if worker.ready is not None}
            ready, _, _ = select.select([*asked, *saying], [], [])
            for each in saying.keys() & set(ready):
                self._hear(saying[each])
            rung = self._bell.heard() if self._bell.fileno() in ready else set()
            if above in ready:
                # Who serves a product alone ends at once then, too.
                self._kill()
                return 0
            if rung & ENDING:
                self._log.say("stopping")
                self._stop()
                self._log.say("stopped")
                return 0
            if (status := self._bury()) is not None:
                self._stop()
                return status

    def _start(self) -> None:
        heard, ready = os.pipe()
        # A signal that comes before the worker can hear it waits for it.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            process = os.fork()
            if process == 0:
                os.close(heard)
                self._live(ready)
            os.close(ready)
            self._workers[process] = _Worker(process, heard)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def _live(self, ready: int) -> None:
        """A worker's process; does not return."""
        status = 1
        try:
            os.close(self._living)
            self._bell.close()
            for each in self._workers.values():
                if each.ready is not None:
                    os.close(each.ready)
            shift = Shift(ready, self._alive)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
            status = self._work(shift)
        except BaseException:
            # Whatever it was, this process must not go on as a foreman.
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def _hear(self, worker: _Worker) -> None:
        if worker.ready is None:
            return
        said = os.read(worker.ready, 1)
        os.close(worker.ready)
        worker.ready = None
        if not said or self._all_began:
            return
        if self._was_new is None:
            self._was_new = said == b"n"
            for _ in range(self._size - len(self._workers)):
                self._start()
        elif all(each.ready is None for each in self._workers.values()):
            self._all_began = True
            self._begun(self._was_new)

    def _bury(self) -> int | None:
        """Whoever has ended has a successor; the status, when there shall be none."""
        for process, status in self._ended():
            worker = self._workers.pop(process, None)
            if worker is None:
                # Somebody's who has lost its parent, and came to the first process of a container.
                continue
            if worker.ready is not None:
                os.close(worker.ready)
            self._room.leave(process)
            if not self._all_began:
                # It has said why.
                return max(status, 1)
            self._log.say("worker ended", "error", process=process, status=status)
            now = time.monotonic()
            self._deaths.append(now)
            while self._deaths[0] < now - SHORT_WHILE:
                self._deaths.popleft()
            if len(self._deaths) > MOST_DEATHS:
                said = f"{len(self._deaths)} workers have ended within {SHORT_WHILE:g} seconds"
                self._log.say("given up", "error", said=f"{said}: the product ends. Look above for what they said.")
                return GIVEN_UP
            self._start()
        return None

    def _ended(self) -> list[tuple[int, int]]:
        """Process ids and statuses; a status is negative for a signal."""
        found: list[tuple[int, int]] = []
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return found
            if process == 0:
                return found
            found.append((process, os.waitstatus_to_exitcode(status)))

    def _stop(self) -> None:
        for process in self._workers:
            os.kill(process, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while self._workers and (left := until - time.monotonic()) > 0:
            # Rung by each that ends.
            select.select([self._bell], [], [], left)
            self._bell.heard()
            for process, _ in self._ended():
                self._workers.pop(process, None)
        self._kill()

    def _kill(self) -> None:
        for process in self._workers:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self._workers.clear()
