"""A product from its character, its address and its storage."""

from functools import partial

from applink_simulator.authentication.keys import KeyPair, read_private_key
from applink_simulator.domain.state import State, Storage
from applink_simulator.linking.product import PRIVATE_KEY, Product, Transport
from applink_simulator.products import kinds
from applink_simulator.topology.installation import Character
from applink_simulator.topology.keys import key_of


def assembled(character: Character, base_url: str, transport: Transport, storage: Storage) -> Product:
    """Without content until it is furnished, or with what the storage remembers."""
    state = storage.state(character.name, character.userbase)
    return Product(
        name=character.name,
        kind=kinds()[character.kind],
        base_url=base_url,
        state=state,
        transport=transport,
        key_source=partial(own_key, character.name, state),
        title=character.title,
        version=character.version,
        profile=character.profile,
        guesses=character.guesses,
        patience=character.patience,
        secure_administrator_sessions=character.secure_administrator_sessions,
        tokens_need_tls=character.tokens_need_tls,
    )


def own_key(name: str, state: State) -> KeyPair:
    """The key that the product remembers; one that is new remembers the key it gets."""
    if stored := state.settings.get(PRIVATE_KEY):
        return read_private_key(stored)
    key = key_of(name)
    text = key.private_pem()
    stored = state.settings.add(PRIVATE_KEY, text)
    return key if stored == text else read_private_key(stored)
