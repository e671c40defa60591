"""Tells who asks for it how long a product took, in the header that browsers know for this (domain.hops)."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from applink_simulator.domain.hops import ASKING, TOLD_IN, Hops, in_hand

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ASKED = f"HTTP_{ASKING[0].upper().replace('-', '_')}"


def timed(application: Application, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    hops, began = Hops(), time.perf_counter()

    def tell(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start(status, [*headers, (TOLD_IN, hops.told(time.perf_counter() - began))], *more)

    before = in_hand.set(hops)
    try:
        return application(environ, tell)
    finally:
        in_hand.reset(before)
