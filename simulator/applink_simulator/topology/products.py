"""From a topology to its products, each with the state that the file describes."""

from collections.abc import Callable, Mapping

from applink_simulator.domain.state import Storage
from applink_simulator.linking.product import Product, Transport
from applink_simulator.storage.memory import MemoryStorage
from applink_simulator.topology.assembly import assembled
from applink_simulator.topology.description import character_of, furnishing_of
from applink_simulator.topology.load import Topology


def products_of(
    topology: Topology, urls: Mapping[str, str], transports: Callable[[str], Transport]
) -> dict[str, Product]:
    """One product in memory for each name that has a base URL; without content until it is ``furnished``."""
    states = MemoryStorage()
    return {name: product_of(topology, name, url, transports(name), states) for name, url in urls.items()}


def product_of(
    topology: Topology,
    name: str,
    base_url: str,
    transport: Transport,
    storage: Storage,
) -> Product:
    return assembled(character_of(topology, name), base_url, transport, storage)


def furnish(topology: Topology, products: Mapping[str, Product]) -> None:
    """Every product as the file describes it and nothing else.

    The content's times follow the clock as it stands now.
    """
    for name, product in products.items():
        furnishing_of(topology, name, product.clock.moment()).into(product.state)
