"""A product's HTTP server, with a loop and worker threads of its own."""

import contextlib
import errno
import logging
import socket
import threading
from typing import Any

from waitress import server as waitress_server
from waitress.task import ThreadedTaskDispatcher

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.web.control import PATH as CONTROL
from applink_simulator.web.door import Application

THREADS = 12
"""Per product. Each two-way creation holds one here and one there; a page with a macro likewise."""
CONTROL_THREADS = 4
"""Of the control surface's own: what holds up the product's does not hold up whoever wants to end it."""
WORKERS_END = 5
"""Seconds that a server which is stopped gives to the requests it has begun."""
BACKLOG = 256
LONGEST_HEADER = 64 * 1024
"""Bytes of all headers together; a longer request is answered 431."""


class PortInUse(ApplinkError):
    message = (
        "Port {port} for {product} is in use. Stop what listens there, or give another port in the topology file "
        "or with --port-base."
    )


class AddressNotHere(ApplinkError):
    message = "Nothing can listen at {host}, port {port}: {reason}. Give an address of this machine, or 0.0.0.0."


def listening_at(host: str, port: int, product: str) -> socket.socket:
    """From now on nobody is refused there, only kept waiting until the server runs."""
    listening = bound(host, port, product)
    listening.listen(BACKLOG)
    return listening


def bound(host: str, port: int, product: str) -> socket.socket:
    """PortInUse when somebody else has it; 0 is any free one."""
    free = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        free.bind((host, port))
    except OSError as problem:
        free.close()
        if problem.errno == errno.EADDRINUSE:
            raise PortInUse(port=port, product=product) from None
        raise AddressNotHere(host=host, port=port, reason=problem.strerror or problem) from None
    return free


class _Dispatcher(ThreadedTaskDispatcher):
    """Requests of the control surface never wait behind the product's own."""

    def __init__(self) -> None:
        super().__init__()
        self.set_thread_count(THREADS)
        self._control = ThreadedTaskDispatcher()
        self._control.set_thread_count(CONTROL_THREADS)

    def add_task(self, task: Any) -> None:
        if task.requests and getattr(task.requests[0], "path", "").startswith(CONTROL):
            self._control.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = WORKERS_END) -> bool:  # noqa: FBT001, FBT002
        ended = super().shutdown(cancel_pending, timeout)
        return self._control.shutdown(cancel_pending, timeout) and ended


class Server:
    """Answers at a socket until it is stopped."""

    def __init__(self, application: Application, listening: socket.socket) -> None:
        # Under load a queue is what one expects, and answers break off on purpose: the warnings are noise.
        logging.getLogger("waitress").setLevel(logging.ERROR)
        self._server: Any = waitress_server.create_server(
            application,
            sockets=[listening],
            _dispatcher=_Dispatcher(),
            max_request_header_size=LONGEST_HEADER,
            connection_limit=1000,
            ident="",
            clear_untrusted_proxy_headers=False,
        )
        self._thread = threading.Thread(target=self._server.run, name="applinks-server", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Closes from within the server's own loop, which nothing else may touch."""
        # A worker that ends later would wake a loop that is gone, by a file number that somebody else may have.
        self._server.task_dispatcher.shutdown(timeout=WORKERS_END)
        # The loop may end between the two halves of waking it.
        with contextlib.suppress(OSError):
            self._server.trigger.pull_trigger(self._close)
        self._thread.join(timeout=5)

    def _close(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.close()
