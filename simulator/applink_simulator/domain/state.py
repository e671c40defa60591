"""What one product remembers, as interfaces: the only place where state lives.

Whatever implements them is safe to call from many threads; a value handed out never changes afterwards.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from applink_simulator.domain.admission import Admitted, Held, Nonce, SignedIn
from applink_simulator.domain.arranged import Arrangement
from applink_simulator.domain.content import Container, Issue, Page
from applink_simulator.domain.links import Consumer, LinkEnd, ProjectLink
from applink_simulator.domain.sessions import Session
from applink_simulator.domain.tokens import Token, UserToken
from applink_simulator.domain.users import Rights, User

T = TypeVar("T")


class Directory(Protocol):
    """A userbase; two products share one when they hold the same directory."""

    name: str

    def find(self, username: str) -> User | None:
        """By username, whatever its case; None when nobody is called so."""

    def put(self, user: User) -> None: ...

    def remove(self, username: str) -> None: ...

    def fill(self, users: Iterable[User]) -> None:
        """These people and nobody else."""

    def in_turn(self, work: Callable[[], T]) -> T:
        """What reads and then stores, with no other such work meanwhile, in any process.

        It may be begun anew where it gets into another's way: it asks nobody.
        """

    def __iter__(self) -> Iterator[User]: ...


class LinkEnds(Protocol):
    def get(self, application_id: str) -> LinkEnd | None: ...

    def add(self, end: LinkEnd) -> bool:
        """False, and nothing stored, when a link with that id exists."""

    def put(self, end: LinkEnd) -> None:
        """Unless the link has been deleted meanwhile."""

    def swap(self, old: LinkEnd, new: LinkEnd) -> bool:
        """False, and nothing stored, when the old one has been changed or removed meanwhile."""

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

    def swap(self, old: Token, new: Token) -> bool:
        """Puts the new one in the old one's place; False, and nothing stored, when that has changed meanwhile."""

    def remove(self, value: str) -> Token | None:
        """The token that was removed; exactly one of several concurrent callers gets it."""

    def remove_of_consumer(self, consumer_key: str) -> None: ...

    def __iter__(self) -> Iterator[Token]: ...


class UserTokens(Protocol):
    """Consumer side: what this product's users were granted elsewhere."""

    def get(self, application_id: str, username: str) -> UserToken | None:
        """By link and username, whatever its case."""

    def put(self, token: UserToken) -> None:
        """In place of what that user held for that link."""

    def swap(self, old: UserToken, new: UserToken) -> bool:
        """False, and nothing stored, when the old one is not held any more."""

    def remove(self, token: UserToken) -> None:
        """Unless the user holds another one by now."""

    def of_link(self, application_id: str) -> list[UserToken]: ...

    def remove_of_link(self, application_id: str) -> None: ...


class ProjectLinks(Protocol):
    def put(self, link: ProjectLink) -> None:
        """In place of an equal one."""

    def remove(self, link: ProjectLink) -> bool:
        """False when there was none."""

    def remove_of_link(self, application_id: str) -> None: ...

    def of(self, local_key: str) -> list[ProjectLink]:
        """Those of one project or space, in order of creation."""

    def __iter__(self) -> Iterator[ProjectLink]: ...


class TrustedApplications(Protocol):
    """Ids of remotes that may vouch for users with Trusted Applications, with the link they came with or None."""

    def put(self, trusted_id: str, application_id: str | None) -> None: ...

    def remove(self, trusted_id: str) -> bool:
        """False when there was none."""

    def items(self) -> list[tuple[str, str | None]]: ...


class Switches(Protocol):
    """Names that somebody has switched on: features of the product, and what each user has discovered."""

    def turn_on(self, owner: str, name: str) -> None: ...

    def turn_off(self, owner: str, name: str) -> None: ...

    def on(self, owner: str) -> list[str]:
        """In alphabetical order."""


