"""State in memory: gone with the process, quick to reset."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from applink_simulator.domain.admission import Admitted, Held, Nonce, SignedIn
from applink_simulator.domain.arranged import Arrangement, Arrangements
from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.links import Consumer, LinkEnd, ProjectLink
from applink_simulator.domain.sessions import Session
from applink_simulator.domain.tokens import Token, UserToken
from applink_simulator.domain.users import Rights, User

T = TypeVar("T")

GENERATION = 700
"""Seconds after which the older half of the nonces may be forgotten; more than a timestamp's window both ways."""


class _Store:
    """One part of a state; what it holds never changes, so that a copy of its containers is a copy of it."""

    def copied(self) -> Self:
        twin = copy(self)
        for name, value in vars(self).items():
            setattr(twin, name, threading.Lock() if name == "_lock" else copy(value))
        return twin


# One for all: what happens in its turn takes microseconds and sends nothing.
_turn = threading.RLock()


def _in_turn(work: Callable[[], T]) -> T:
    with _turn:
        return work()


class MemoryDirectory:
    def __init__(self, name: str, users: Iterable[User] = ()) -> None:
        self.name = name
        self._users: dict[str, User] = {}
        self.fill(users)

    def fill(self, users: Iterable[User]) -> None:
        self._users = {user.name.lower(): user for user in users}

    def find(self, username: str) -> User | None:
        return self._users.get(username.lower())

    def put(self, user: User) -> None:
        self._users[user.name.lower()] = user

    def remove(self, username: str) -> None:
        self._users.pop(username.lower(), None)

    def in_turn(self, work: Callable[[], T]) -> T:
        return _in_turn(work)

    def __iter__(self) -> Iterator[User]:
        return iter(list(self._users.values()))


class MemoryLinkEnds(_Store):
    def __init__(self) -> None:
        self._ends: dict[str, LinkEnd] = {}
        self._lock = threading.Lock()

    def get(self, application_id: str) -> LinkEnd | None:
        return self._ends.get(application_id)

    def add(self, end: LinkEnd) -> bool:
        # setdefault is one atomic operation on a dict: of two administrators one wins.
        return self._ends.setdefault(end.application_id, end) is end

    def put(self, end: LinkEnd) -> None:
        with self._lock:
            if end.application_id in self._ends:
                self._ends[end.application_id] = end

    def swap(self, old: LinkEnd, new: LinkEnd) -> bool:
        with self._lock:
            if self._ends.get(old.application_id) != old:
                return False
            self._ends[new.application_id] = new
            return True

    def remove(self, application_id: str) -> LinkEnd | None:
        with self._lock:
            return self._ends.pop(application_id, None)

    def __iter__(self) -> Iterator[LinkEnd]:
        return iter(list(self._ends.values()))


class MemoryConsumers(_Store):
    def __init__(self) -> None:
        self._consumers: dict[str, Consumer] = {}

    def get(self, key: str) -> Consumer | None:
        return self._consumers.get(key)

    def put(self, consumer: Consumer) -> None:
        self._consumers[consumer.key] = consumer

    def remove(self, key: str) -> Consumer | None:
        return self._consumers.pop(key, None)

    def of_link(self, application_id: str) -> Consumer | None:
        return next((each for each in self if each.application_id == application_id), None)

    def __iter__(self) -> Iterator[Consumer]:
        return iter(list(self._consumers.values()))


class MemoryTokens(_Store):
    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}
        self._lock = threading.Lock()

    def get(self, value: str) -> Token | None:
        return self._tokens.get(value)

    def put(self, token: Token) -> None:
        self._tokens[token.value] = token

    def swap(self, old: Token, new: Token) -> bool:
        with self._lock:
            if self._tokens.get(old.value) != old:
                return False
            del self._tokens[old.value]
            self._tokens[new.value] = new
            return True

    def remove(self, value: str) -> Token | None:
        with self._lock:
            return self._tokens.pop(value, None)

    def remove_of_consumer(self, consumer_key: str) -> None:
        for token in self:
            if token.consumer_key == consumer_key:
                self.remove(token.value)

    def __iter__(self) -> Iterator[Token]:
        return iter(list(self._tokens.values()))


