"""The journals of all products of a topology as one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from applink_simulator.domain.errors import RemoteError
from applink_simulator.domain.exchanges import EXPECTED, SIGNED, Exchange
from applink_simulator.domain.messages import header
from applink_simulator.topology.control import Control


class Journals:
    """What all products were asked, in order of arrival; each is asked for what is new when somebody looks.

    Of a product that does not run, what it had told before is still known.
    """

    def __init__(self, controls: Mapping[str, Control]) -> None:
        self._controls = controls
        self._exchanges: list[Exchange] = []
        self._positions: dict[str, int] = {}
        self._crashes: dict[str, list[str]] = {}
        self._signed: dict[str, str] = {}

    def gather(self, product: str) -> None:
        """From one product, as long as it can still be asked."""
        try:
            exchanges, crashes, position, signed = self._controls[product].journal(self._positions.get(product, 0))
        except RemoteError:
            return
        self._exchanges += exchanges
        self._signed |= signed
        self._crashes[product] = crashes
        self._positions[product] = position

    def begin_anew(self, product: str) -> None:
        """It was started again, with an empty journal of its own."""
        self._positions[product] = 0

    def forget(self) -> None:
        """The products' own journals are empty already."""
        self._exchanges.clear()
        self._crashes.clear()
        self._signed.clear()

    def clear(self) -> None:
        for product, control in self._controls.items():
            control.clear_journal()
            self.gather(product)
        self.forget()

    @property
    def crashes(self) -> list[str]:
        """What went wrong inside a product, as tracebacks; each fails the test that was running."""
        self._gather()
        return [crash for crashes in self._crashes.values() for crash in crashes]

    def __iter__(self) -> Iterator[Exchange]:
        self._gather()
        in_order = sorted(self._exchanges, key=lambda exchange: exchange.number)
        return (self._explained(exchange) if EXPECTED in exchange.refusal else exchange for exchange in in_order)

    def __len__(self) -> int:
        self._gather()
        return len(self._exchanges)

    @property
    def last_number(self) -> int:
        """Number of the newest exchange; 0 when there is none."""
        return max((exchange.number for exchange in self), default=0)

    def at(self, product: str) -> list[Exchange]:
        return [exchange for exchange in self if exchange.product == product]

    def since(self, number: int) -> list[Exchange]:
        """The exchanges after that number."""
        return [exchange for exchange in self if exchange.number > number]

    def _gather(self) -> None:
        for product in self._controls:
            self.gather(product)

    def _explained(self, exchange: Exchange) -> Exchange:
        """With both base strings, where one of our products signed."""
        theirs = self._signed.get(
            header(exchange.headers, "Authorization") or "", "not known (not one of our products)"
        )
        return replace(exchange, refusal=exchange.refusal.replace(EXPECTED, f"{SIGNED}{theirs}\n{EXPECTED}"))
