"""A crew as one of its workers sees it."""

import contextlib
import os
import pickle
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.exchanges import Entries, Journal, News, news_of
from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.topology.crew.room import Room
from applink_simulator.web.control.orders import Order

PATIENCE = 5.0
"""Seconds for which one worker waits for another, who only has to look something up."""
Written = tuple[int, tuple[tuple[int, Order], ...]]
"""The number of the latest order, and those that are not void, with theirs."""


class WorkerSilent(ApplinkError):
    status = 503
    message = "Process {process} of this product has not told its journal within {seconds:g} seconds: ask again."


class Mates:
    """Implements ``Crew``; made in the worker's own process."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.changing = _Turn(room.turn, self._wake)
        self._door: socket.socket | None = None

    @property
    def number(self) -> int:
        return self._room.number

    def join(self) -> None:
        with self.changing:
            # Whoever was killed between writing an order down and telling of it is followed by one who joins.
            self._room.number, _ = self._written()

    def orders_after(self, number: int) -> tuple[int, list[Order]]:
        latest, orders = self._written()
        return latest, [order for each, order in orders if each > number]

    def write_down(self, order: Order) -> int:
        latest, orders = self._written()
        number = latest + 1
        standing = tuple(entry for entry in orders if not order.voids(entry[1]))
        unfinished = self._room.orders.with_name("unfinished")
        unfinished.write_bytes(pickle.dumps((number, (*standing, (number, order)))))
        unfinished.replace(self._room.orders)
        self._room.number = number
        self.changing.something_is_ordered()
        return number

    def news(self, journal: Journal, after: int) -> News:
        until = journal.next_number()
        about_to_wait()
        told = [self._entries_of(other, after, until) for other in self._room.others()]
        return news_of([journal.between(after, until), *(entries for entries in told if entries is not None)], until)

    def open_door(self, journal: Journal, follow: Callable[[], None]) -> None:
        """From now on the others can ask this one."""
        self._room.leave(os.getpid())
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        door.bind(self._room.door(os.getpid()))
        door.listen()
        self._door = door
        threading.Thread(target=_answer, args=(door, journal, follow), name="applinks-crew", daemon=True).start()

    def close_door(self) -> None:
        self._room.leave(os.getpid())
        if self._door is not None:
            self._door.close()

    def _written(self) -> Written:
        try:
            content = self._room.orders.read_bytes()
        except FileNotFoundError:
            return 0, ()
        written: Written = pickle.loads(content)  # noqa: S301 - one of our own wrote it, where nobody else may
        return written

    def _wake(self) -> None:
        """Without an answer: who cannot be woken carries out what is new before it answers anything."""
        for other in self._room.others():
            with contextlib.suppress(OSError), _entered(self._room.door(other)) as inside:
                inside.sendall(pickle.dumps(None))

    def _entries_of(self, other: int, after: int, until: int) -> Entries | None:
        """None of a worker that is gone, and its journal with it."""
        try:
            with _entered(self._room.door(other)) as inside:
                inside.sendall(pickle.dumps((after, until)))
                inside.shutdown(socket.SHUT_WR)
                told = _heard(inside)
        except TimeoutError:
            raise WorkerSilent(process=other, seconds=PATIENCE) from None
        except OSError:
            return None
        if not told:
            return None
        entries: Entries = pickle.loads(told)  # noqa: S301 - nobody else has a door in there
        return entries


class _Turn:
    """Held by one thread of one worker at a time, who may take it again; a worker that dies gives it back."""

    def __init__(self, file: Path, afterwards: Callable[[], None]) -> None:
        self._file = file
        self._afterwards = afterwards
        self._here = threading.RLock()
        self._depth = 0
        self._descriptor = -1
        self._is_ordered = False

    def something_is_ordered(self) -> None:
        """The others are told when it is over: nothing is held while anything is sent."""
        self._is_ordered = True

    def __enter__(self) -> None:
        # Where there is no fcntl there are no crews.
        import fcntl

        self._here.acquire()
        if self._depth == 0:
            try:
                self._descriptor = os.open(self._file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    about_to_wait()
                    fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            except BaseException:
                self._here.release()
                raise
        self._depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        tell = False
        if self._depth == 0:
            tell, self._is_ordered = self._is_ordered, False
            os.close(self._descriptor)
        self._here.release()
        if tell:
            self._afterwards()


def _answer(door: socket.socket, journal: Journal, follow: Callable[[], None]) -> None:
    """One after the other, until the door is closed."""
    while True:
        try:
            inside, _ = door.accept()
        except OSError:
            return
        with contextlib.suppress(OSError, EOFError), inside:
            inside.settimeout(PATIENCE)
            wanted = pickle.loads(_heard(inside))  # noqa: S301 - nobody else can come in
            # What it has to forget it forgets before it tells. A storage in trouble is no reason to be silent.
            with contextlib.suppress(ApplinkError):
                follow()
            if wanted is not None:
                inside.sendall(pickle.dumps(journal.between(*wanted)))


@contextlib.contextmanager
def _entered(door: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as inside:
        inside.settimeout(PATIENCE)
        inside.connect(door)
        yield inside


def _heard(inside: socket.socket) -> bytes:
    return b"".join(iter(lambda: inside.recv(65536), b""))
