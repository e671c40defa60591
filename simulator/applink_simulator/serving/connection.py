"""One client's connection: requests come in on it, one is answered after the other."""

import contextlib
import select
import socket
import time

from applink_simulator.domain.waiting import about_to_wait
from applink_simulator.serving.answered import refusal
from applink_simulator.serving.asked import Reader, Refused, Request

LONGEST_WRITE = 120
"""Seconds that a client may take until it takes the next part of a reply."""
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection:
    """Is read by whoever leads, and written by the thread that answers."""

    def __init__(
        self, client: socket.socket, address: tuple[str, int], common: dict[str, object], room: memoryview
    ) -> None:
        client.setblocking(False)  # noqa: FBT003
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = client.fileno()
        self.used_at = time.monotonic()
        self.is_busy = False
        """A thread answers a request of it."""
        self.is_watched = True
        """Whoever leads learns when something comes."""
        self._client = client
        self._room = room
        self._reader = Reader({**common, "REMOTE_ADDR": address[0], "REMOTE_PORT": str(address[1])})
        self._refused: Refused | None = None
        self._is_over = False
        """Nothing more is read."""

    def read(self) -> bool:
        """Takes what has come; False when the connection is at its end, with nothing left to be answered."""
        try:
            count = self._client.recv_into(self._room)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not count:
            self._is_over = True
            return bool(self._reader.requests)
        self.used_at = time.monotonic()
        try:
            self._reader.feed(self._room[:count])
        except Refused as refused:
            self._refused, self._is_over = refused, True
        if self._reader.expects:
            self._reader.expects = False
            self.tell(GO_ON)
        return True

    @property
    def has_request(self) -> bool:
        return bool(self._reader.requests)

    @property
    def first_path(self) -> str:
        """Of the request that is answered next."""
        return str(self._reader.requests[0].environ["PATH_INFO"])

    def next_request(self) -> Request:
        return self._reader.requests.popleft()

    @property
    def last_words(self) -> bytes:
        """What is to be said before the connection ends, to a client that has sent something that is no request."""
        return refusal(self._refused) if self._refused else b""

    @property
    def is_over(self) -> bool:
        return self._is_over and not self._reader.requests

    def tell(self, data: bytes) -> None:
        """A few bytes, unless they would have to wait."""
        with contextlib.suppress(OSError):
            self._client.send(data)

    def write(self, data: bytes) -> bool:
        """False when the client is gone, or takes nothing."""
        try:
            sent = self._client.send(data)
            while sent < len(data):
                sent += self._send_rest(memoryview(data)[sent:])
        except OSError:
            return False
        return True

    def _send_rest(self, rest: memoryview) -> int:
        about_to_wait()
        writable = select.poll() if hasattr(select, "poll") else None
        if writable is None:
            ready = bool(select.select([], [self._client], [], LONGEST_WRITE)[1])
        else:
            writable.register(self._client, select.POLLOUT)
            ready = bool(writable.poll(LONGEST_WRITE * 1000))
        if not ready:
            raise TimeoutError
        return self._client.send(rest)

    def fileno(self) -> int:
        return self.number

    def hang_up(self) -> None:
        """Whoever still reads or writes finds it at its end; the thread that answers closes it."""
        with contextlib.suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._client.close()
