"""What must be so whatever happens to the links of the topology three-products: a specification to be read.

Nothing of the simulator is used here. Section numbers are those of the notes on the protocol (applinks.md, auth.md).
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import TypeVar

K, V = TypeVar("K"), TypeVar("V")

PRODUCTS = ("Confluence", "Jira", "Tracker")
KIND = {"Confluence": "confluence", "Jira": "jira", "Tracker": "jira"}
USERBASE = {"Confluence": "company", "Jira": "company", "Tracker": "partners"}
PEOPLE = {
    "company": {"alice", "bob", "anna", "adam", "integration"},
    "partners": {"alice", "alicia", "olga", "integration"},
}
PERSONS = ({"company": "alice", "partners": "alicia"}, {"company": "anna", "partners": "olga"})
"""Who has an account in both userbases; everybody else is in one alone, whatever they are called."""
SYSTEM_ADMINISTRATORS = {"Confluence": {"anna"}, "Jira": {"anna"}, "Tracker": {"olga"}}
ADMINISTRATORS = {"Confluence": {"anna", "adam"}, "Jira": {"anna", "adam"}, "Tracker": {"olga"}}

ANYONE = "anyone"
SIGNED_IN = "signed-in"
ITEMS: dict[str, dict[str, Set[str]]] = {
    "Jira": {
        "DEMO-1": {ANYONE},
        "DEMO-2": {SIGNED_IN},
        "DEMO-3": {"alice", "integration"},
        "SEC-1": {"alice", "anna"},
        "LOST-1": set(),
    },
    "Confluence": {
        "Roadmap": {ANYONE},
        "What partners do": {SIGNED_IN},
        "Door codes": {"alice", "anna"},
        "The attic": set(),
    },
    "Tracker": {"TASK-1": {ANYONE}, "TASK-2": {SIGNED_IN}, "TASK-3": {"alice", "olga"}, "LOST-1": set()},
}
"""Each product's items, with who may see them."""

TOKENS_LIVE = 5
"""Years (auth.md 1.6)."""
NOWHERE = "an address where nobody ever is"

Pair = tuple[str, str]
"""A product and another one, as the first one's end of their link leads."""


class Way(Enum):
    """How an end can prove itself when it calls."""

    THREE_LEGGED = "with the user's own token"
    TWO_LEGGED = "as itself"
    IMPERSONATION = "in the user's name"


class Level(IntEnum):
    """The ladder of one direction (auth.md 3.1)."""

    OFF = 0
    THREE_LEGGED_ALONE = 1
    OAUTH = 2
    IMPERSONATION = 3

    @property
    def ways(self) -> frozenset[Way]:
        return frozenset(list(Way)[: self.value])


@dataclass(frozen=True)
class Trust:
    """Whose signatures an end takes, and for what."""

    whose: str
    """The product whose key it is: the one that was asked for it, which need not be the one linked to."""
    level: Level
    acts_as: str | None = None


@dataclass(frozen=True)
class End:
    """What one product knows of its link."""

    address: str
    ways: frozenset[Way] = frozenset()
    trust: Trust | None = None

    @property
    def outgoing(self) -> Level:
        """The highest way counts (applinks.md 3.3)."""
        return max((level for level in Level if level and list(Way)[level - 1] in self.ways), default=Level.OFF)

    @property
    def incoming(self) -> Level:
        return Level.OFF if self.trust is None else self.trust.level


@dataclass(frozen=True)
class Grant:
    """What a user of the product ``at`` allowed another product there."""

    number: int
    at: str
    to: str
    by: str
    year: int


@dataclass(frozen=True)
class World:
    """All three products as they have come to be."""

    ends: Mapping[Pair, End] = field(default_factory=dict)
    """In order of creation."""
    homes: Mapping[str, str] = field(default_factory=lambda: {product: product for product in PRODUCTS})
    """Where each product is at home by now."""
    down: frozenset[str] = frozenset()
    ways: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By calling product and address, what it finds there instead of whoever may be there: an error type."""
    inactive: frozenset[tuple[str, str]] = frozenset()
    """Userbase and username."""
    grants: frozenset[Grant] = frozenset()
    held: Mapping[tuple[str, str, str], Grant] = field(default_factory=dict)
    """What a user (third) of the first product holds for its link to the second."""
    primary: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By product and kind, to which other product the primary link of that kind leads."""
    year: int = 0
    decisions: int = 0

    def answering(self, address: str, calling: str) -> str | None:
        if (calling, address) in self.ways:
            return None
        return next((p for p in PRODUCTS if self.homes[p] == address and p not in self.down), None)

    def reaches(self, calling: str, serving: str) -> bool:
        return self.answering(self.homes[serving], calling) == serving

    def end_with_key(self, product: str, key: str) -> End | None:
        """By which the product knows the signatures of the one with that key."""
        ends = (end for (near, _), end in self.ends.items() if near == product)
        return next((end for end in ends if end.trust and end.trust.whose == key), None)

    def is_active(self, product: str, user: str) -> bool:
        return (USERBASE[product], user) not in self.inactive


