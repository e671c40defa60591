"""What the generator has to know of the products that it drives; everything else it learns from their answers."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from applink_simulator.authentication.keys import KeyPair
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.content import content_of
from applink_simulator.topology.file import Authentication, ConsumerEntry, Direction, Link
from applink_simulator.topology.load import Topology
from applink_simulator.topology.people import rights_of, users_of

CONSUMER = "load-generator"
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


@dataclass(frozen=True, slots=True)
class Plan:
    profile: str
    jira: str
    """Base URL."""
    confluence: str
    """Base URL of the product that people look through; empty without one."""
    jira_id: str
    """Application id, as the proxy wants it."""
    private_key: str = field(repr=False)
    acting_as: str
    """Username whom plain OAuth acts as."""
    people: tuple[Person, ...]
    issues: tuple[str, ...]
    users: int
    seconds: float
    spawn_rate: float
    checking: float
    """The part of the answers whose items are held against what their reader may see."""
    consumer: str = CONSUMER
    """Key of the consumer as which the generator signs."""
    shape: str = "constant"
    """Its name in SHAPES."""
    rate: float = 0.0
    """Requests a second that all users make together; 0: as many as they can."""
    thresholds: tuple[str, ...] = ()
    """What the search for the highest rate has to keep."""

    @property
    def account(self) -> Person:
        return next(each for each in self.people if each.username == self.acting_as)

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Plan":
        told: Mapping[str, Any] = json.loads(text)
        people = tuple(Person(each["username"], each["password"], tuple(each["sees"])) for each in told["people"])
        return cls(
            **{
                **told,
                "people": people,
                "issues": tuple(told["issues"]),
                "thresholds": tuple(told["thresholds"]),
            }
        )


@dataclass(frozen=True)
class Readers:
    """Who looks at which product of a topology."""

    topology: Topology
    jira: str
    confluence: str
    people: tuple[Person, ...]
    issues: tuple[str, ...]

    @property
    def acting_as(self) -> str:
        """Whoever sees most without seeing all: others' items must not be shown to them either."""
        partial = [each for each in self.people if 0 < len(each.sees) < len(self.issues)]
        return max(partial, key=lambda each: len(each.sees)).username

    def with_client(self, key: KeyPair) -> Topology:
        """The generator is a consumer at Jira, and Confluence reaches Jira as whoever is logged in."""
        client = ConsumerEntry(
            at=self.jira,
            key=CONSUMER,
            public_key=key.public.text,
            acting_as=self.acting_as,
            impersonation=True,
        )
        links = [each for each in self.topology.links if {each.from_, each.to} != {self.confluence, self.jira}]
        if self.confluence:
            links.append(
                Link.model_validate(
                    {
                        "from": self.confluence,
                        "to": self.jira,
                        "direction": Direction.ONE_WAY,
                        "authentication": Authentication.OAUTH_IMPERSONATION,
                    }
                )
            )
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
    people, issues = sights(topology, jira)
    if not any(0 < len(each.sees) < len(issues) for each in people):
        raise NotForLoad(lacks=f"nobody at {jira} sees some issues and not others")
    return Readers(topology, jira, others[0] if others else "", people, issues)


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
        )
        for user in users_of(topology.userbases[product.userbase])
        if rights.may_log_in(user)
    )
    return people, tuple(issue.key for issue in content.issues)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked the command for."""

    profile: str
    users: int = 10
    seconds: float = 30.0
    spawn_rate: float = 50.0
    checking: float = 1.0
    shape: str = "constant"
    rate: float = 0.0
    thresholds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where the products are, and as whom the generator comes to them."""

    jira: str
    """Base URL."""
    jira_id: str
    confluence: str
    """Base URL; empty without one."""
    private_key: str = field(repr=False)
    acting_as: str
    consumer: str = CONSUMER


def plan_for(wish: Wish, readers: Readers, places: Places) -> Plan:
    facts = {each.name: getattr(part, each.name) for part in (wish, places) for each in fields(part)}
    return Plan(people=readers.people, issues=readers.issues, **facts)
