"""Userbases, the people in them, and who is meant by a list of names."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

ANYONE = "anyone"
SIGNED_IN = "signed-in"
GROUP = "group:"


@dataclass(frozen=True, slots=True)
class User:
    """A person in one userbase; ``name`` is the username, compared without regard to case."""

    name: str
    display_name: str
    email: str = ""
    password: str = field(default="", repr=False)
    active: bool = True
    groups: frozenset[str] = frozenset()
    key: str = ""

    def has_password(self, password: str) -> bool:
        return bool(self.password) and hmac.compare_digest(self.password.encode(), password.encode())


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant: everybody, everybody who is signed in, or people and groups by name."""

    anyone: bool = False
    signed_in: bool = False
    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> "Audience":
        """From a topology file's list: ``anyone``, ``signed-in``, ``group:staff`` or a username."""
        names = list(names)
        groups = {name.removeprefix(GROUP) for name in names if name.startswith(GROUP)}
        users = {name.lower() for name in names if not name.startswith(GROUP)}
        return cls(
            anyone=ANYONE in users,
            signed_in=SIGNED_IN in users,
            users=frozenset(users - {ANYONE, SIGNED_IN}),
            groups=frozenset(groups),
        )

    @property
    def names(self) -> list[str]:
        """The list that it was made of, in alphabetical order, ``anyone`` and ``signed-in`` first."""
        sorts = [name for name, meant in ((ANYONE, self.anyone), (SIGNED_IN, self.signed_in)) if meant]
        return sorts + sorted(GROUP + group for group in self.groups) + sorted(self.users)

    def includes(self, user: User | None) -> bool:
        if self.anyone:
            return True
        if user is None:
            return False
        return self.signed_in or user.name.lower() in self.users or not self.groups.isdisjoint(user.groups)


@dataclass(frozen=True, slots=True)
class Rights:
    """Global permissions on one product."""

    system_administrators: Audience = Audience()
    administrators: Audience = Audience()
    may_use: Audience = Audience(signed_in=True)
    anonymous_access: bool = True

    def is_system_administrator(self, user: User | None) -> bool:
        return user is not None and self.system_administrators.includes(user)

    def is_administrator(self, user: User | None) -> bool:
        """A system administrator is an administrator too."""
        return user is not None and (self.administrators.includes(user) or self.system_administrators.includes(user))

    def may_log_in(self, user: User) -> bool:
        return user.active and (self.may_use.includes(user) or self.is_administrator(user))