class No(Enum):
    """Why a request across a link is served to nobody at all."""

    NO_LINK = "there is no link"
    SILENT = "nobody answers"
    REFUSED = "the signature, or what it asks for, is not accepted"


@dataclass(frozen=True)
class Served:
    """What an answer was made for."""

    by: str
    whom: str | None
    """None is anybody who is not signed in."""


def served(world: World, near: str, far: str, user: str | None) -> Served | No:
    """As whom a request of that user across the link is answered, and by whom (auth.md 3.4)."""
    end = world.ends.get((near, far))
    if end is None:
        return No.NO_LINK
    by = world.answering(end.address, near)
    if by is None:
        return No.SILENT
    if user is None or not end.ways:
        return Served(by, None)
    there = world.end_with_key(by, near)
    trust = there.trust if there else None
    if Way.IMPERSONATION in end.ways:
        if trust is None or trust.level < Level.IMPERSONATION:
            return No.REFUSED
        return _as(world, by, user)
    if Way.THREE_LEGGED in end.ways:
        # Who has yet to allow it is shown what anybody may see meanwhile.
        nobody = wants_a_token(world, near, far, user)
        return Served(by, None) if nobody else _as(world, by, world.held[near, far, user].by)
    if trust is None or trust.level < Level.OAUTH:
        return No.REFUSED
    return _as(world, by, trust.acts_as)


def _as(world: World, product: str, username: str | None) -> Served | No:
    """That name is looked up over there: whoever is called so is meant, and a stranger is nobody (Q-11)."""
    if username is None or username not in PEOPLE[USERBASE[product]]:
        return Served(product, None)
    return Served(product, username) if world.is_active(product, username) else No.REFUSED


def wants_a_token(world: World, near: str, far: str, user: str) -> bool:
    """The link goes by the user's token; he has none, or the product that is asked says that it is dead."""
    end = world.ends[near, far]
    if Way.IMPERSONATION in end.ways or Way.THREE_LEGGED not in end.ways:
        return False
    grant, asked = world.held.get((near, far, user)), world.answering(end.address, near)
    if grant is None or asked is None:
        return grant is None
    return grant not in world.grants or grant.at != asked or world.year >= grant.year + TOKENS_LIVE


def finds(world: World, near: str, far: str, user: str | None) -> set[str]:
    """The items a person at ``near`` is shown across its link to ``far``, whatever they are looking with."""
    answer = served(world, near, far, user)
    return set() if isinstance(answer, No) else visible(answer.by, answer.whom)


def visible(product: str, user: str | None) -> set[str]:
    return {
        item
        for item, audience in ITEMS[product].items()
        if ANYONE in audience or (user is not None and (SIGNED_IN in audience or user in audience))
    }


def looked(world: World, near: str, far: str, user: str | None) -> World:
    """The world after that look: a token of which the other product says that it is dead is thrown away."""
    if user is None or (near, far) not in world.ends or not wants_a_token(world, near, far, user):
        return world
    return replace(world, held=_without(world.held, (near, far, user)))


def finding(world: World, near: str, far: str) -> str | None:
    """The first error type for which there is cause (applinks.md 4.2); None when the link works."""
    end = world.ends[near, far]
    by = world.answering(end.address, near)
    if by is None:
        return world.ways.get((near, end.address), "CONNECTION_REFUSED")
    back = world.ends.get((by, near))
    if back is None:
        return "NO_REMOTE_APPLINK"
    if Level.THREE_LEGGED_ALONE in (end.incoming, end.outgoing, back.incoming, back.outgoing):
        return "AUTH_LEVEL_UNSUPPORTED"
    if (end.incoming, end.outgoing) != (back.outgoing, back.incoming):
        return "AUTH_LEVEL_MISMATCH"
    if end.incoming is Level.OFF and end.outgoing is Level.OFF:
        return "DISABLED"
    if Way.TWO_LEGGED not in end.ways:
        return None
    # The last thing that is tried is a request that names no user.
    there = world.end_with_key(by, near)
    if there is None or there.trust is None:
        return "OAUTH_PROBLEM"
    if there.trust.level < Level.OAUTH or _as(world, by, there.trust.acts_as) is No.REFUSED:
        return "AUTH_LEVEL_UNSUPPORTED"
    return None


@dataclass(frozen=True)
class Outcome:
    """The world afterwards, and why the product refused if it did; what was done before that stays done."""

    world: World
    refusal: str | None = None


