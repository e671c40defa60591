"""One product of a topology as plain values, which another process can be handed.

A process that serves one product never reads a topology file itself: the models of the file would stay in its memory.
"""

from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote

from applink_simulator.authentication.keys import KeyPair, read_private_key
from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import Consumer, LinkEnd
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.domain.state import State, Storage
from applink_simulator.domain.users import Rights, User
from applink_simulator.linking.product import PRIVATE_KEY, Product, Transport
from applink_simulator.products import kinds
from applink_simulator.topology.keys import key_of


@dataclass(frozen=True, slots=True)
class Character:
    """What a product is, apart from where it runs and what it remembers."""

    name: str
    kind: str
    userbase: str
    title: str
    version: str
    profile: Profile
    guesses: Guesses
    patience: float
    secure_administrator_sessions: bool
    tokens_need_tls: bool

    def product(self, base_url: str, transport: Transport, storage: Storage) -> Product:
        """Without content until it is furnished, or with what the storage remembers."""
        state = storage.state(self.name, self.userbase)
        return Product(
            name=self.name,
            kind=kinds()[self.kind],
            base_url=base_url,
            state=state,
            transport=transport,
            key_source=partial(own_key, self.name, state),
            title=self.title,
            version=self.version,
            profile=self.profile,
            guesses=self.guesses,
            patience=self.patience,
            secure_administrator_sessions=self.secure_administrator_sessions,
            tokens_need_tls=self.tokens_need_tls,
        )


@dataclass(frozen=True, slots=True)
class Furnishing:
    """What a product holds when it is new."""

    users: tuple[User, ...]
    rights: Rights
    containers: tuple[Container, ...]
    issues: tuple[Issue, ...]
    pages: tuple[Page, ...]
    consumers: tuple[Consumer, ...]
    left_over: tuple[Consumer, ...]
    """Consumers whose links are gone."""

    def into(self, state: State, *, people_stay: bool = False) -> None:
        """This and nothing else; ``people_stay`` leaves a directory alone that has people already."""
        state.clear()
        if not (people_stay and any(True for _ in state.directory)):
            state.directory.fill(self.users)
        state.put_rights(self.rights)
        state.contents.fill(self.containers, self.issues, self.pages)
        for consumer in self.left_over:
            state.consumers.put(consumer)
        for consumer in self.consumers:
            _register(state, consumer)


def own_key(name: str, state: State) -> KeyPair:
    """The key that the product remembers; one that is new remembers the key it gets."""
    if stored := state.settings.get(PRIVATE_KEY):
        return read_private_key(stored)
    key = key_of(name)
    text = key.private_pem()
    stored = state.settings.add(PRIVATE_KEY, text)
    return key if stored == text else read_private_key(stored)


def _register(state: State, consumer: Consumer) -> None:
    """As an incoming generic link: the client has no address that anybody could call."""
    url = f"http://{quote(consumer.key, safe='')}.client.invalid"
    end = LinkEnd(url_based_id(url), "generic", consumer.name, url, url)
    state.ends.add(end)
    state.consumers.put(replace(consumer, application_id=end.application_id))
