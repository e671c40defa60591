"""Where the time of a request goes on its way through a product, for those who ask; real products tell nobody."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ASKING = ("X-Applinks-Timing", "yes")
"""The header with which a request asks for it, and with which the product asks on where it is asked itself."""
TOLD_IN = "Server-Timing"
TOTAL, SIGNING, WAITING, THERE = "applinks-total", "applinks-signing", "applinks-waiting", "applinks-there"
"""All of it; making signatures; waiting for other products; and what those said it took them, if all did."""

_metric = re.compile(r"\s*([\w-]+)\s*;\s*dur=(\d+(?:\.\d+)?)\s*(?:,|$)")


@dataclass(slots=True)
class Hops:
    """Of the request in hand, in seconds."""

    signing: float = 0.0
    waiting: float = 0.0
    there: float | None = 0.0
    """None as soon as another product told nothing."""

    @contextmanager
    def signs(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.signing += time.perf_counter() - began

    def waited(self, seconds: float, told: str | None) -> None:
        """For another product, which told this in its header."""
        self.waiting += seconds
        took = read(told or "").get(TOTAL)
        self.there = None if took is None or self.there is None else self.there + took

    def told(self, total: float) -> str:
        metrics = {TOTAL: total, SIGNING: self.signing, WAITING: self.waiting}
        if self.there is not None and self.waiting:
            metrics[THERE] = self.there
        return ", ".join(f"{name};dur={seconds * 1000:.3f}" for name, seconds in metrics.items() if seconds)


def read(header: str) -> Mapping[str, float]:
    """Seconds by metric; of a header that anybody may have written."""
    return {name: float(milliseconds) / 1000 for name, milliseconds in _metric.findall(header)}


in_hand: ContextVar[Hops | None] = ContextVar("hops", default=None)
"""Of the request that this thread answers; None where nobody asked."""