class MemoryUserTokens(_Store):
    def __init__(self) -> None:
        self._tokens: dict[tuple[str, str], UserToken] = {}
        self._lock = threading.Lock()

    def get(self, application_id: str, username: str) -> UserToken | None:
        return self._tokens.get((application_id, username.lower()))

    def put(self, token: UserToken) -> None:
        with self._lock:
            self._tokens[_holder(token)] = token

    def swap(self, old: UserToken, new: UserToken) -> bool:
        with self._lock:
            if self._tokens.get(_holder(old)) != old:
                return False
            self._tokens[_holder(new)] = new
            return True

    def remove(self, token: UserToken) -> None:
        with self._lock:
            if self._tokens.get(_holder(token)) == token:
                del self._tokens[_holder(token)]

    def of_link(self, application_id: str) -> list[UserToken]:
        with self._lock:
            return [token for token in self._tokens.values() if token.application_id == application_id]

    def remove_of_link(self, application_id: str) -> None:
        with self._lock:
            for holder in [each for each in self._tokens if each[0] == application_id]:
                del self._tokens[holder]


def _holder(token: UserToken) -> tuple[str, str]:
    return token.application_id, token.username.lower()


class MemoryProjectLinks(_Store):
    def __init__(self) -> None:
        self._links: list[ProjectLink] = []
        self._lock = threading.Lock()

    def put(self, link: ProjectLink) -> None:
        with self._lock:
            for index, other in enumerate(self._links):
                if other.is_same(link):
                    self._links[index] = link
                    return
            self._links.append(link)

    def remove(self, link: ProjectLink) -> bool:
        with self._lock:
            before = len(self._links)
            self._links = [other for other in self._links if not other.is_same(link)]
            return len(self._links) < before

    def remove_of_link(self, application_id: str) -> None:
        with self._lock:
            self._links = [link for link in self._links if link.application_id != application_id]

    def of(self, local_key: str) -> list[ProjectLink]:
        return [link for link in self._links if link.local_key == local_key]

    def __iter__(self) -> Iterator[ProjectLink]:
        return iter(list(self._links))


class MemoryTrustedApplications(_Store):
    def __init__(self) -> None:
        self._trusted: dict[str, tuple[str, str | None]] = {}

    def put(self, trusted_id: str, application_id: str | None) -> None:
        self._trusted[trusted_id] = (trusted_id, application_id)

    def remove(self, trusted_id: str) -> bool:
        return self._trusted.pop(trusted_id, None) is not None

    def items(self) -> list[tuple[str, str | None]]:
        return list(self._trusted.values())


class MemorySwitches(_Store):
    def __init__(self) -> None:
        self._on: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def turn_on(self, owner: str, name: str) -> None:
        with self._lock:
            self._on.add((owner, name))

    def turn_off(self, owner: str, name: str) -> None:
        with self._lock:
            self._on.discard((owner, name))

    def on(self, owner: str) -> list[str]:
        with self._lock:
            return sorted(name for holder, name in self._on if holder == owner)


class MemoryNonces(_Store):
    """Two generations: the older is dropped whole, so that forgetting costs nothing per request.

    How old they are, a real clock says: the product's may jump ahead and back, and a nonce must not be good twice.
    """

    def __init__(self, real_time: Callable[[], float] = time.monotonic) -> None:
        self._young: dict[tuple[str, ...], float] = {}
        self._old: dict[tuple[str, ...], float] = {}
        self._real_time = real_time
        self._turned = real_time()
        self._lock = threading.Lock()

    def claim(self, nonce: tuple[str, ...], now: float, until: float) -> bool:
        with self._lock:
            if (really := self._real_time()) - self._turned > GENERATION:
                self._old, self._young, self._turned = self._young, {}, really
            held = self._young.get(nonce, self._old.get(nonce))
            if held is not None and held > now:
                return False
            self._young[nonce] = until
            return True


