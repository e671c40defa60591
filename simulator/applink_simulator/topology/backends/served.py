"""Every product a real HTTP server on a loopback port, all within this process.

Each product has a server with threads of its own: one that hangs holds up nobody else, and products that call
each other back find somebody at home.
"""

import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
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

if TYPE_CHECKING:
    from applink_simulator.topology.fronts.front import Front, StandingFront

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
        urls = {
            name: _origin_of(listening) + topology.products[name].context_path for name, listening in sockets.items()
        }
        between, people = HttpTransport(), HttpTransport()
        products = products_of(topology, urls, between, clock, journal)
        apps = {name: create_app(product) for name, product in products.items()}

        # Bound, and nobody listens: whoever calls is refused, and no other process gets the port meanwhile.
        left: dict[int, socket.socket] = {}
        fronts: list[StandingFront] = []

        def listen(name: str, port: int) -> socket.socket:
            if port in left:
                left.pop(port).close()
            return _listening(name, port)

        def switch_off(name: str) -> None:
            if name in servers:
                servers.pop(name).stop()

        def switch_on(name: str) -> None:
            if name not in servers:
                servers[name] = _Server(apps[name], listen(name, _port_in(products[name].base_url)))

        def move(name: str, origin: str | None, path: str) -> None:
            # The new address first: should it be in use, nothing has happened.
            listening = listen(name, _port_in(origin) if origin else 0)
            old_port = _port_in(products[name].base_url)
            switch_off(name)
            if origin is None:
                left[old_port] = _bound(name, old_port)
            products[name].base_url = _origin_of(listening) + path
            apps[name].path = path
            servers[name] = _Server(apps[name], listening)

        def put_up(application: Application, origin: str) -> Callable[[], None]:
            servers[origin] = _Server(application, listen("a signpost", _port_in(origin)))
            return partial(switch_off, origin)

        def put_in_front(name: str, front: "Front", port: int) -> "StandingFront":
            # Few scenarios want one, and it takes a while to import.
            from applink_simulator.topology.fronts.python_front import PythonFront

            standing = PythonFront(front, products[name].base_url, port)
            fronts.append(standing)
            if standing.authority:
                between.trust(standing.authority)
            return standing

        def stop() -> None:
            for front in fronts:
                front.stop()
            for name in list(servers):
                switch_off(name)
            for port in list(left):
                left.pop(port).close()
            between.close()
            people.close()

        on_failure.callback(stop)
        for name, listening in sockets.items():
            servers[name] = _Server(apps[name], listening)
        running = RunningTopology(
            topology, products, journal, clock, people, stop, switch_off, switch_on, move, put_up, put_in_front
        )
        running.reset()
        on_failure.pop_all()
    return running


def _listening(product: str, port: int) -> socket.socket:
    """From now on nobody is refused there, only kept waiting until the server runs."""
    listening = _bound(product, port)
    listening.listen(BACKLOG)
    return listening


def _bound(product: str, port: int) -> socket.socket:
    """PortInUse when somebody else has it; 0 is any free one."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        raise PortInUse(port=port, product=product) from None
    return bound


def _origin_of(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


def _port_in(url: str) -> int:
    return urlsplit(url).port or 80


class _Server:
    """One product's server in a thread of its own."""

    def __init__(self, application: Application, listening: socket.socket) -> None:
        # Under load a queue is what one expects, and answers break off on purpose: the warnings are noise.
        logging.getLogger("waitress").setLevel(logging.ERROR)
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
