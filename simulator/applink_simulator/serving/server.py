"""A product's HTTP server: a socket at which it listens, and the connections of its clients."""

import selectors
import socket
import sys
import time
import traceback
from collections import deque
from typing import Any

from applink_simulator.serving.answered import FALLEN_OVER, Answer
from applink_simulator.serving.connection import Connection
from applink_simulator.serving.turns import Lane, Turn, Turns
from applink_simulator.web.control import PATH as CONTROL
from applink_simulator.web.door import Application

MOST_WAITING = 12
"""Requests of one product that wait for something at the same time. Each two-way creation holds one here and one
there; a page with a macro likewise."""
MOST_CONTROLS_WAITING = 4
"""Of the control surface: what holds up the product's own does not hold up whoever wants to end it."""
MOST_CONNECTIONS = 1000
ROOM = 64 * 1024
"""Bytes that are read at once. One thread reads, so there is one room for all: room that is made for each reading and
cut to what has come leaves holes in the memory, which only become more."""
MOST_AT_ONCE = 64
"""Clients that are let in before the others are looked after again."""
SILENCE = 120
"""Seconds after which a connection is closed on which nothing comes."""
BEGUN_END = 5
"""Seconds that a server which is stopped gives to the requests it has begun."""
TICK = 1.0
"""Seconds between two looks at connections on which nothing comes."""


class Server:
    """Answers at a socket until it is stopped.

    Where other processes answer there, too, each takes one client at a time, so that all of them get some.
    """

    def __init__(self, application: Application, listening: socket.socket, *, is_shared: bool = False) -> None:
        self._application = application
        self._listening = listening
        self._at_once = 1 if is_shared else MOST_AT_ONCE
        self._environment = _environment_at(listening, is_shared=is_shared)
        self._room = memoryview(bytearray(ROOM))
        self._connections: dict[int, Connection] = {}
        self._ready: deque[Connection] = deque()
        """With requests that nobody answers yet; whoever leads looks after them."""
        self._own, self._controls = Lane(MOST_WAITING), Lane(MOST_CONTROLS_WAITING)
        self._turns = Turns(self._own, self._step, self._answer_queued)
        self._selector = selectors.DefaultSelector()
        self._waking, self._woken = socket.socketpair()
        for each in (listening, self._waking, self._woken):
            each.setblocking(False)  # noqa: FBT003
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._selector.register(listening, selectors.EVENT_READ)
        self._listens = True
        self._swept_at = time.monotonic()
        self._turns.begin()

    def stop(self) -> None:
        """Requests that are being answered are answered first, within bounds."""
        if self._turns.ending:
            return
        self._turns.ending = True
        with self._turns.lock:
            self._stop_listening()
        self._waking.send(b"!")
        all_ended = self._turns.end(BEGUN_END)
        for connection in list(self._connections.values()):
            connection.hang_up()
            if all_ended or not connection.is_busy:
                connection.close()
        if all_ended:
            self._selector.close()
            self._waking.close()
            self._woken.close()

    def _step(self, turn: Turn) -> None:
        if self._ready:
            self._take(self._ready.popleft(), turn)
        else:
            self._listen()

    def _take(self, connection: Connection, turn: Turn) -> None:
        """Answers one request, unless so many wait for something that it has to queue."""
        turn.lane = lane = self._controls if connection.first_path.startswith(CONTROL) else self._own
        connection.is_busy = True
        if lane.is_full:
            with self._turns.lock:
                # Who comes back meanwhile would not find it.
                if lane.is_full:
                    lane.queued.append(connection)
                    return
        self._answer(connection, turn)

    def _answer_queued(self, turn: Turn) -> None:
        """Until nothing is queued; all the time this thread counts as one that is away."""
        lane = turn.lane
        while True:
            with self._turns.lock:
                if not lane.queued or self._turns.ending:
                    lane.away -= 1
                    return
                connection = lane.queued.popleft()
            self._answer(connection, turn)

    def _answer(self, connection: Connection, turn: Turn) -> None:
        self._turns.begins(turn)
        try:
            answer = Answer(self._application, connection.next_request())
        except Exception:
            traceback.print_exc()
            connection.write(FALLEN_OVER)
            goes_on = False
        else:
            goes_on = connection.write(answer.bytes) and answer.keeps
        self._turns.ends(turn)
        if goes_on and not connection.is_over:
            self._wait_for_more(connection, turn)
            return
        if goes_on:
            connection.tell(connection.last_words)
        self._close(connection)

    def _wait_for_more(self, connection: Connection, turn: Turn) -> None:
        connection.used_at = time.monotonic()
        if turn.leads:
            connection.is_busy = False
            if connection.has_request:
                self._ready.append(connection)
            return
        with self._turns.lock:
            if connection.has_request:
                turn.lane.queued.append(connection)
                return
            connection.is_busy = False
            if not connection.is_watched:
                connection.is_watched = True
                self._selector.register(connection, selectors.EVENT_READ, connection)

    def _listen(self) -> None:
        for key, _ in self._selector.select(TICK):
            if key.fileobj is self._listening:
                self._let_in()
            elif key.data is not None:
                self._read(key.data)
        if time.monotonic() - self._swept_at > TICK:
            self._sweep()

    def _read(self, connection: Connection) -> None:
        if connection.is_busy:
            with self._turns.lock:
                if connection.is_busy:
                    # It sends the next request already, or is gone: that is looked at when this one is answered.
                    self._look_away(connection)
                    return
        if not connection.read():
            self._close(connection)
        elif connection.has_request:
            self._ready.append(connection)
        elif connection.is_over:
            connection.tell(connection.last_words)
            self._close(connection)

    def _let_in(self) -> None:
        for _ in range(self._at_once):
            try:
                client, address = self._listening.accept()
            except OSError:
                # There is nobody else; another process was quicker; or the client is gone.
                return
            connection = Connection(client, address, self._environment, self._room)
            with self._turns.lock:
                self._connections[connection.number] = connection
                self._selector.register(connection, selectors.EVENT_READ, connection)
                if len(self._connections) >= MOST_CONNECTIONS:
                    self._selector.unregister(self._listening)
                    self._listens = False
            # It has asked already, most often, and before those that come later.
            self._read(connection)
            if not self._listens:
                return

    def _close(self, connection: Connection) -> None:
        with self._turns.lock:
            self._look_away(connection)
            del self._connections[connection.number]
            connection.close()
            if not self._listens and not self._turns.ending:
                self._selector.register(self._listening, selectors.EVENT_READ)
                self._listens = True

    def _look_away(self, connection: Connection) -> None:
        if connection.is_watched:
            connection.is_watched = False
            self._selector.unregister(connection)

    def _sweep(self) -> None:
        self._swept_at = now = time.monotonic()
        for connection in list(self._connections.values()):
            if not connection.is_busy and now - connection.used_at > SILENCE:
                self._close(connection)

    def _stop_listening(self) -> None:
        if self._listens:
            self._listens = False
            self._selector.unregister(self._listening)
        self._listening.close()


def _environment_at(listening: socket.socket, *, is_shared: bool) -> dict[str, Any]:
    """What is the same for every request."""
    return {
        "SCRIPT_NAME": "",
        # A request that names no host has been signed for none.
        "SERVER_NAME": "unnamed.invalid",
        "SERVER_PORT": str(listening.getsockname()[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": is_shared,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
