"""What is ordered over the control surface and no storage remembers: it holds for every process of the product.

An order that comes to one process is carried out there, and by all others before they answer anything else. What an
operation does that is no order, it does to what the product remembers, which all processes share.
"""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from applink_simulator.domain.exchanges import Journal, News
from applink_simulator.faults import faults

if TYPE_CHECKING:
    from applink_simulator.web.control.controlled import Controlled


class Order(ABC):
    """A value; carried out once in each process."""

    @abstractmethod
    def carry_out(self, here: "Controlled") -> None: ...

    def voids(self, earlier: "Order") -> bool:
        """Whether a process that has carried out this one is as if it had carried out the earlier one before."""
        return type(earlier) is type(self)


class Crew(Protocol):
    """All processes of a product that has several, as one of them sees them."""

    @property
    def changing(self) -> AbstractContextManager[Any]:
        """Held by one of them while something is read and then written; never while anything is sent.

        Afterwards the others are told when something was ordered meanwhile: somebody may be kept waiting there.
        """

    @property
    def number(self) -> int:
        """Of the latest order; asked before each request."""

    def join(self) -> None:
        """Before this process hears of any order."""

    def orders_after(self, number: int) -> tuple[int, list[Order]]:
        """The number of the latest, and those after that number that are not void, in their order."""

    def write_down(self, order: Order) -> int:
        """For all others to carry out; its number. Whoever does this holds ``changing``."""

    def news(self, journal: Journal, after: int) -> News:
        """Of this process's journal and all others."""


@dataclass(frozen=True, slots=True)
class PutFault(Order):
    name: str

    def carry_out(self, here: "Controlled") -> None:
        here.faults.put(faults()[self.name]())

    def voids(self, earlier: Order) -> bool:
        return isinstance(earlier, PutFault | TakeFault) and earlier.name == self.name


@dataclass(frozen=True, slots=True)
class TakeFault(Order):
    name: str

    def carry_out(self, here: "Controlled") -> None:
        here.faults.take(self.name)

    def voids(self, earlier: Order) -> bool:
        return isinstance(earlier, PutFault | TakeFault) and earlier.name == self.name


@dataclass(frozen=True, slots=True)
class ClearFaults(Order):
    def carry_out(self, here: "Controlled") -> None:
        here.faults.clear()

    def voids(self, earlier: Order) -> bool:
        return isinstance(earlier, PutFault | TakeFault | ClearFaults)


@dataclass(frozen=True, slots=True)
class SetClock(Order):
    ahead: float
    frozen_at: float | None

    def carry_out(self, here: "Controlled") -> None:
        here.product.clock.set(self.ahead, self.frozen_at)


@dataclass(frozen=True, slots=True)
class Trust(Order):
    authority: str

    def carry_out(self, here: "Controlled") -> None:
        here.product.transport.trust(self.authority)  # type: ignore[attr-defined]

    def voids(self, earlier: Order) -> bool:
        return earlier == self


@dataclass(frozen=True, slots=True)
class HangUp(Order):
    def carry_out(self, here: "Controlled") -> None:
        getattr(here.product.transport, "close", lambda: None)()


@dataclass(frozen=True, slots=True)
class Trouble(Order):
    origin: str
    how: str

    def carry_out(self, here: "Controlled") -> None:
        here.product.transport.trouble(self.origin, self.how)  # type: ignore[attr-defined]

    def voids(self, earlier: Order) -> bool:
        return isinstance(earlier, Trouble) and earlier.origin == self.origin


@dataclass(frozen=True, slots=True)
class Mend(Order):
    def carry_out(self, here: "Controlled") -> None:
        getattr(here.product.transport, "mend", lambda: None)()

    def voids(self, earlier: Order) -> bool:
        return isinstance(earlier, Trouble | Mend)


@dataclass(frozen=True, slots=True)
class TakeOverSettings(Order):
    """Somebody has changed them."""

    def carry_out(self, here: "Controlled") -> None:
        here.take_over_settings()


@dataclass(frozen=True, slots=True)
class ForgetJournal(Order):
    position: int

    def carry_out(self, here: "Controlled") -> None:
        here.product.journal.forget(self.position)


@dataclass(frozen=True, slots=True)
class StartAfresh(Order):
    """What the product remembers has been brought back."""

    position: int
    """In the journal: up to there it is forgotten."""

    def carry_out(self, here: "Controlled") -> None:
        here.faults.clear()
        here.product.intercept = here.faults
        here.product.clock.reset()
        here.take_over_settings()
        here.product.journal.forget(self.position)

    def voids(self, earlier: Order) -> bool:
        return isinstance(
            earlier, PutFault | TakeFault | ClearFaults | SetClock | TakeOverSettings | ForgetJournal | StartAfresh
        )
