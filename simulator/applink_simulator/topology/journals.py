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
        """In order of arrival."""
        self._positions: dict[str, int] = {}
        self._crashes: list[str] = []
        self._signed: dict[str, str] = {}

    def gather(self, product: str) -> None:
        """From one product, as long as it can still be asked."""
        try:
            news = self._controls[product].journal(self._positions.get(product, 0))
        except RemoteError:
            return
        self._positions[product] = news.position
        self._crashes += news.crashes
        self._signed |= dict(news.signed_texts)
        if news.exchanges:
            self._exchanges += news.exchanges
            self._exchanges.sort(key=lambda exchange: exchange.number)

    def forget(self) -> None:
        """The products' own journals are empty already."""
        self._exchanges.clear()
        self._crashes.clear()
        self._signed.clear()

    def clear(self) -> None:
        """As if nothing had happened so far."""
        self._gather()
        self.forget()

    @property
    def crashes(self) -> list[str]:
        """What went wrong inside a product, as tracebacks; each fails the test that was running."""
        self._gather()
        return list(self._crashes)

    # No __len__: list() would ask for it first, and with it every product.
    def __iter__(self) -> Iterator[Exchange]:
        self._gather()
        known = list(self._exchanges)
        return (self._explained(exchange) if EXPECTED in exchange.refusal else exchange for exchange in known)

    @property
    def last_number(self) -> int:
        """Number of the newest exchange; 0 when there is none."""
        self._gather()
        return self._exchanges[-1].number if self._exchanges else 0

    def at(self, product: str) -> list[Exchange]:
        """What that product was asked; its own refusals of signatures tell only what was expected."""
        self.gather(product)
        return [exchange for exchange in self._exchanges if exchange.product == product]

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
