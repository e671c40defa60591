"""``python -m applink_load.runner.null_server``: answers whatever comes with 200 at once, so that only asking costs.

Says its port in a line, and ends when its standard input does: with whoever started it.
"""

import asyncio
import os
import re
import sys
import threading

BODY = b'{"issues": []}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
_length = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


class Null(asyncio.Protocol):
    def __init__(self) -> None:
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while (end := self._unread.find(b"\r\n\r\n")) >= 0:
            found = _length.search(self._unread, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._unread) < whole:
                return
            self._unread = self._unread[whole:]
            assert isinstance(self._transport, asyncio.WriteTransport)  # noqa: S101 - says it to the type checker
            self._transport.write(ANSWER)


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Null, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _end_with_whoever_started_us() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_whoever_started_us, daemon=True).start()
    asyncio.run(serve())