class Nonces(Protocol):
    def claim(self, nonce: tuple[str, ...], now: float, until: float) -> bool:
        """True for exactly one caller until that second; a check and an insert in one."""


class Sessions(Protocol):
    def open(self, username: str) -> Session:
        """A new one, with an id and a token that nobody can guess."""

    def get(self, session_id: str) -> Session | None: ...

    def put(self, session: Session) -> None:
        """Unless it has been closed meanwhile."""

    def close(self, session_id: str) -> None: ...


class FailedLogins(Protocol):
    """Wrong passwords in a row, by username whatever its case."""

    def of(self, username: str) -> int: ...

    def note(self, username: str) -> None: ...

    def forget(self, username: str) -> None: ...


class Settings(Protocol):
    """What a product knows of itself and must not lose, such as its private key; by name."""

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, value: str) -> None: ...

    def add(self, name: str, value: str) -> str:
        """The value that is stored afterwards: of several concurrent callers one wins, and an earlier value stays."""


class Contents(Protocol):
    """Projects with issues, spaces with pages."""

    def fill(self, containers: Iterable[Container], issues: Iterable[Issue], pages: Iterable[Page]) -> None:
        """These and nothing else."""

    def in_turn(self, work: Callable[[], T]) -> T:
        """As that of a directory."""

    def put_container(self, container: Container) -> None:
        """In place of the one with that key; whatever lies in it lies in the new one from then on."""

    def containers(self) -> Iterable[Container]: ...

    def container(self, key: str) -> Container | None: ...

    def issues(self) -> Iterable[Issue]: ...

    def arranged_issues(self) -> Iterable[Arrangement]:
        """The same, in the orders in which searches want them; nobody changes what comes back."""

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
    def user_tokens(self) -> UserTokens: ...

    @property
    def project_links(self) -> ProjectLinks: ...

    @property
    def trusted_applications(self) -> TrustedApplications: ...

    @property
    def switches(self) -> Switches: ...

    @property
    def nonces(self) -> Nonces: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def failed_logins(self) -> FailedLogins: ...

    @property
    def contents(self) -> Contents: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def rights(self) -> Rights: ...

    def put_rights(self, rights: Rights) -> None: ...

    def held(self, consumer_key: str, token: str, *, latest: bool) -> Held:
        """What there is of whoever signs so; unless ``latest`` it may be out of date, which ``admit`` finds out."""

    def admit(self, held: Held, nonces: Sequence[Nonce], now: float, username: str) -> Admitted | None:
        """Claims the nonces, none after one that is taken, and looks at the user and the rights: all at one moment.

        None, and nothing claimed, when that is not held any more. Users in another database are looked up after it.
        """

    def signed_in(self, session_id: str) -> SignedIn: ...

    def together(self, work: Callable[[], T]) -> T:
        """All that the work stores or nothing of it, even if the process is killed in the middle.

        It may be begun anew where it gets into another's way: it stores, and asks nobody. What it stores of the
        directory is not part of it where that lies in another database.
        """

    def clear(self) -> None:
        """As a product that has just been installed, without contents; its settings and the directory stay."""

    def keep(self, name: str) -> None:
        """Remembers everything as it is now, the directory and the settings too, until ``bring_back``."""

    def bring_back(self, name: str) -> bool:
        """Everything as it was kept under that name, in one step; False, and nothing changed, without such a name."""

    def kept(self) -> list[str]:
        """Names under which something is kept, in alphabetical order."""

    def forget(self, name: str) -> None:
        """What was kept under that name is not needed any more."""


class Storage(Protocol):
    """Where states are kept: one for each product, and a directory for each userbase, which products share."""

    def directory(self, userbase: str) -> Directory: ...

    def state(self, product: str, userbase: str) -> State:
        """That product's, with the people of that userbase: empty at first, or what it remembered before."""

    def close(self) -> None:
        """Let go of files and connections."""
