"""A person who is signed in at a product with a browser."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Session:
    id: str = field(repr=False)
    username: str
    xsrf_token: str = field(repr=False)
    """What forms of this session carry, so that no other site can make the browser post one."""
    confirmed_at: float | None = None
    """Seconds since 1970 at which an administrator last gave the password again; None before that."""