ONLY_SYSTEM_ADMINISTRATORS = "only a system administrator may"
SAME_ADDRESS = "a link to that address exists already"
LINKED_ALREADY = "that application is linked already"
NO_KEY = "the other product does not tell its key"
SAME_KEY = "the two ends would share a consumer key"


def may_set(product: str, who: str, *levels: Level) -> bool:
    """Impersonation is for system administrators, in either direction (auth.md 3.1)."""
    return Level.IMPERSONATION not in levels or who in SYSTEM_ADMINISTRATORS[product]


def completed(world: World, near: str, far: str) -> Outcome:
    """An end is made without asking the other product (applinks.md 3.1)."""
    if (near, far) in world.ends:
        return Outcome(world, LINKED_ALREADY)
    primary = {(near, KIND[far]): far} | dict(world.primary)
    return Outcome(replace(world, ends={**world.ends, (near, far): End(world.homes[far])}, primary=primary))


def linked_one_way(world: World, near: str, far: str) -> Outcome:
    if any(end.address == world.homes[far] for (product, _), end in world.ends.items() if product == near):
        return Outcome(world, SAME_ADDRESS)
    return completed(world, near, far)


def linked_two_way(world: World, near: str, far: str, who: str, there: str, *, shared: bool) -> Outcome:
    """The remote's end first, then ours, then authentication; not one transaction (applinks.md 5.4)."""
    level = Level.IMPERSONATION if shared else Level.OAUTH
    if not may_set(near, who, level):
        return Outcome(world, ONLY_SYSTEM_ADMINISTRATORS)
    if any(end.address == world.homes[far] for (product, _), end in world.ends.items() if product == near):
        return Outcome(world, SAME_ADDRESS)
    if not world.reaches(near, far):
        return Outcome(world, "the other product could not be asked")
    back = world.ends.get((far, near))
    if back is not None and back.address != world.homes[near]:
        return Outcome(world, "the other product's end could not be made")
    world = completed(world, far, near).world
    outcome = completed(world, near, far)
    if outcome.refusal:
        return outcome
    # What goes wrong from here on leaves the link as far as it has come.
    ours = levels_set(outcome.world, near, far, who, level, level)
    theirs = ours if ours.refusal else levels_set(ours.world, far, near, there, level, level)
    return Outcome(theirs.world)


def begun_in_the_browser(world: World, near: str, far: str, who: str, *, shared: bool) -> Outcome:
    """Our half, with authentication; a refusal means that nobody is sent on to the other product."""
    level = Level.IMPERSONATION if shared else Level.OAUTH
    return levels_set(completed(world, near, far).world, near, far, who, level, level)


def linked_back_in_the_browser(world: World, near: str, far: str, who: str, *, shared: bool) -> World:
    """The other half, where there is none yet."""
    level = Level.IMPERSONATION if shared else Level.OAUTH
    return levels_set(completed(world, far, near).world, far, near, who, level, level).world


def levels_set(world: World, near: str, far: str, who: str, incoming: Level, outgoing: Level) -> Outcome:
    """Both directions of one end; the key is asked for once, when something is to be taken for the first time."""
    if not may_set(near, who, incoming, outgoing):
        return Outcome(world, ONLY_SYSTEM_ADMINISTRATORS)
    end = world.ends[near, far]
    if incoming is Level.OFF:
        world = distrusted(world, near, far)
    elif end.trust is not None:
        world = with_end(world, near, far, trust=replace(end.trust, level=incoming))
    else:
        learned = _learned(world, near, far, Trust("", incoming))
        if learned.refusal:
            return learned
        world = learned.world
    return Outcome(with_end(world, near, far, ways=outgoing.ways))


def trusted(world: World, near: str, far: str, who: str, *, acts_as: str | None, impersonation: bool) -> Outcome:
    """What an end takes, with the key asked for anew (applinks.md 3.4)."""
    level = Level.IMPERSONATION if impersonation else Level.OAUTH
    if not may_set(near, who, level):
        return Outcome(world, ONLY_SYSTEM_ADMINISTRATORS)
    return _learned(world, near, far, Trust("", level, acts_as))


def _learned(world: World, near: str, far: str, trust: Trust) -> Outcome:
    """The key of whoever answers there; one that another link has taken is not taken twice (LNK-038)."""
    whose = world.answering(world.ends[near, far].address, near)
    if whose is None:
        return Outcome(world, NO_KEY)
    holder = world.end_with_key(near, whose)
    before = world.ends[near, far].trust
    if holder is not None and holder is not world.ends[near, far]:
        return Outcome(world, SAME_KEY)
    if before is not None and before.whose != whose:
        world = distrusted(world, near, far)
    return Outcome(with_end(world, near, far, trust=replace(trust, whose=whose)))


def distrusted(world: World, near: str, far: str) -> World:
    """With the trust goes what users granted for the sake of it."""
    trust = world.ends[near, far].trust
    if trust is None:
        return world
    left = frozenset(grant for grant in world.grants if (grant.at, grant.to) != (near, trust.whose))
    return with_end(replace(world, grants=left), near, far, trust=None)


