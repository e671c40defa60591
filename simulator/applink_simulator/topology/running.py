"""A topology that runs: its products at their addresses, and the people who use them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from applink_simulator.domain.clock import Clock
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.exchanges import Journal
from applink_simulator.domain.users import Audience, User
from applink_simulator.faults.fault import Fault
from applink_simulator.linking.product import Product, Transport, nothing_intercepts
from applink_simulator.topology.load import Topology
from applink_simulator.topology.mistakes import nearest
from applink_simulator.topology.people import users_of
from applink_simulator.topology.place import Place
from applink_simulator.topology.products import furnish
from applink_simulator.topology.visitor import Administrator, Visitor
from applink_simulator.topology.wishes import make_links


class NoSuchName(ApplinkError):
    message = "{what} {name!r} does not exist{hint}."


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
    """Starts it again at the same address; a product that runs is left alone."""
    _faults: list[Fault] = field(default_factory=list, repr=False)

    def place(self, name: str) -> Place:
        name = self._named(name)
        product = self.products[name]
        return Place(name, product.kind.name, product.title, product.base_url, product.application_id)

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

    def visitor(self, username: str | None, product: str) -> Visitor:
        """Somebody with a browser of their own at that product; None is anybody, not logged in."""
        place = self.place(product)
        if username is None:
            return Visitor(place, self.transport)
        person = self.person(username, product)
        return Visitor(place, self.transport, person.name, person.password)

    def administrator(self, product: str, username: str | None = None) -> Administrator:
        """That person over REST; without a name the first system administrator of the product."""
        person = self.person(username or self.system_administrators(product)[0], product)
        return Administrator(self.place(product), self.transport, person.name, person.password)

    def system_administrators(self, product: str) -> list[str]:
        """Usernames, in order of the file."""
        entry = self.topology.products[self._named(product)]
        meant = Audience.of(entry.system_administrators)
        return [user.name for user in users_of(self.topology.userbases[entry.userbase]) if meant.includes(user)]

    def make_system(self, product: str, remote: str) -> None:
        """The product's end of that link, if it has one: what no administrator could do."""
        ends = self.products[self._named(product)].state.ends
        if (end := ends.get(self.place(remote).application_id)) is not None:
            ends.put(replace(end, system=True))

    def misbehave(self, product: str, fault: Fault) -> None:
        """From now on the fault stands at the product's door, until the next reset."""
        self._faults.append(fault)
        self.products[self._named(product)].intercept = fault.at_the_door

    def behave(self) -> None:
        """Every product runs, and no fault stands anywhere."""
        for fault in self._faults:
            fault.undo()
        self._faults.clear()
        for name, product in self.products.items():
            product.intercept = nothing_intercepts
            self.switch_on(name)

    def reset(self) -> None:
        """As the topology file says, with its links, no fault, an empty journal and a clock that is right."""
        self.behave()
        self.clock.reset()
        for product in self.products.values():
            product.clock.reset()
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
