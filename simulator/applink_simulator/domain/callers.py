"""Who a request turned out to be from."""

from dataclasses import dataclass

from applink_simulator.domain.users import User


@dataclass(frozen=True, slots=True)
class Caller:
    """A user or nobody, and how that was established."""

    user: User | None
    way: str
    """An authentication type, ``session``, or ``anonymous``."""
    consumer_key: str | None = None
    """Key of the consumer that signed; None when nobody signed."""

    @property
    def username(self) -> str | None:
        return None if self.user is None else self.user.name


ANONYMOUS = Caller(None, "anonymous")
