"""Every product a real HTTP server on a loopback port, all within this process.

Each product has a server with threads of its own: one that hangs holds up nobody else, and products that call
each other back find somebody at home.
"""

import contextlib
import logging
import socket
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

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

HOST = "127.0.0.1"
THREADS = 12
"""Per product. Each two-way creation holds one here and one there; a page with a macro likewise."""
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
    keys.begin(topology.products)
    sockets = _bound(topology, port_base)
    urls = {
        name: f"http://{HOST}:{taken.getsockname()[1]}{topology.products[name].context_path}"
        for name, taken in sockets.items()
    }
    clock, journal, transport = Clock(), Journal(), HttpTransport()
    products = products_of(topology, urls, transport, clock, journal)
    apps = {name: create_app(product) for name, product in products.items()}
    servers = {name: _serving(apps[name], listening) for name, listening in sockets.items()}
    people = HttpTransport()

    def switch_off(name: str) -> None:
        if name in servers:
            servers.pop(name).stop()

    def switch_on(name: str) -> None:
        if name not in servers:
            servers[name] = _serving(apps[name], _listening(name, urlsplit(urls[name]).port or 0))

    def stop() -> None:
        for name in list(servers):
            switch_off(name)
        transport.close()
        people.close()

    running = RunningTopology(topology, products, journal, clock, people, stop, switch_off, switch_on)
    try:
        running.reset()
    except BaseException:
        stop()
        raise
    return running


def _bound(topology: Topology, port_base: int | None) -> Mapping[str, socket.socket]:
    """A listening socket for each product: from now on nobody is refused, only kept waiting."""
    sockets: dict[str, socket.socket] = {}
    for index, (name, product) in enumerate(topology.products.items()):
        port = product.port or (port_base + index if port_base else 0)
        try:
            sockets[name] = _listening(name, port)
        except PortInUse:
            for other in sockets.values():
                other.close()
            raise
    return sockets


def _listening(product: str, port: int) -> socket.socket:
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

    def __init__(self, server: Any) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.run, name="applinks-server", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Closes from within the server's own loop, which nothing else may touch."""
        self._server.trigger.pull_trigger(self._close)
        self._thread.join(timeout=5)

    def _close(self) -> None:
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.close()
        with contextlib.suppress(KeyError, OSError):
            self._server.trigger.close()


def _serving(application: Application, listening: socket.socket) -> _Server:
    # Under load a queue is what one expects; the warning is noise.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress_server.create_server(
        application,
        sockets=[listening],
        threads=THREADS,
        max_request_header_size=LONGEST_HEADER,
        connection_limit=1000,
        ident="",
        clear_untrusted_proxy_headers=False,
    )
    return _Server(server)
