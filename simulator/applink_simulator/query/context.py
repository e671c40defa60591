"""Who searches, and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Context:
    """`user` is whom the call acts as, None if anonymous; dates are read in the zone of `now`."""

    user: str | None
    now: datetime

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("the time of a search needs a time zone")
