"""From a topology to its products, each with the state that the file describes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import quote

from applink_simulator.authentication.keys import KeyPair, read_private_key
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import Consumer, LinkEnd
from applink_simulator.domain.state import State, Storage
from applink_simulator.linking.product import PRIVATE_KEY, Product, Transport, default_application_id
from applink_simulator.products import kinds
from applink_simulator.storage.memory import MemoryStorage
from applink_simulator.topology.content import content_of
from applink_simulator.topology.keys import key_of
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
    entry = topology.products[name]
    state = storage.state(name, entry.userbase)
    return Product(
        name=name,
        kind=kinds()[entry.kind],
        base_url=base_url,
        state=state,
        transport=transport,
        key_source=partial(own_key, name, state),
        title=entry.title,
        version=entry.version,
        profile=entry.profile,
        guesses=guesses_of(entry),
        patience=entry.patience,
        secure_administrator_sessions=entry.secure_administrator_sessions,
        tokens_need_tls=entry.tokens_need_tls,
    )


def own_key(name: str, state: State) -> KeyPair:
    """The key that the product remembers; one that is new remembers the key it gets."""
    if stored := state.settings.get(PRIVATE_KEY):
        return read_private_key(stored)
    key = key_of(name)
    text = key.private_pem()
    stored = state.settings.add(PRIVATE_KEY, text)
    return key if stored == text else read_private_key(stored)


def furnish(topology: Topology, products: Mapping[str, Product]) -> None:
    """Every product as the file describes it and nothing else.

    The content's times follow the clock as it stands now.
    """
    for name, product in products.items():
        entry, state = topology.products[name], product.state
        state.clear()
        state.directory.fill(users_of(topology.userbases[entry.userbase]))
        state.put_rights(rights_of(entry))
        content = content_of(entry, topology, default_application_id, product.clock.moment() - WRITTEN)
        state.contents.fill(content.containers, content.issues, content.pages)
        for consumer in topology.consumers:
            if consumer.at != name:
                continue
            if consumer.left_over:
                state.consumers.put(consumer_of(consumer))
            else:
                _register(product, consumer_of(consumer))


def _register(product: Product, consumer: Consumer) -> None:
    """As an incoming generic link: the client has no address that anybody could call."""
    url = f"http://{quote(consumer.key, safe='')}.client.invalid"
    end = LinkEnd(url_based_id(url), "generic", consumer.name, url, url)
    product.state.ends.add(end)
    product.state.consumers.put(replace(consumer, application_id=end.application_id))
