"""Every product a real HTTP server on a loopback port, all within this process.

Each product has a server with threads of its own: one that hangs holds up nobody else, and products that call
each other back find somebody at home.
"""

import contextlib
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.exchanges import Journal
from applink_simulator.topology import keys
from applink_simulator.topology.load import Topology
from applink_simulator.topology.products import products_of
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.server import Server, bound, listening_at
from applink_simulator.transport.http import HttpTransport
from applink_simulator.web.app import create_app
from applink_simulator.web.door import Application

if TYPE_CHECKING:
    from applink_simulator.topology.front import Front, StandingFront

HOST = "127.0.0.1"


def served(topology: Topology, *, port_base: int | None = None) -> RunningTopology:
    """Serves the topology; ready when this returns. PortInUse when a fixed port is taken."""
    keys.begin(len(topology.products))
    servers: dict[str, Server] = {}
    clock, journal = Clock(), Journal()
    with contextlib.ExitStack() as on_failure:
        sockets = {}
        for index, (name, entry) in enumerate(topology.products.items()):
            port = entry.port or (port_base + index if port_base else 0)
            sockets[name] = on_failure.enter_context(contextlib.closing(listening_at(HOST, port, name)))
        urls = {
            name: _origin_of(listening) + topology.products[name].context_path for name, listening in sockets.items()
        }
        between, people = HttpTransport(), HttpTransport()
        products = products_of(topology, urls, between, clock, journal)
        apps = {name: create_app(product) for name, product in products.items()}

        # Bound, and nobody listens: whoever calls is refused, and no other process gets the port meanwhile.
        left: dict[int, socket.socket] = {}

        def listen(name: str, port: int) -> socket.socket:
            if port in left:
                left.pop(port).close()
            return listening_at(HOST, port, name)

        def switch_off(name: str) -> None:
            if name in servers:
                servers.pop(name).stop()

        def switch_on(name: str) -> None:
            if name not in servers:
                servers[name] = Server(apps[name], listen(name, _port_in(products[name].base_url)))

        def move(name: str, origin: str | None, path: str) -> None:
            # The new address first: should it be in use, nothing has happened.
            listening = listen(name, _port_in(origin) if origin else 0)
            old_port = _port_in(products[name].base_url)
            switch_off(name)
            if origin is None:
                left[old_port] = bound(HOST, old_port, name)
            products[name].base_url = _origin_of(listening) + path
            apps[name].path = path
            servers[name] = Server(apps[name], listening)

        def put_up(application: Application, origin: str) -> Callable[[], None]:
            servers[origin] = Server(application, listen("a signpost", _port_in(origin)))
            return partial(switch_off, origin)

        def put_in_front(name: str, front: "Front", port: int) -> "StandingFront":
            # Few scenarios want one, and it takes a while to import.
            from applink_simulator.topology.front import StandingFront

            standing = StandingFront(front, products[name].base_url, port)
            if standing.authority:
                between.trust(standing.authority)
            return standing

        def stop() -> None:
            for name in list(servers):
                switch_off(name)
            for port in list(left):
                left.pop(port).close()
            between.close()
            people.close()

        on_failure.callback(stop)
        for name, listening in sockets.items():
            servers[name] = Server(apps[name], listening)
        running = RunningTopology(
            topology, products, journal, clock, people, stop, switch_off, switch_on, move, put_up, put_in_front
        )
        running.reset()
        on_failure.pop_all()
    return running


def _origin_of(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


def _port_in(url: str) -> int:
    return urlsplit(url).port or 80
