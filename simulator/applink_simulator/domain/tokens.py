"""Tokens: what a user granted a consumer, as the serving product and as the calling one know it."""

from dataclasses import dataclass, field
from enum import Enum


class TokenState(Enum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DENIED = "denied"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class Token:
    """What a user granted a consumer, from the request on, at the product that serves (auth.md 1.6)."""

    value: str = field(repr=False)
    secret: str = field(repr=False)
    consumer_key: str
    state: TokenState
    created: float
    """Seconds since 1970."""
    callback: str | None = None
    """None makes it a version 1.0 token, which needs no verifier (Q-6)."""
    verifier: str | None = field(default=None, repr=False)
    username: str | None = None
    session_handle: str | None = field(default=None, repr=False)
    granted: float = 0.0
    """Seconds since 1970 at which the user allowed it; renewal does not change it."""
    wrong_verifiers: int = 0
    """How often somebody guessed."""


@dataclass(frozen=True, slots=True)
class UserToken:
    """What one user of the calling product holds for one link: a request token at first, then an access token."""

    application_id: str
    username: str
    value: str = field(repr=False)
    secret: str = field(repr=False)
    granted: bool
    """An access token, which signs requests; else the dance is not over."""