class MemorySessions(_Store):
    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def open(self, username: str) -> Session:
        session = Session(secrets.token_hex(16).upper(), username, secrets.token_hex(20))
        self._sessions[session.id] = session
        return session

    def get(self, session_id: str) -> Session | None:
        return self._sessions.get(session_id)

    def put(self, session: Session) -> None:
        if session.id in self._sessions:
            self._sessions[session.id] = session

    def close(self, session_id: str) -> None:
        self._sessions.pop(session_id, None)


class MemoryFailedLogins(_Store):
    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()
        self._lock = threading.Lock()

    def of(self, username: str) -> int:
        return self._failed[username.lower()]

    def note(self, username: str) -> None:
        with self._lock:
            self._failed[username.lower()] += 1

    def forget(self, username: str) -> None:
        with self._lock:
            del self._failed[username.lower()]


class MemorySettings(_Store):
    def __init__(self) -> None:
        self._settings: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._settings.get(name)

    def put(self, name: str, value: str) -> None:
        self._settings[name] = value

    def add(self, name: str, value: str) -> str:
        return self._settings.setdefault(name, value)


class MemoryContents(_Store):
    def copied(self) -> Self:
        twin = super().copied()
        # It changes with what it arranges, and this one's is not the twin's.
        vars(twin)["_arranged"] = None
        return twin

    def __init__(
        self, containers: Iterable[Container] = (), issues: Iterable[Issue] = (), pages: Iterable[Page] = ()
    ) -> None:
        self._lock = threading.Lock()
        self.fill(containers, issues, pages)

    def fill(self, containers: Iterable[Container], issues: Iterable[Issue], pages: Iterable[Page]) -> None:
        self._containers = {each.key: each for each in containers}
        self._issues = {each.id: each for each in issues}
        self._issue_ids = {each.key: each.id for each in self._issues.values()}
        self._arranged: Arrangements | None = None
        """Made when somebody searches, and right from then on."""
        self._latest_numbers: dict[str, int] = {}
        for each in self._issues.values():
            if each.number > self._latest_numbers.get(each.project_key, 0):
                self._latest_numbers[each.project_key] = each.number
        self._pages = {each.id: each for each in pages}
        self._latest_id = max(map(int, (*self._issues, *self._pages, "50000")))

    def put_container(self, container: Container) -> None:
        with self._lock:
            self._containers[container.key] = container
            self._arranged = None
            for issue in list(self._issues.values()):
                if issue.project.key == container.key:
                    self._issues[issue.id] = replace(issue, project=container)
            for page in list(self._pages.values()):
                if page.space.key == container.key:
                    self._pages[page.id] = replace(page, space=container)

    def in_turn(self, work: Callable[[], T]) -> T:
        return _in_turn(work)

    def containers(self) -> Iterable[Container]:
        return list(self._containers.values())

    def container(self, key: str) -> Container | None:
        return self._containers.get(key)

    def issues(self) -> Iterable[Issue]:
        return list(self._issues.values())

    def arranged_issues(self) -> Iterable[Arrangement]:
        with self._lock:
            if self._arranged is None:
                self._arranged = Arrangements(self._issues.values())
            return list(self._arranged)

    def issue(self, key_or_id: str) -> Issue | None:
        return self._issues.get(self._issue_ids.get(key_or_id.upper(), key_or_id))

    def add_issue(self, issue: Issue) -> Issue:
        with self._lock:
            number = self._latest_numbers.get(issue.project.key, 0) + 1
            self._latest_numbers[issue.project.key] = number
            added = replace(issue, id=self._new_id(), number=number)
            self._issues[added.id] = added
            self._issue_ids[added.key] = added.id
            if self._arranged is not None:
                self._arranged.put(added)
            return added

    def put_issue(self, issue: Issue) -> None:
        with self._lock:
            if self._arranged is not None:
                self._arranged.replace(self._issues[issue.id], issue)
            self._issues[issue.id] = issue

    def pages(self) -> Iterable[Page]:
        return list(self._pages.values())

    def page(self, page_id: str) -> Page | None:
        return self._pages.get(page_id)

    def add_page(self, page: Page) -> Page:
        with self._lock:
            added = replace(page, id=self._new_id())
            self._pages[added.id] = added
            return added

    def put_page(self, page: Page, *, replacing_version: int) -> bool:
        with self._lock:
            held = self._pages.get(page.id)
            if held is None or held.version != replacing_version:
                return False
            self._pages[page.id] = page
            return True

    def remove_page(self, page_id: str) -> Page | None:
        return self._pages.pop(page_id, None)

    def next_id(self) -> str:
        with self._lock:
            return self._new_id()

    def _new_id(self) -> str:
        self._latest_id += 1
        return str(self._latest_id)


