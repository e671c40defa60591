"""A topology that runs: its products at their addresses, and the people who use them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urlsplit

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.exchanges import Journal
from applink_simulator.domain.users import Audience, User
from applink_simulator.faults.fault import Fault
from applink_simulator.linking.product import Product, Transport, nothing_intercepts
from applink_simulator.topology.browser import Browser
from applink_simulator.topology.file import full_version
from applink_simulator.topology.load import Topology
from applink_simulator.topology.mistakes import nearest
from applink_simulator.topology.people import users_of
from applink_simulator.topology.place import Place, origin_of
from applink_simulator.topology.products import furnish
from applink_simulator.topology.visitor import Account, Administrator, Visitor, signature_of
from applink_simulator.topology.wishes import make_links
from applink_simulator.web.door import Application, Signpost

if TYPE_CHECKING:
    from applink_simulator.topology.fronts.front import Front, StandingFront


class NoSuchName(ApplinkError):
    message = "{what} {name!r} does not exist{hint}."


class AddressTaken(ApplinkError):
    message = "{url} is the address of {name}: it has to move away first."


class NeedsSockets(ApplinkError):
    message = "Nothing can stand in front of products without sockets: use the backend served."


def needs_sockets(_product: str, _front: "Front", _port: int) -> NoReturn:
    raise NeedsSockets


@dataclass
class RunningTopology:
    """What a backend hands over; ``stop`` belongs to the backend that started it."""

    topology: Topology
    products: Mapping[str, Product] = field(repr=False)
    journal: Journal = field(repr=False)
    clock: Clock = field(repr=False)
    transport: Transport = field(repr=False)
    """How people reach the products."""
    stop: Callable[[], None] = field(repr=False)
    switch_off: Callable[[str], None] = field(repr=False)
    """Stops one product: nothing listens at its address any more."""
    switch_on: Callable[[str], None] = field(repr=False)
    """Starts it again at its address; a product that runs is left alone."""
    rehouse: Callable[[str, str | None, str], None] = field(repr=False)
    """Moves one product to an origin, or to a free one, and there below a path; it runs afterwards."""
    put_up: Callable[[Application, str], Callable[[], None]] = field(repr=False)
    """Serves something at an origin where nobody is, until what it hands over is called."""
    put_in_front: "Callable[[str, Front, int], StandingFront]" = field(default=needs_sockets, repr=False)
    """Starts something in front of one product, with the trust that is due to it; port 0 is a free one."""
    _homes: dict[str, str] = field(init=False, repr=False)
    """Base URLs as the topology has them."""
    _signposts: list[Callable[[], None]] = field(default_factory=list, repr=False)
    _faults: list[Fault] = field(default_factory=list, repr=False)
    _fronts: "dict[str, StandingFront]" = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._homes = {name: product.base_url for name, product in self.products.items()}

    def place(self, name: str) -> Place:
        name = self._named(name)
        product = self.products[name]
        front = self._fronts[name].site.url if name in self._fronts else ""
        return Place(name, product.kind.name, product.title, product.base_url, product.application_id, front)

    @property
    def places(self) -> list[Place]:
        return [self.place(name) for name in self.products]

    def _named(self, name: str) -> str:
        """The product meant, whatever the case: administrators write Jira."""
        for known in self.products:
            if known.lower() == name.lower():
                return known
        raise unknown("The product", name, self.products)

    def person(self, username: str, product: str) -> User:
        """Somebody of the product's userbase as the topology file describes them."""
        entry = self.topology.products[self._named(product)]
        people = users_of(self.topology.userbases[entry.userbase])
        for user in people:
            if user.name.lower() == username.lower():
                return user
        raise unknown("The user", username, [user.name for user in people])

    def visitor(self, username: str | None, product: str, browser: Browser | None = None) -> Visitor:
        """Somebody at that product, with a browser of their own unless one is given; None is anybody, not logged in.

        Whoever is in a userbase can log in at every product that has it.
        """
        browser = browser or Browser(self.transport, signature_of(username))
        accounts: dict[str, Account] = {}
        if username is not None:
            account, userbase = self.account(username, product), self.userbase(product)
            same = [name for name in self.products if self.userbase(name) == userbase]
            accounts = {self.place(name).url: account for name in same}
        return Visitor(self.place(product), browser, accounts)

    def userbase(self, product: str) -> str:
        return self.topology.products[self._named(product)].userbase

    def account(self, username: str, product: str) -> Account:
        person = self.person(username, product)
        return Account(person.name, person.password)

    def administrator(self, product: str, username: str | None = None) -> Administrator:
        """That person over REST; without a name the first system administrator of the product."""
        person = self.person(username or self.system_administrators(product)[0], product)
        return Administrator(self.place(product), self.transport, person.name, person.password)

    def system_administrators(self, product: str) -> list[str]:
        """Usernames, in order of the file."""
        entry = self.topology.products[self._named(product)]
        meant = Audience.of(entry.system_administrators)
        return [user.name for user in users_of(self.topology.userbases[entry.userbase]) if meant.includes(user)]

    def home_of(self, product: str) -> str:
        """Where it was before it moved."""
        return self._homes[self._named(product)]

    def move(self, product: str, *, to: str | None = None, path: str | None = None, signpost: bool = False) -> Place:
        """The product has another base URL, a free one or the one given, and is what it was, until the next reset.

        Nothing is at the old address then, or a signpost that sends everybody on.
        """
        name = self._named(product)
        old = self.products[name].base_url
        if to is None:
            self.rehouse(name, None, urlsplit(old).path if path is None else path)
        else:
            self._require_free(to)
            self.rehouse(name, origin_of(to), urlsplit(to).path)
        if signpost:
            self._signposts.append(self.put_up(Signpost(self.products[name], old), origin_of(old)))
        return self.place(name)

    def _require_free(self, url: str) -> None:
        for other in self.products.values():
            if origin_of(other.base_url) == origin_of(url):
                raise AddressTaken(url=url, name=other.name)

    def _move_home(self) -> None:
        for take_down in self._signposts:
            take_down()
        self._signposts.clear()
        away = [name for name, product in self.products.items() if product.base_url != self._homes[name]]
        # All of them leave before one returns: it may find another at its address.
        for name in away:
            self.switch_off(name)
        for name in away:
            self.rehouse(name, origin_of(self._homes[name]), urlsplit(self._homes[name]).path)

    def misbehave(self, product: str, fault: Fault) -> None:
        """From now on the fault stands at the product's door, until the next reset."""
        self._faults.append(fault)
        self.products[self._named(product)].intercept = fault.at_the_door

    def stand_in_front(self, product: str, front: "Front") -> None:
        """From now on other products' new links lead there, until the next reset; people go past it.

        It takes the place of the one before, at the same address but for http and https.
        """
        name = self._named(product)
        port = self._fronts[name].site.port if name in self._fronts else 0
        self._take_away(name)
        self._fronts[name] = standing = self.put_in_front(name, front, port)
        self.products[name].told_origin = standing.site.told_origin

    def _take_away(self, name: str) -> None:
        if name in self._fronts:
            self._fronts.pop(name).stop()
            self.products[name].told_origin = ""

    def install(self, product: str, version: str) -> None:
        """That version of the product, with all it remembers, until the next reset."""
        installed = self.products[self._named(product)]
        versions = installed.kind.versions
        wanted = full_version(version, versions)
        if wanted not in versions:
            raise unknown("The version", version, versions)
        installed.version = str(wanted)

    def rewrite_end(self, product: str, remote: str, **changes: Any) -> None:
        """As the product itself does, or somebody in its database: administrators cannot."""
        ends = self.products[self._named(product)].state.ends
        end = ends.get(self.place(remote).application_id)
        if end is None:
            raise unknown("The link to", remote, [each.name for each in ends])
        ends.put(replace(end, **changes))

    def behave(self) -> None:
        """Every product runs, and no fault and no front stands anywhere."""
        for name in list(self._fronts):
            self._take_away(name)
        for fault in self._faults:
            fault.undo()
        self._faults.clear()
        for name, product in self.products.items():
            product.intercept = nothing_intercepts
            self.switch_on(name)

    def reset(self) -> None:
        """As the topology file says, with its links, no fault, an empty journal and a clock that is right."""
        self._move_home()
        self.behave()
        self.clock.reset()
        for name, product in self.products.items():
            product.clock.reset()
            product.version = self.topology.products[name].version
        furnish(self.topology, self.products)
        make_links(self)
        self.journal.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def unknown(what: str, name: str, known: object) -> NoSuchName:
    candidates = [str(each) for each in known] if hasattr(known, "__iter__") else []
    close = nearest(name, candidates)
    hint = f" (did you mean {close!r}?)" if close else f"; there are {', '.join(candidates[:20])}"
    return NoSuchName(what=what, name=name, hint=hint)
