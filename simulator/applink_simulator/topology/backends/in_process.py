"""Products without sockets, at addresses that only they know: quick, and never the only proof."""

from typing import Any

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.exchanges import Journal
from applink_simulator.topology import keys
from applink_simulator.topology.load import Topology
from applink_simulator.topology.products import products_of
from applink_simulator.topology.running import RunningTopology
from applink_simulator.transport.in_process import InProcessTransport
from applink_simulator.web.app import create_app


def in_process(topology: Topology) -> RunningTopology:
    keys.begin(len(topology.products))
    applications: dict[str, Any] = {}
    origins = {name: f"http://{name.lower().replace(' ', '-')}.test" for name in topology.products}
    urls = {name: origins[name] + topology.products[name].context_path for name in origins}
    clock, journal, transport = Clock(), Journal(), InProcessTransport(applications)
    products = products_of(topology, urls, transport, clock, journal)
    apps = {name: create_app(product) for name, product in products.items()}

    def switch_off(name: str) -> None:
        applications.pop(origins[name], None)

    def switch_on(name: str) -> None:
        applications[origins[name]] = apps[name]

    running = RunningTopology(
        topology, products, journal, clock, transport, applications.clear, switch_off, switch_on
    )
    running.reset()
    return running
