"""Products without sockets, at addresses that only they know: quick, and never the only proof."""

import itertools
import secrets
from typing import TYPE_CHECKING, Any, NoReturn

from applink_simulator.domain.urls import origin_of
from applink_simulator.linking.product import Product
from applink_simulator.topology import keys
from applink_simulator.topology.control import Control
from applink_simulator.topology.load import Topology
from applink_simulator.topology.products import furnish, products_of
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut, NeedsSockets
from applink_simulator.transport.in_process import InProcessTransport
from applink_simulator.transport.troubled import TroubledTransport
from applink_simulator.web.app import create_app
from applink_simulator.web.door import ContextPath, Signpost

if TYPE_CHECKING:
    from applink_simulator.topology.fronts.front import Front


def in_process(topology: Topology) -> RunningTopology:
    keys.begin(len(topology.products))
    site = InProcessSite(topology)
    running = RunningTopology(topology, "in-process", site, site.products)
    running.begin()
    return running


class InProcessSite:
    """Origins are host names ending in ``.test``, of which only the transports here know."""

    def __init__(self, topology: Topology) -> None:
        self._applications: dict[str, Any] = {}
        self._hosts = {name: name.lower().replace(" ", "-") for name in topology.products}
        self._moves = itertools.count(2)
        self._signposts: list[str] = []
        self._token = secrets.token_hex(16)
        self.people = InProcessTransport(self._applications)
        self._ways = {name: TroubledTransport(self.people) for name in topology.products}
        urls = {
            name: f"http://{host}.test{topology.products[name].context_path}" for name, host in self._hosts.items()
        }
        self.products: dict[str, Product] = products_of(topology, urls, self._ways.__getitem__)
        self._apps: dict[str, ContextPath] = {
            name: create_app(product, self._token, hidden=True) for name, product in self.products.items()
        }
        self._controls = {name: Control(self.people, origin_of(urls[name]), self._token) for name in urls}
        furnish(topology, self.products)
        for name in self.products:
            self.switch_on(name)

    def control(self, name: str) -> Control:
        return self._controls[name]

    def base_url(self, name: str) -> str:
        return self.products[name].base_url

    def published(self, _name: str) -> str:
        return ""

    def switch_off(self, name: str) -> None:
        if self._runs(name):
            del self._applications[origin_of(self.base_url(name))]

    def _runs(self, name: str) -> bool:
        """Another product may have come home to its address meanwhile."""
        return self._applications.get(origin_of(self.base_url(name))) is self._apps[name]

    def switch_on(self, name: str) -> bool:
        origin = origin_of(self.base_url(name))
        ran = origin in self._applications
        self._applications[origin] = self._apps[name]
        return not ran

    def vacate(self, name: str) -> None:
        self.switch_off(name)

    def move(self, name: str, origin: str | None, path: str) -> bool:
        ran = self._runs(name)
        self.switch_off(name)
        origin = origin or f"http://{self._hosts[name]}-{next(self._moves)}.test"
        self._controls[name].origin = origin
        self._applications[origin] = self._apps[name]
        self._controls[name].change(base_url=origin + path)
        return not ran

    def put_up_signpost(self, old_url: str, new_url: str) -> None:
        self._applications[origin_of(old_url)] = Signpost(old_url, new_url)
        self._signposts.append(origin_of(old_url))

    def put_in_front(self, _name: str, _front: "Front", _port: int) -> NoReturn:
        raise NeedsSockets(what="Something that stands in front of a product")

    def hide_name(self, name: str, seen_by: str) -> None:
        self._ways[seen_by].trouble(origin_of(self.base_url(name)), "unknown")

    def cut(self, calling: str, serving: str, how: Cut) -> None:
        self._ways[calling].trouble(origin_of(self.base_url(serving)), how.value)

    def mend(self) -> None:
        for way in self._ways.values():
            way.mend()
        while self._signposts:
            self._applications.pop(self._signposts.pop(), None)

    def said(self, _since: float) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        self._applications.clear()