def sends(world: World, near: str, far: str, who: str, *ways: Way) -> Outcome:
    """More ways to prove itself; none is taken away (applinks.md 3.1)."""
    if Way.IMPERSONATION in ways and not may_set(near, who, Level.IMPERSONATION):
        return Outcome(world, ONLY_SYSTEM_ADMINISTRATORS)
    return Outcome(with_end(world, near, far, ways=world.ends[near, far].ways | set(ways)))


def relocated(world: World, near: str, far: str, who: str, address: str, *, anyway: bool) -> Outcome:
    """Only the address changes; what is at the new one must be of the same kind (applinks.md 5.6)."""
    if who not in SYSTEM_ADMINISTRATORS[near]:
        return Outcome(world, ONLY_SYSTEM_ADMINISTRATORS)
    others = (end for (product, other), end in world.ends.items() if product == near and other != far)
    if any(end.address == address for end in others):
        return Outcome(world, "another link leads there")
    there = world.answering(address, near)
    if there is None and not anyway:
        return Outcome(world, "nobody answers there")
    if there is not None and KIND[there] != KIND[far]:
        return Outcome(world, "another application is there")
    if there == near:
        return Outcome(world, "that is its own address")
    return Outcome(with_end(world, near, far, address=address))


def deleted(world: World, near: str, far: str) -> World:
    """One end, with all that hung on it (applinks.md 5.7)."""
    world = distrusted(world, near, far)
    ends = _without(world.ends, (near, far))
    held = {key: grant for key, grant in world.held.items() if key[:2] != (near, far)}
    primary = dict(world.primary)
    if primary.get((near, KIND[far])) == far:
        del primary[near, KIND[far]]
        following = (other for product, other in ends if product == near and KIND[other] == KIND[far])
        if (next_one := next(following, None)) is not None:
            primary[near, KIND[far]] = next_one
    return replace(world, ends=ends, held=held, primary=primary)


def deleted_at_both_ends(world: World, near: str, far: str, who: str) -> Outcome:
    """The other end first, as the administrator himself: whoever may not do it there keeps both."""
    if wants_a_token(world, near, far, who):
        return Outcome(looked(world, near, far, who), "one has to authenticate there first")
    answer = served(world, near, far, who)
    if isinstance(answer, No) or answer.whom not in ADMINISTRATORS[answer.by] or (answer.by, near) not in world.ends:
        return Outcome(world, "the other end could not be deleted")
    return Outcome(deleted(deleted(world, answer.by, near), near, far))


@dataclass(frozen=True)
class Dance:
    """Where a user has come to who was asked whether a product may act for him, and what he reads there."""

    world: World
    at: str
    reads: str
    answered: bool = False
    """There was a question to be answered."""


NOT_OBTAINED = "Access could not be obtained"


def danced(world: World, near: str, far: str, user: str, *, allows: bool) -> Dance:
    """From the calling product to the serving one, and back (auth.md 2)."""
    end = world.ends[near, far]
    by = world.answering(end.address, near)
    if Way.THREE_LEGGED not in end.ways or by is None or world.end_with_key(by, near) is None:
        return Dance(world, near, NOT_OBTAINED)
    # Whoever begins anew holds nothing until it is done.
    world = replace(world, held=_without(world.held, (near, far, user)))
    there = account(near, user, by)
    if there is None or not world.is_active(by, there):
        return Dance(world, by, "Log in")
    if not allows:
        return Dance(world, near, "Access denied", answered=True)
    grant = Grant(world.decisions, by, near, there, world.year)
    held = {**world.held, (near, far, user): grant}
    world = replace(world, grants=world.grants | {grant}, held=held, decisions=world.decisions + 1)
    return Dance(world, near, "Access allowed", answered=True)


def account(product: str, user: str, elsewhere: str) -> str | None:
    """Who a user of one product is at another."""
    here, there = USERBASE[product], USERBASE[elsewhere]
    if here == there:
        return user
    return next((person[there] for person in PERSONS if person[here] == user), None)


def revoked(world: World, at: str, user: str, to: str) -> World:
    left = frozenset(grant for grant in world.grants if (grant.at, grant.by, grant.to) != (at, user, to))
    return replace(world, grants=left)


def moved(world: World, product: str, home: str) -> World:
    """Nothing is left at the old address."""
    return replace(world, homes={**world.homes, product: home}, down=world.down - {product})


def with_end(world: World, near: str, far: str, **changes: object) -> World:
    end = replace(world.ends[near, far], **changes)  # type: ignore[arg-type]
    return replace(world, ends={**world.ends, (near, far): end})


def _without(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    return {each: value for each, value in mapping.items() if each != key}