@dataclass
class MemoryState:
    """One product's memory; two products share a userbase by holding the same directory."""

    directory: MemoryDirectory
    rights: Rights = field(default_factory=Rights)
    contents: MemoryContents = field(default_factory=MemoryContents)
    ends: MemoryLinkEnds = field(default_factory=MemoryLinkEnds)
    consumers: MemoryConsumers = field(default_factory=MemoryConsumers)
    tokens: MemoryTokens = field(default_factory=MemoryTokens)
    user_tokens: MemoryUserTokens = field(default_factory=MemoryUserTokens)
    project_links: MemoryProjectLinks = field(default_factory=MemoryProjectLinks)
    trusted_applications: MemoryTrustedApplications = field(default_factory=MemoryTrustedApplications)
    switches: MemorySwitches = field(default_factory=MemorySwitches)
    nonces: MemoryNonces = field(default_factory=MemoryNonces)
    sessions: MemorySessions = field(default_factory=MemorySessions)
    failed_logins: MemoryFailedLogins = field(default_factory=MemoryFailedLogins)
    settings: MemorySettings = field(default_factory=MemorySettings)
    _kept: dict[str, tuple[list[User], dict[str, Any]]] = field(default_factory=dict, repr=False)

    def put_rights(self, rights: Rights) -> None:
        self.rights = rights

    def held(self, consumer_key: str, token: str, *, latest: bool) -> Held:  # noqa: ARG002 - it always is
        return Held(self.consumers.get(consumer_key), self.tokens.get(token) if token else None)

    def admit(self, held: Held, nonces: Sequence[Nonce], now: float, username: str) -> Admitted:  # noqa: ARG002
        """What is held was looked up just now: to look again would find it as old."""
        new = True
        for name, until in nonces:
            new = new and self.nonces.claim(name, now, until)
        return Admitted(new, self.directory.find(username) if username else None, self.rights)

    def signed_in(self, session_id: str) -> SignedIn:
        session = self.sessions.get(session_id)
        return SignedIn(session, None if session is None else self.directory.find(session.username), self.rights)

    def together(self, work: Callable[[], T]) -> T:
        # Whatever kills the process takes all of this with it, so nothing of it is ever found half done.
        return work()

    def clear(self) -> None:
        empty = MemoryState(self.directory, settings=self.settings)
        vars(self).update(vars(empty) | {"_kept": self._kept})

    def keep(self, name: str) -> None:
        self._kept[name] = list(self.directory), _copied(vars(self))

    def bring_back(self, name: str) -> bool:
        if name not in self._kept:
            return False
        people, parts = self._kept[name]
        self.directory.fill(people)
        vars(self).update(_copied(parts))
        return True

    def kept(self) -> list[str]:
        return sorted(self._kept)

    def forget(self, name: str) -> None:
        self._kept.pop(name, None)


def _copied(parts: dict[str, Any]) -> dict[str, Any]:
    """All of a state but its directory, which is others' too, and what is kept."""
    stores = {name: part.copied() for name, part in parts.items() if isinstance(part, _Store)}
    return stores | {"rights": parts["rights"]}


class MemoryStorage:
    """States that are gone with the process."""

    def __init__(self) -> None:
        self._directories: dict[str, MemoryDirectory] = {}
        self._states: dict[str, MemoryState] = {}

    def directory(self, userbase: str) -> MemoryDirectory:
        return self._directories.setdefault(userbase, MemoryDirectory(userbase))

    def state(self, product: str, userbase: str) -> MemoryState:
        if product not in self._states:
            self._states[product] = MemoryState(self.directory(userbase))
        return self._states[product]

    def close(self) -> None:
        """There is nothing to let go of."""
