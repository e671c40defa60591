"""Run as a script, in a process of its own: sends requests that are ready as bytes over connections kept open.

Arguments: host:port, the file of requests, ``once`` or ``again``, seconds, connections. Prints a line of JSON.
Standard library only, and none of this project's modules: it should start at once and do little.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

END = b"\r\n\r\n"
USED_UP = 3
PATIENCE = 10.0


class Connection:
    """One request under way at a time."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.began = 0.0

    def send(self, request: bytes) -> None:
        self.began = time.perf_counter()
        self.received = b""
        self.socket.sendall(request)

    def status(self) -> int | None:
        """Of the answer, once it is complete; 0 when the connection broke."""
        try:
            arrived = self.socket.recv(65536)
        except OSError:
            return 0
        if not arrived:
            return 0
        self.received += arrived
        length = length_of(self.received)
        if length is None or len(self.received) < length:
            return None
        return int(self.received[9:12])


def length_of(answer: bytes) -> int | None:
    """Bytes of the whole answer; None while its headers are incomplete. Only ``Content-Length`` is understood."""
    end = answer.find(END)
    if end < 0:
        return None
    head = answer[:end].lower()
    where = head.find(b"\r\ncontent-length:")
    if where < 0:
        return end + len(END)
    return end + len(END) + int(head[where + 17 :].split(b"\r\n", 1)[0])


def requests_of(file: Path, *, again: bool) -> Iterator[bytes]:
    requests = [each + END for each in file.read_bytes().split(END) if each]
    return cycle(requests) if again else iter(requests)


def run(address: tuple[str, int], requests: Iterator[bytes], seconds: float, connections: int) -> dict[str, object]:
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        connection = Connection(address)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(next(requests))
    took: list[float] = []
    failures: dict[str, int] = {}
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        ready = selector.select(PATIENCE)
        if not ready:
            failures["silent"] = failures.get("silent", 0) + connections
            break
        for key, _ in ready:
            connection = key.data
            status = connection.status()
            if status is None:
                continue
            took.append(time.perf_counter() - connection.began)
            if not 200 <= status < 300:
                failures[str(status or "broken")] = failures.get(str(status or "broken"), 0) + 1
            if status == 0:
                selector.unregister(connection.socket)
                connection.socket.close()
                connection = Connection(address)
                selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(requests))
    took.sort()
    return {
        "requests": len(took),
        "failed": sum(failures.values()),
        "failures": ", ".join(f"{count} x {what}" for what, count in failures.items()),
        "seconds": now - began,
        "p50": took[len(took) // 2] * 1000 if took else 0,
        "p99": took[len(took) * 99 // 100] * 1000 if took else 0,
    }


def main() -> None:
    address, file, mode, seconds, connections = sys.argv[1:]
    host, _, port = address.rpartition(":")
    requests = requests_of(Path(file), again=mode == "again")
    try:
        report = run((host, int(port)), requests, float(seconds), int(connections))
    except StopIteration:
        sys.exit(USED_UP)
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
