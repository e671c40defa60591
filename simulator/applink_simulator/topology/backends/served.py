"""Every product a real HTTP server on a loopback port, all within this process.

Each product has a server with threads of its own: one that hangs holds up nobody else, and products that call
each other back find somebody at home.
"""

import contextlib
import logging
import socket
import threading
from typing import TYPE_CHECKING, Any

from waitress import server as waitress_server

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.exchanges import Journal
from applink_simulator.topology import keys
from applink_simulator.topology.load import Topology
from applink_simulator.topology.products import products_of
from applink_simulator.topology.running import RunningTopology
from applink_simulator.transport.http import HttpTransport
from applink_simulator.web.app import create_app
from applink_simulator.web.door import Application

if TYPE_CHECKING:
    from applink_simulator.topology.front import Front, StandingFront

HOST = "127.0.0.1"
THREADS = 12
"""Per product. Each two-way creation holds one here and one there; a page with a macro likewise."""
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


def served(topology: Topology, *, port_base: int | None = None) -> RunningTopology:
    """Serves the topology; ready when this returns. PortInUse when a fixed port is taken."""
    keys.begin(len(topology.products))
    servers: dict[str, _Server] = {}
    clock, journal = Clock(), Journal()
    with contextlib.ExitStack() as on_failure:
        sockets = {}
        for index, (name, entry) in enumerate(topology.products.items()):
            port = entry.port or (port_base + index if port_base else 0)
            sockets[name] = on_failure.enter_context(contextlib.closing(_listening(name, port)))
        ports = {name: listening.getsockname()[1] for name, listening in sockets.items()}
        urls = {name: f"http://{HOST}:{ports[name]}{topology.products[name].context_path}" for name in ports}
        between, people = HttpTransport(), HttpTransport()
        products = products_of(topology, urls, between, clock, journal)
        apps = {name: create_app(product) for name, product in products.items()}

        def switch_off(name: str) -> None:
            if name in servers:
                servers.pop(name).stop()

        def switch_on(name: str) -> None:
            if name not in servers:
                servers[name] = _Server(apps[name], _listening(name, ports[name]))

        def put_in_front(name: str, front: "Front", port: int) -> "StandingFront":
            # Few scenarios want one, and it takes a while to import.
            from applink_simulator.topology.front import StandingFront

            standing = StandingFront(front, urls[name], port)
            if standing.authority:
                between.trust(standing.authority)
            return standing

        def stop() -> None:
            for name in list(servers):
                switch_off(name)
            between.close()
            people.close()

        on_failure.callback(stop)
        for name, listening in sockets.items():
            servers[name] = _Server(apps[name], listening)
        running = RunningTopology(
            topology, products, journal, clock, people, stop, switch_off, switch_on, put_in_front
        )
        running.reset()
        on_failure.pop_all()
    return running


def _listening(product: str, port: int) -> socket.socket:
    """From now on nobody is refused there, only kept waiting until the server runs."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise PortInUse(port=port, product=product) from None
    listening.listen(BACKLOG)
    return listening


class _Server:
    """One product's server in a thread of its own."""

    def __init__(self, application: Application, listening: socket.socket) -> None:
        # Under load a queue is what one expects; the warning is noise.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._server: Any = waitress_server.create_server(
            application,
            sockets=[listening],
            threads=THREADS,
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
