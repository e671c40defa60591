"""From a topology to its products, each with the state that the file describes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from applink_simulator.domain.state import Storage
from applink_simulator.linking.product import Product, Transport, default_application_id
from applink_simulator.storage.memory import MemoryStorage
from applink_simulator.topology.content import content_of
from applink_simulator.topology.installation import Character, Furnishing
from applink_simulator.topology.load import Topology
from applink_simulator.topology.people import consumer_of, guesses_of, rights_of, users_of

WRITTEN = timedelta(days=7)
"""How long ago the content of a topology was written, by the products' clock."""


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
    return character_of(topology, name).product(base_url, transport, storage)


def character_of(topology: Topology, name: str) -> Character:
    entry = topology.products[name]
    return Character(
        name=name,
        kind=entry.kind,
        userbase=entry.userbase,
        title=entry.title,
        version=entry.version,
        profile=entry.profile,
        guesses=guesses_of(entry),
        patience=entry.patience,
        secure_administrator_sessions=entry.secure_administrator_sessions,
        tokens_need_tls=entry.tokens_need_tls,
    )


def furnishing_of(topology: Topology, name: str, now: datetime) -> Furnishing:
    """The content's times come before that moment."""
    entry = topology.products[name]
    content = content_of(entry, topology, default_application_id, now - WRITTEN)
    here = [consumer for consumer in topology.consumers if consumer.at == name]
    return Furnishing(
        users=tuple(users_of(topology.userbases[entry.userbase])),
        rights=rights_of(entry),
        containers=content.containers,
        issues=content.issues,
        pages=content.pages,
        consumers=tuple(consumer_of(consumer) for consumer in here if not consumer.left_over),
        left_over=tuple(consumer_of(consumer) for consumer in here if consumer.left_over),
    )


def furnish(topology: Topology, products: Mapping[str, Product]) -> None:
    """Every product as the file describes it and nothing else.

    The content's times follow the clock as it stands now.
    """
    for name, product in products.items():
        furnishing_of(topology, name, product.clock.moment()).into(product.state)
