"""Products without sockets, at addresses that only they know: quick, and never the only proof."""

import itertools
from collections.abc import Callable
from typing import Any

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.exchanges import Journal
from applink_simulator.topology import keys
from applink_simulator.topology.load import Topology
from applink_simulator.topology.place import origin_of
from applink_simulator.topology.products import products_of
from applink_simulator.topology.running import RunningTopology
from applink_simulator.transport.in_process import InProcessTransport
from applink_simulator.web.app import create_app
from applink_simulator.web.door import Application


def in_process(topology: Topology) -> RunningTopology:
    keys.begin(len(topology.products))
    applications: dict[str, Any] = {}
    hosts = {name: name.lower().replace(" ", "-") for name in topology.products}
    urls = {name: f"http://{hosts[name]}.test{topology.products[name].context_path}" for name in hosts}
    clock, journal, transport = Clock(), Journal(), InProcessTransport(applications)
    products = products_of(topology, urls, transport, clock, journal)
    apps = {name: create_app(product) for name, product in products.items()}

    moves = itertools.count(2)

    def switch_off(name: str) -> None:
        applications.pop(origin_of(products[name].base_url), None)

    def switch_on(name: str) -> None:
        applications[origin_of(products[name].base_url)] = apps[name]

    def move(name: str, origin: str | None, path: str) -> None:
        switch_off(name)
        products[name].base_url = (origin or f"http://{hosts[name]}-{next(moves)}.test") + path
        apps[name].path = path
        switch_on(name)

    def put_up(application: Application, origin: str) -> Callable[[], None]:
        applications[origin] = application
        return lambda: applications.pop(origin)

    running = RunningTopology(
        topology, products, journal, clock, transport, applications.clear, switch_off, switch_on, move, put_up
    )
    running.reset()
    return running
