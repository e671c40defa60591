"""Every product a real HTTP server on a loopback port, all within this process.

Each product has a server with threads of its own: one that hangs holds up nobody else, and products that call
each other back find somebody at home.
"""

import contextlib
import secrets
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from applink_simulator.domain.urls import origin_of
from applink_simulator.serving.listening import bound, listening_at
from applink_simulator.serving.server import Server
from applink_simulator.topology import keys
from applink_simulator.topology.control import Control
from applink_simulator.topology.load import Topology
from applink_simulator.topology.products import furnish, products_of
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut
from applink_simulator.transport.http import HttpTransport
from applink_simulator.transport.troubled import TroubledTransport
from applink_simulator.web.app import create_app
from applink_simulator.web.door import Signpost

if TYPE_CHECKING:
    from applink_simulator.topology.fronts.front import Front, StandingFront

HOST = "127.0.0.1"


def served(topology: Topology, *, port_base: int | None = None, control_token: str = "") -> RunningTopology:
    """Serves the topology; ready when this returns. PortInUse when a fixed port is taken."""
    keys.begin(len(topology.products))
    site = ServedSite(topology, port_base, control_token)
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(site.stop)
        running = RunningTopology(topology, "served", site, site.products)
        running.begin()
        on_failure.pop_all()
    return running


class ServedSite:
    """Loopback ports of this process; each product calls over connections of its own."""

    def __init__(self, topology: Topology, port_base: int | None, control_token: str) -> None:
        self._servers: dict[str, Server] = {}
        self._signposts: list[str] = []
        self._left: dict[int, socket.socket] = {}
        """Bound, and nobody listens: whoever calls is refused, and no other process gets the port meanwhile."""
        self.people = HttpTransport()
        self._ways = {name: TroubledTransport(HttpTransport()) for name in topology.products}
        with contextlib.ExitStack() as on_failure:
            sockets = {}
            for index, (name, entry) in enumerate(topology.products.items()):
                port = entry.port or (port_base + index if port_base else 0)
                sockets[name] = on_failure.enter_context(contextlib.closing(listening_at(HOST, port, name)))
            urls = {
                name: _origin_of(listening) + topology.products[name].context_path
                for name, listening in sockets.items()
            }
            self._urls = urls
            """Where each product is, whatever it believes."""
            self.products = products_of(topology, urls, self._ways.__getitem__)
            furnish(topology, self.products)
            # Scenarios work through the surface, also where nobody wanted one.
            token = control_token or secrets.token_hex(16)
            self._apps = {
                name: create_app(product, token, hidden=not control_token) for name, product in self.products.items()
            }
            self._controls = {name: Control(self.people, origin_of(url), token) for name, url in urls.items()}
            for name, listening in sockets.items():
                self._servers[name] = Server(self._apps[name], listening)
            on_failure.pop_all()

    def control(self, name: str) -> Control:
        return self._controls[name]

    def base_url(self, name: str) -> str:
        return self._urls[name]

    def published(self, _name: str) -> str:
        return ""

    def switch_off(self, name: str) -> None:
        if name in self._servers:
            self._servers.pop(name).stop()

    def switch_on(self, name: str) -> bool:
        if name in self._servers:
            return False
        self._servers[name] = Server(self._apps[name], self._listen(name, _port_in(self.base_url(name))))
        return True

    def vacate(self, name: str) -> None:
        self.switch_off(name)

    def move(self, name: str, origin: str | None, path: str) -> bool:
        # The new address first: should it be in use, nothing has happened.
        listening = self._listen(name, _port_in(origin) if origin else 0)
        old_port, ran = _port_in(self.base_url(name)), name in self._servers
        self.switch_off(name)
        if origin is None:
            self._left[old_port] = bound(HOST, old_port, name)
        self._urls[name] = _origin_of(listening) + path
        self._controls[name].origin = _origin_of(listening)
        self._servers[name] = Server(self._apps[name], listening)
        self._controls[name].change(base_url=self._urls[name])
        return not ran

    def put_up_signpost(self, old_url: str, new_url: str) -> None:
        origin = origin_of(old_url)
        self._servers[origin] = Server(Signpost(old_url, new_url), self._listen("a signpost", _port_in(origin)))
        self._signposts.append(origin)

    def put_in_front(self, name: str, front: "Front", port: int) -> "StandingFront":
        # Few scenarios want one, and it takes a while to import.
        from applink_simulator.topology.fronts.python_front import PythonFront

        standing = PythonFront(front, self.base_url(name), port)
        if standing.authority:
            for way in self._ways.values():
                way.trust(standing.authority)
        return standing

    def hide_name(self, name: str, seen_by: str) -> None:
        self._ways[seen_by].trouble(origin_of(self.base_url(name)), "unknown")

    def cut(self, calling: str, serving: str, how: Cut) -> None:
        self._ways[calling].trouble(origin_of(self.base_url(serving)), how.value)

    def mend(self) -> None:
        for way in self._ways.values():
            way.mend()
        while self._signposts:
            self.switch_off(self._signposts.pop())

    def said(self, _since: float) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        for name in list(self._servers):
            self.switch_off(name)
        for port in list(self._left):
            self._left.pop(port).close()
        for way in self._ways.values():
            way.close()
        self.people.close()

    def _listen(self, name: str, port: int) -> socket.socket:
        if port in self._left:
            self._left.pop(port).close()
        return listening_at(HOST, port, name)


def _origin_of(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


def _port_in(url: str) -> int:
    return urlsplit(url).port or 80
