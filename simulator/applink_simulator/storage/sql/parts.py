"""Each part of a state on its shelf; what has to happen at once is one statement, or one transaction."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from applink_simulator.domain.admission import Nonce
from applink_simulator.domain.arranged import Arrangement, Arrangements
from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.links import Consumer, LinkEnd, ProjectLink
from applink_simulator.domain.sessions import Session
from applink_simulator.domain.tokens import Token, UserToken
from applink_simulator.domain.users import User
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.documents import Codec, Texts, digest, key
from applink_simulator.storage.sql.owners import USERBASE, owner_of
from applink_simulator.storage.sql.shelf import Shelf
from applink_simulator.storage.sql.statement import CONSUMERS, PEOPLE, TOKENS, Statement

T = TypeVar("T")

SWEPT = 700
"""Seconds between two times that a process deletes what has had its time."""
FIRST_ID = 50001

_USERS = Codec(User)
_ENDS = Codec(LinkEnd)
_CONSUMERS = Codec(Consumer)
_TOKENS = Codec(Token)
_USER_TOKENS = Codec(UserToken)
_PROJECT_LINKS = Codec(ProjectLink)
_TRUSTED: Codec[tuple[str, str | None]] = Texts(tuple[str, str | None])
_SWITCHES: Codec[tuple[str, str]] = Texts(tuple[str, str])
_SESSIONS = Codec(Session)
_SETTINGS: Codec[tuple[str, str]] = Texts(tuple[str, str])
_CONTAINERS = Codec(Container)
_ISSUES = Codec(Issue)
_PAGES = Codec(Page)


def people_of(database: Database, owner: int) -> Shelf[User]:
    """Those of a userbase, or those that were there when a product kept everything."""
    return Shelf(database, owner, PEOPLE, _USERS, lambda user: key(user.name.lower()))


class SqlDirectory:
    """A userbase in whichever database is given, that of the products or one of its own."""

    def __init__(self, database: Database, name: str) -> None:
        self.name = name
        self.database = database
        self.owner = owner_of(database, USERBASE, name)
        self.shelf = self._users = people_of(database, self.owner)

    def find(self, username: str) -> User | None:
        return self._users.get(key(username.lower()))

    def put(self, user: User) -> None:
        self._users.put(user)

    def remove(self, username: str) -> None:
        self._users.remove(key(username.lower()))

    def fill(self, users: Iterable[User]) -> None:
        people = list(users)

        def fill() -> None:
            self.database.rows(Statement.HOLD_OWNER, of_owner=self.owner)
            self.database.change(Statement.REMOVE_PART, of_owner=self.owner, of_part=PEOPLE)
            self._users.put_all(people)

        self.database.together(fill)

    def in_turn(self, work: Callable[[], T]) -> T:
        return _in_turn(self.database, self.owner, work)

    def __iter__(self) -> Iterator[User]:
        return iter(self._users.all())


def _in_turn(database: Database, owner: int, work: Callable[[], T]) -> T:
    def hold_and_work() -> T:
        database.rows(Statement.HOLD_OWNER, of_owner=owner)
        return work()

    return database.together(hold_and_work)


class SqlLinkEnds:
    def __init__(self, database: Database, owner: int) -> None:
        self._ends = Shelf(database, owner, "ends", _ENDS, lambda end: key(end.application_id))

    def get(self, application_id: str) -> LinkEnd | None:
        return self._ends.get(key(application_id))

    def add(self, end: LinkEnd) -> bool:
        return self._ends.add(end)

    def put(self, end: LinkEnd) -> None:
        self._ends.change(end)

    def swap(self, old: LinkEnd, new: LinkEnd) -> bool:
        return self._ends.swap(old, new)

    def remove(self, application_id: str) -> LinkEnd | None:
        return self._ends.remove(key(application_id))

    def __iter__(self) -> Iterator[LinkEnd]:
        return iter(self._ends.all())


class SqlConsumers:
    def __init__(self, database: Database, owner: int) -> None:
        self.shelf = self._consumers = Shelf(
            database,
            owner,
            CONSUMERS,
            _CONSUMERS,
            lambda consumer: key(consumer.key),
            belongs_to=lambda consumer: None if consumer.application_id is None else key(consumer.application_id),
        )

    def get(self, key_: str) -> Consumer | None:
        return self._consumers.get(key(key_))

    def put(self, consumer: Consumer) -> None:
        self._consumers.put(consumer)

    def remove(self, key_: str) -> Consumer | None:
        return self._consumers.remove(key(key_))

    def of_link(self, application_id: str) -> Consumer | None:
        return next(iter(self._consumers.of(key(application_id))), None)

    def __iter__(self) -> Iterator[Consumer]:
        return iter(self._consumers.all())


class SqlTokens:
    def __init__(self, database: Database, owner: int) -> None:
        self.shelf = self._tokens = Shelf(
            database,
            owner,
            TOKENS,
            _TOKENS,
            lambda token: key(token.value),
            belongs_to=lambda token: key(token.consumer_key),
        )

    def get(self, value: str) -> Token | None:
        return self._tokens.get(key(value))

    def put(self, token: Token) -> None:
        self._tokens.put(token)

    def swap(self, old: Token, new: Token) -> bool:
        return self._tokens.swap(old, new)

    def remove(self, value: str) -> Token | None:
        return self._tokens.remove(key(value))

    def remove_of_consumer(self, consumer_key: str) -> None:
        self._tokens.remove_of(key(consumer_key))

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens.all())


class SqlUserTokens:
    def __init__(self, database: Database, owner: int) -> None:
        self._tokens = Shelf(
            database,
            owner,
            "user_tokens",
            _USER_TOKENS,
            lambda token: key(token.application_id, token.username.lower()),
            belongs_to=lambda token: key(token.application_id),
        )

    def get(self, application_id: str, username: str) -> UserToken | None:
        return self._tokens.get(key(application_id, username.lower()))

    def put(self, token: UserToken) -> None:
        self._tokens.put(token)

    def swap(self, old: UserToken, new: UserToken) -> bool:
        return self._tokens.swap(old, new)

    def remove(self, token: UserToken) -> None:
        self._tokens.remove_equal(token)

    def of_link(self, application_id: str) -> list[UserToken]:
        return self._tokens.of(key(application_id))

    def remove_of_link(self, application_id: str) -> None:
        self._tokens.remove_of(key(application_id))


class SqlProjectLinks:
    def __init__(self, database: Database, owner: int) -> None:
        self._links = Shelf(
            database,
            owner,
            "project_links",
            _PROJECT_LINKS,
            _between,
            belongs_to=lambda link: key(link.application_id),
            alias=lambda link: key(link.local_key),
        )

    def put(self, link: ProjectLink) -> None:
        self._links.put(link)

    def remove(self, link: ProjectLink) -> bool:
        return self._links.remove(_between(link)) is not None

    def remove_of_link(self, application_id: str) -> None:
        self._links.remove_of(key(application_id))

    def of(self, local_key: str) -> list[ProjectLink]:
        return self._links.aliased(key(local_key))

    def __iter__(self) -> Iterator[ProjectLink]:
        return iter(self._links.all())


def _between(link: ProjectLink) -> str:
    """What ``ProjectLink.is_same`` compares."""
    return key(link.local_key, link.application_id, link.type_id, link.key)


class SqlTrustedApplications:
    def __init__(self, database: Database, owner: int) -> None:
        self._trusted = Shelf(database, owner, "trusted_applications", _TRUSTED, lambda trusted: key(trusted[0]))

    def put(self, trusted_id: str, application_id: str | None) -> None:
        self._trusted.put((trusted_id, application_id))

    def remove(self, trusted_id: str) -> bool:
        return self._trusted.remove(key(trusted_id)) is not None

    def items(self) -> list[tuple[str, str | None]]:
        return self._trusted.all()


class SqlSwitches:
    def __init__(self, database: Database, owner: int) -> None:
        self._on = Shelf(
            database,
            owner,
            "switches",
            _SWITCHES,
            lambda switch: key(*switch),
            belongs_to=lambda switch: key(switch[0]),
        )

    def turn_on(self, owner: str, name: str) -> None:
        self._on.add((owner, name))

    def turn_off(self, owner: str, name: str) -> None:
        self._on.remove(key(owner, name))

    def on(self, owner: str) -> list[str]:
        return sorted(name for _, name in self._on.of(key(owner)))


class SqlNonces:
    """One statement for each; what has had its time is deleted by whoever comes long after that was last done.

    How long ago that is, a real clock says: the product's may jump ahead and back, and no nonce is good twice.
    """

    def __init__(self, database: Database, owner: int, real_time: Callable[[], float] = time.time) -> None:
        self._database = database
        self._owner = owner
        self._real_time = real_time
        self._swept: float | None = None
        self._lock = threading.Lock()

    def claim(self, nonce: tuple[str, ...], now: float, until: float) -> bool:
        really = self._swept_by(now)
        claimed = self._database.change(
            Statement.CLAIM,
            of_owner=self._owner,
            of_nonce=digest(*nonce),
            new_until=until,
            now=now,
            claimed_at=really,
        )
        return claimed == 1

    def admit(self, nonces: Sequence[Nonce], now: float, **signatory: object) -> tuple[bool, Any, Any] | None:
        """Whether one or two are new, and the texts of the user and the rights; None for another signatory."""
        first, *others = nonces
        second = others[0] if others else None
        really = self._swept_by(now)
        rows = self._database.rows(
            Statement.ADMIT,
            of_owner=self._owner,
            first_nonce=digest(*first.name),
            first_until=first.until,
            second_nonce=None if second is None else digest(*second.name),
            second_until=0.0 if second is None else second.until,
            now=now,
            claimed_at=really,
            **signatory,
        )
        if not rows:
            return None
        are_new = len(rows) == len(nonces) and all(presented == 1 for presented, _, _ in rows)
        return are_new, rows[0][1], rows[0][2]

    def _swept_by(self, now: float) -> float:
        """The real time, by which what has had its time is gone."""
        really = self._real_time()
        if self._is_time_to_sweep(really):
            self._database.change(Statement.SWEEP, of_owner=self._owner, now=now, long_ago=really - SWEPT)
        return really

    def _is_time_to_sweep(self, really: float) -> bool:
        with self._lock:
            if self._swept is not None and really - self._swept <= SWEPT:
                return False
            self._swept = really
            return True


class SqlSessions:
    def __init__(self, database: Database, owner: int) -> None:
        self.shelf = self._sessions = Shelf(database, owner, "sessions", _SESSIONS, lambda session: key(session.id))

    def open(self, username: str) -> Session:
        session = Session(secrets.token_hex(16).upper(), username, secrets.token_hex(20))
        self._sessions.put(session)
        return session

    def get(self, session_id: str) -> Session | None:
        return self._sessions.get(key(session_id))

    def put(self, session: Session) -> None:
        self._sessions.change(session)

    def close(self, session_id: str) -> None:
        self._sessions.remove(key(session_id))


class SqlFailedLogins:
    def __init__(self, database: Database, owner: int) -> None:
        self._database = database
        self._here = {"of_owner": owner, "of_part": "failed_logins"}

    def of(self, username: str) -> int:
        return self._database.first(Statement.COUNT, **self._here, of_key=key(username.lower())) or 0

    def note(self, username: str) -> None:
        self._database.rows(Statement.BUMP, **self._here, of_key=key(username.lower()), first=1)

    def forget(self, username: str) -> None:
        self._database.change(Statement.FORGET_COUNT, **self._here, of_key=key(username.lower()))


SETTINGS = "settings"


class SqlSettings:
    def __init__(self, database: Database, owner: int) -> None:
        self._settings = Shelf(database, owner, SETTINGS, _SETTINGS, lambda setting: key(setting[0]))

    def get(self, name: str) -> str | None:
        found = self._settings.get(key(name))
        return None if found is None else found[1]

    def put(self, name: str, value: str) -> None:
        self._settings.put((name, value))

    def add(self, name: str, value: str) -> str:
        return self._settings.add_or_get((name, value))[1]


_CONTENT = ("containers", "issues", "pages")
_IDS = "ids"
_NUMBERS = "numbers"


class SqlContents:
    """An item holds its project or space as it is, so that it is read at once; changing that changes its items."""

    def __init__(self, database: Database, owner: int) -> None:
        self._database = database
        self._owner = owner
        self._containers = Shelf(database, owner, "containers", _CONTAINERS, lambda container: key(container.key))
        self._issues = Shelf(
            database,
            owner,
            "issues",
            _ISSUES,
            lambda issue: key(issue.id),
            belongs_to=lambda issue: key(issue.project.key),
            alias=lambda issue: key(issue.key),
        )
        self._pages = Shelf(
            database,
            owner,
            "pages",
            _PAGES,
            lambda page: key(page.id),
            belongs_to=lambda page: key(page.space.key),
        )

    def fill(self, containers: Iterable[Container], issues: Iterable[Issue], pages: Iterable[Page]) -> None:
        places, items, texts = list(containers), list(issues), list(pages)
        highest = max(map(int, [each.id for each in items] + [each.id for each in texts]), default=0)
        numbers: Counter[str] = Counter()
        for issue in items:
            numbers[issue.project.key] = max(numbers[issue.project.key], issue.number)

        def fill() -> None:
            self._hold()
            for part in _CONTENT:
                self._database.change(Statement.REMOVE_PART, of_owner=self._owner, of_part=part)
            for part in (_IDS, _NUMBERS):
                self._database.change(Statement.FORGET_COUNTS, of_owner=self._owner, of_part=part)
            self._containers.put_all(places)
            self._issues.put_all(items)
            self._pages.put_all(texts)
            self._next(_IDS, "", first=max(highest, FIRST_ID - 1))
            for project, number in numbers.items():
                self._next(_NUMBERS, key(project), first=number)

        self._database.together(fill)

    def in_turn(self, work: Callable[[], T]) -> T:
        return _in_turn(self._database, self._owner, work)

    def put_container(self, container: Container) -> None:
        def put() -> None:
            self._hold()
            self._containers.put(container)
            inside = key(container.key)
            self._issues.change_of(inside, lambda issue: replace(issue, project=container))
            self._pages.change_of(inside, lambda page: replace(page, space=container))

        self._database.together(put)

    def containers(self) -> Iterable[Container]:
        return self._containers.all()

    def container(self, key_: str) -> Container | None:
        return self._containers.get(key(key_))

    def issues(self) -> Iterable[Issue]:
        return self._issues.all()

    def arranged_issues(self) -> Iterable[Arrangement]:
        return Arrangements(self._issues.all())

    def issue(self, key_or_id: str) -> Issue | None:
        return next(reversed(self._issues.aliased(key(key_or_id.upper()))), None) or self._issues.get(key(key_or_id))

    def add_issue(self, issue: Issue) -> Issue:
        def add() -> Issue:
            # The row of the count is held until the end, so whoever comes meanwhile gets a later number.
            added = replace(
                issue,
                id=str(self._next(_IDS, "", first=FIRST_ID)),
                number=self._next(_NUMBERS, key(issue.project.key), first=1),
            )
            self._issues.put(added)
            return added

        return self._database.together(add)

    def put_issue(self, issue: Issue) -> None:
        self._issues.put(issue)

    def pages(self) -> Iterable[Page]:
        return self._pages.all()

    def page(self, page_id: str) -> Page | None:
        return self._pages.get(key(page_id))

    def add_page(self, page: Page) -> Page:
        def add() -> Page:
            added = replace(page, id=str(self._next(_IDS, "", first=FIRST_ID)))
            self._pages.put(added)
            return added

        return self._database.together(add)

    def put_page(self, page: Page, *, replacing_version: int) -> bool:
        return self._pages.swap_if(key(page.id), lambda stored: stored.version == replacing_version, page)

    def remove_page(self, page_id: str) -> Page | None:
        return self._pages.remove(key(page_id))

    def next_id(self) -> str:
        return str(self._next(_IDS, "", first=FIRST_ID))

    def _next(self, part: str, key_: str, *, first: int) -> int:
        """Nobody else gets that number."""
        return int(self._database.first(Statement.BUMP, of_owner=self._owner, of_part=part, of_key=key_, first=first))

    def _hold(self) -> None:
        self._database.rows(Statement.HOLD_OWNER, of_owner=self._owner)
