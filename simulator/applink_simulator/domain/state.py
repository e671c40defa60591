"""What one product remembers, as interfaces: the only place where state lives.

Whatever implements them is safe to call from many threads; a value handed out never changes afterwards.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.links import Consumer, LinkEnd, Token
from applink_simulator.domain.users import Rights, User


class Directory(Protocol):
    """A userbase; two products share one when they hold the same directory."""

    name: str

    def find(self, username: str) -> User | None:
        """By username, whatever its case; None when nobody is called so."""

    def put(self, user: User) -> None: ...

    def remove(self, username: str) -> None: ...

    def __iter__(self) -> Iterator[User]: ...


class LinkEnds(Protocol):
    def get(self, application_id: str) -> LinkEnd | None: ...

    def add(self, end: LinkEnd) -> bool:
        """False, and nothing stored, when a link with that id exists."""

    def put(self, end: LinkEnd) -> None: ...

    def remove(self, application_id: str) -> LinkEnd | None: ...

    def __iter__(self) -> Iterator[LinkEnd]:
        """In order of creation."""


class Consumers(Protocol):
    def get(self, key: str) -> Consumer | None: ...

    def put(self, consumer: Consumer) -> None: ...

    def remove(self, key: str) -> Consumer | None: ...

    def of_link(self, application_id: str) -> Consumer | None: ...

    def __iter__(self) -> Iterator[Consumer]: ...


class Tokens(Protocol):
    """Provider side: what was granted here. Keyed by the token's value."""

    def get(self, value: str) -> Token | None: ...

    def put(self, token: Token) -> None: ...

    def remove(self, value: str) -> Token | None:
        """The token that was removed; exactly one of several concurrent callers gets it."""

    def remove_of_consumer(self, consumer_key: str) -> None: ...


class Nonces(Protocol):
    def claim(self, nonce: tuple[str, ...], now: float, until: float) -> bool:
        """True for exactly one caller until that second; a check and an insert in one."""


class Sessions(Protocol):
    def open(self, username: str) -> str:
        """A new session id."""

    def username(self, session: str) -> str | None: ...

    def close(self, session: str) -> None: ...


class Contents(Protocol):
    """Projects with issues, spaces with pages."""

    def containers(self) -> Iterable[Container]: ...

    def container(self, key: str) -> Container | None: ...

    def issues(self) -> Iterable[Issue]: ...

    def issue(self, key_or_id: str) -> Issue | None: ...

    def add_issue(self, issue: Issue) -> Issue:
        """Stored with the project's next number and an id of its own, both taken atomically."""

    def put_issue(self, issue: Issue) -> None: ...

    def pages(self) -> Iterable[Page]: ...

    def page(self, page_id: str) -> Page | None: ...

    def add_page(self, page: Page) -> Page: ...

    def put_page(self, page: Page, *, replacing_version: int) -> bool:
        """False, and nothing stored, when the page has another version by now."""

    def remove_page(self, page_id: str) -> Page | None:
        """The page that was removed; exactly one of several concurrent callers gets it."""

    def next_id(self) -> str:
        """A number nobody has yet, for comments and the like."""


class State(Protocol):
    """Everything one product remembers."""

    @property
    def directory(self) -> Directory: ...

    @property
    def ends(self) -> LinkEnds: ...

    @property
    def consumers(self) -> Consumers: ...

    @property
    def tokens(self) -> Tokens: ...

    @property
    def nonces(self) -> Nonces: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def contents(self) -> Contents: ...

    @property
    def rights(self) -> Rights: ...
