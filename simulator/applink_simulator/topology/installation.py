"""One product of a topology as plain values, which another process can be handed.

A process that serves one product never reads a topology file itself: the models of the file would stay in its memory.
"""

from dataclasses import dataclass, replace
from urllib.parse import quote

from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.identity import url_based_id
from applink_simulator.domain.links import Consumer, LinkEnd
from applink_simulator.domain.profiles import Guesses, Profile
from applink_simulator.domain.state import State
from applink_simulator.domain.users import Rights, User


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


def _register(state: State, consumer: Consumer) -> None:
    """As an incoming generic link: the client has no address that anybody could call."""
    url = f"http://{quote(consumer.key, safe='')}.client.invalid"
    end = LinkEnd(url_based_id(url), "generic", consumer.name, url, url)
    state.ends.add(end)
    state.consumers.put(replace(consumer, application_id=end.application_id))
