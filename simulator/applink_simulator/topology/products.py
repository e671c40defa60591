"""From a topology to its products, each with the state that the file describes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import quote

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.exchanges import Journal
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import Consumer, LinkEnd
from applink_simulator.linking.product import Product, Transport
from applink_simulator.products import kinds
from applink_simulator.storage.memory import MemoryContents, MemoryDirectory, MemoryState
from applink_simulator.topology.content import content_of
from applink_simulator.topology.keys import key_of
from applink_simulator.topology.load import Topology
from applink_simulator.topology.people import consumer_of, guesses_of, rights_of, users_of

WRITTEN = timedelta(days=7)
"""How long ago the content of a topology was written, by the products' clock."""


def products_of(
    topology: Topology, urls: Mapping[str, str], transport: Transport, clock: Clock, journal: Journal
) -> dict[str, Product]:
    """One product for each name, at its base URL; without state until it is ``furnished``."""
    return {
        name: Product(
            name=name,
            kind=kinds()[entry.kind],
            base_url=urls[name],
            state=MemoryState(MemoryDirectory("")),
            transport=transport,
            key_source=partial(key_of, name),
            clock=clock.follower(),
            journal=journal,
            title=entry.title,
            version=entry.version,
            profile=entry.profile,
            guesses=guesses_of(entry),
            patience=entry.patience,
            secure_administrator_sessions=entry.secure_administrator_sessions,
            tokens_need_tls=entry.tokens_need_tls,
        )
        for name, entry in topology.products.items()
    }


def furnish(topology: Topology, products: Mapping[str, Product]) -> None:
    """Every product as the file describes it and nothing else: this is what resetting means.

    The content's times follow the clock as it stands now.
    """
    directories = {name: MemoryDirectory(name, users_of(userbase)) for name, userbase in topology.userbases.items()}
    for name, product in products.items():
        entry = topology.products[name]
        written = product.clock.moment() - WRITTEN
        content = content_of(entry, topology, lambda other: products[other].application_id, written)
        product.state = MemoryState(
            directory=directories[entry.userbase],
            rights=rights_of(entry),
            contents=MemoryContents(content.containers, content.issues, content.pages),
        )
    for consumer in topology.consumers:
        if consumer.left_over:
            products[consumer.at].state.consumers.put(consumer_of(consumer))
        else:
            _register(products[consumer.at], consumer_of(consumer))


def _register(product: Product, consumer: Consumer) -> None:
    """As an incoming generic link: the client has no address that anybody could call."""
    url = f"http://{quote(consumer.key, safe='')}.client.invalid"
    end = LinkEnd(url_based_id(url), "generic", consumer.name, url, url)
    product.state.ends.add(end)
    product.state.consumers.put(replace(consumer, application_id=end.application_id))
