"""What the generator has to know of the products that it drives; everything else it learns from their answers."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from applink_load.offered import ADMINISTERED, AS_ONE, THROUGH
from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.users import Audience
from applink_simulator.topology.content import content_of
from applink_simulator.topology.file import Authentication, ConsumerEntry, Direction, Link
from applink_simulator.topology.load import Topology
from applink_simulator.topology.people import rights_of, users_of

CONSUMER = "load-generator"
WAITING_FOR_OURS = 60.0
"""Seconds that workers of this machine have to say that they are ready."""
WAITING_FOR_OTHERS = 600.0
"""Seconds that workers of other machines have, whom somebody may have to start."""
SIGNATURE = 0.005
"""Seconds that one takes at most, on a machine that has other things to do."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When items were made makes no difference to who sees them."""


class NotForLoad(ApplinkError):
    message = "This topology cannot be put under load: {lacks}."


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    password: str = field(repr=False)
    sees: tuple[str, ...]
    """Keys of the issues that the topology lets them see at Jira."""
    projects: tuple[str, ...] = ()
    """Keys of those they see at Jira."""
    administers: bool = False
    """Whether they may make links at Jira."""
    at_confluence: bool = False
    """Whether they may log in there, too."""
    spaces: tuple[str, ...] = ()
    """Keys of those they see there."""
    reads: tuple[str, ...] = ()
    """The pages they see there, as SPACE/title."""


@dataclass(frozen=True, slots=True)
class Page:
    """Of Confluence."""

    name: str
    """SPACE/title."""
    issue: str = ""
    """Key of the issue that a macro on it shows, if it shows just one of Jira's."""


@dataclass(frozen=True)
class Wish:
    """What somebody asked the command for."""

    profile: str
    users: int = 10
    seconds: float = 30.0
    spawn_rate: float = 50.0
    checking: float = 1.0
    """The part of the answers whose items are held against what their reader may see."""
    shape: str = "constant"
    """Its name in SHAPES."""
    rate: float = 0.0
    """Requests a second that all users make together; 0: as many as they can."""
    thresholds: tuple[str, ...] = ()
    """What the search for the highest rate has to keep."""
    pace: float = 1.0
    """How many times as fast as people are those who have a pace at all."""
    ceiling_seconds: float = 0.0
    """For how long the generator first asks a server that does nothing; 0: not at all."""
    presign: int = 0
    """How many requests are signed before the run."""
    hops: bool = True
    """Whether products are asked where the time goes; those that do not know the question do not mind it."""
    workers: int = 1
    """Processes that make the load."""
    master: str = ""
    """Address at which workers of other machines are waited for; empty: they are all started here."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where the products are, and as whom the generator comes to them."""

    jira: str
    """Base URL."""
    jira_id: str
    """Application id, as the proxy wants it."""
    confluence: str = ""
    """Base URL of the product that people look through; empty without one."""
    confluence_id: str = ""
    private_key: str = field(repr=False)
    acting_as: str
    """Username whom plain OAuth acts as."""
    consumer: str = CONSUMER
    """Key of the consumer as which the generator signs."""


