"""Who signed a request and whom it acts as: what a product's state says of that, in one answer.

Tuples with names: they are made anew for each request, and a frozen dataclass takes twice as long.
"""

from typing import NamedTuple

from applink_simulator.domain.links import Consumer
from applink_simulator.domain.sessions import Session
from applink_simulator.domain.tokens import Token
from applink_simulator.domain.users import Rights, User


class Nonce(NamedTuple):
    """What makes a message one of a kind, and until which second it must not come again."""

    name: tuple[str, ...]
    until: float


class Held(NamedTuple):
    """What a product holds of whoever signed: the consumer, and the token; None where there is none."""

    consumer: Consumer | None
    token: Token | None = None
    written: tuple[str | None, str | None] = (None, None)
    """Both as they were read, by which the storage knows them again."""
    just_read: bool = True
    """Else remembered from an earlier request, and perhaps out of date."""


class Admitted(NamedTuple):
    """What was so at the moment at which the nonces were claimed."""

    nonces_are_new: bool
    user: User | None
    rights: Rights


class SignedIn(NamedTuple):
    """A session with whose it is, as they are at one moment; None where there is none."""

    session: Session | None
    user: User | None
    rights: Rights