@dataclass(frozen=True, kw_only=True)
class Plan(Places, Wish):
    people: tuple[Person, ...]
    issues: tuple[str, ...]
    projects: tuple[str, ...] = ()
    """Keys of all of Jira's."""
    pages: tuple[Page, ...] = ()
    """All of Confluence's."""
    administrators: Mapping[str, str] = field(default_factory=dict)
    """Usernames of one at each product, by base URL, who may make links there."""
    part: int = 0
    parts: int = 1
    """Which of so many generators this one is: who changes something keeps to its own people."""

    @property
    def before(self) -> float:
        """Seconds that may pass until the run begins."""
        waiting = WAITING_FOR_OTHERS if self.master else WAITING_FOR_OURS if self.is_shared else 0.0
        return waiting + self.ceiling_seconds + self.presign * SIGNATURE

    @property
    def longest(self) -> float:
        """Seconds that the run may take with all that comes before it."""
        return self.before + self.seconds

    def share(self) -> "Plan":
        """What one of its workers does before the run."""
        users, presign = (-(-each // self.workers) for each in (self.users, self.presign))
        return replace(self, users=users, presign=presign)

    @property
    def is_shared(self) -> bool:
        """Among several processes."""
        return self.workers > 1 or bool(self.master)

    @property
    def own_people(self) -> tuple[Person, ...]:
        return self.people[self.part :: self.parts] or self.people

    def person(self, username: str) -> Person:
        return next(each for each in self.people if each.username == username)

    @property
    def account(self) -> Person:
        return next(each for each in self.people if each.username == self.acting_as)

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Plan":
        told: Mapping[str, Any] = json.loads(text)
        people = tuple(Person(**_with_tuples(each)) for each in told["people"])
        return cls(**{**_with_tuples(told), "people": people, "pages": tuple(Page(**each) for each in told["pages"])})


def _with_tuples(told: Mapping[str, Any]) -> dict[str, Any]:
    """JSON knows lists only."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


@dataclass(frozen=True)
class Readers:
    """Who looks at which product of a topology."""

    topology: Topology
    jira: str
    confluence: str
    people: tuple[Person, ...]
    issues: tuple[str, ...]
    projects: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()

    @property
    def acting_as(self) -> str:
        """Whoever sees most without seeing all: others' items must not be shown to them either."""
        partial = [each for each in self.people if 0 < len(each.sees) < len(self.issues)]
        return max(partial, key=lambda each: len(each.sees)).username

    def require_for(self, profile: str) -> None:
        """NotForLoad where the profile needs more products."""
        if profile in THROUGH and not self.confluence:
            raise NotForLoad(lacks=f"no Confluence shares its userbase with {self.jira}")

    def administrators(self, jira: str, confluence: str) -> dict[str, str]:
        """Of the products at these base URLs; NotForLoad where there is none."""
        products = {jira: self.jira} | ({confluence: self.confluence} if confluence else {})
        return {url: self._administrator_of(name) for url, name in products.items()}

    def _administrator_of(self, product: str) -> str:
        """Username of one who may make links there; NotForLoad without one."""
        rights = rights_of(self.topology.products[product])
        userbase = self.topology.userbases[self.topology.products[product].userbase]
        for user in users_of(userbase):
            if rights.is_system_administrator(user) and rights.may_log_in(user):
                return user.name
        raise NotForLoad(lacks=f"nobody is system administrator of {product}")

    def client_for(self, profile: str, key: KeyPair) -> Topology:
        """The generator is a consumer at Jira, and Confluence reaches Jira as whoever is logged in.

        Some profiles want it otherwise: as one account for all, or not at all, for them to make that link.
        """
        client = ConsumerEntry(
            at=self.jira,
            key=CONSUMER,
            public_key=key.public.text,
            acting_as=self.acting_as,
            impersonation=True,
        )
        links = [each for each in self.topology.links if {each.from_, each.to} != {self.confluence, self.jira}]
        if self.confluence and profile not in ADMINISTERED:
            link = {"from": self.confluence, "to": self.jira, "direction": Direction.ONE_WAY}
            how: dict[str, str] = {"authentication": Authentication.OAUTH_IMPERSONATION}
            if profile in AS_ONE:
                how = {"authentication": Authentication.OAUTH, "acting_as": self.acting_as}
            links.append(Link.model_validate(link | how))
        return self.topology.model_copy(
            update={"consumers": (*self.topology.consumers, client), "links": tuple(links)}
        )


def readers_of(topology: Topology) -> Readers:
    """NotForLoad where there is too little to tell people apart by."""
    jiras = [name for name, entry in topology.products.items() if entry.kind == "jira"]
    if not jiras:
        raise NotForLoad(lacks="it has no Jira")
    jira = jiras[0]
    userbase = topology.products[jira].userbase
    others = [
        name for name, entry in topology.products.items() if entry.kind == "confluence" and entry.userbase == userbase
    ]
    confluence = others[0] if others else ""
    people, issues = sights(topology, jira)
    if not any(0 < len(each.sees) < len(issues) for each in people):
        raise NotForLoad(lacks=f"nobody at {jira} sees some issues and not others")
    projects = tuple(topology.products[jira].projects)
    if not confluence:
        return Readers(topology, jira, "", people, issues, projects)
    people = tuple(_reading(topology, confluence, each) for each in people)
    return Readers(topology, jira, confluence, people, issues, projects, pages(topology, confluence, jira))


def sights(topology: Topology, jira: str) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """What each may see by the topology file, whatever the product thinks; and the keys of all issues."""
    product = topology.products[jira]
    content = content_of(product, topology, lambda name: name, EPOCH)
    containers = {each.key: each.visible_to for each in content.containers}
    rights = rights_of(product)
    people = tuple(
        Person(
            user.name,
            user.password,
            tuple(
                issue.key
                for issue in content.issues
                if containers[issue.key.rpartition("-")[0]].includes(user)
                and (issue.visible_to is None or issue.visible_to.includes(user))
            ),
            tuple(key for key, audience in containers.items() if audience.includes(user)),
            rights.is_administrator(user),
        )
        for user in users_of(topology.userbases[product.userbase])
        if rights.may_log_in(user)
    )
    return people, tuple(issue.key for issue in content.issues)


def pages(topology: Topology, confluence: str, jira: str) -> tuple[Page, ...]:
    spaces = topology.products[confluence].spaces
    return tuple(
        Page(f"{key}/{entry.title}", macro.key if (macro := entry.jira_issues) and macro.product == jira else "")
        for key, space in spaces.items()
        for entry in space.pages
    )


def _reading(topology: Topology, confluence: str, person: Person) -> Person:
    """With what they see at Confluence."""
    product = topology.products[confluence]
    user = next(each for each in users_of(topology.userbases[product.userbase]) if each.name == person.username)
    if not rights_of(product).may_log_in(user):
        return person
    spaces = {key: space for key, space in product.spaces.items() if Audience.of(space.visible_to).includes(user)}
    reads = tuple(
        f"{key}/{entry.title}"
        for key, space in spaces.items()
        for entry in space.pages
        if entry.visible_to is None or Audience.of(entry.visible_to).includes(user)
    )
    return replace(person, at_confluence=True, spaces=tuple(spaces), reads=reads)


def plan_for(wish: Wish, readers: Readers, places: Places) -> Plan:
    facts = {each.name: getattr(part, each.name) for part in (wish, places) for each in fields(part)}
    administered = wish.profile in ADMINISTERED
    return Plan(
        people=readers.people,
        issues=readers.issues,
        projects=readers.projects,
        pages=readers.pages,
        administrators=readers.administrators(places.jira, places.confluence) if administered else {},
        **facts,
    )
