"""Products in a process of their own, so that its memory and handles are theirs alone.

Over there is the backend ``served``; here is a site that passes on what is to happen there.
"""

import multiprocessing
import os
import secrets
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.urls import origin_of
from applink_simulator.linking.product import Product
from applink_simulator.topology import keys
from applink_simulator.topology.backends.served import ServedSite
from applink_simulator.topology.control import Control
from applink_simulator.topology.fronts.front import Front, FrontPlace
from applink_simulator.topology.load import Topology
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut
from applink_simulator.transport.http import HttpTransport

PATIENCE = 60.0
"""Seconds for an answer of the other process."""

Change = Callable[[Product], None]
"""A function of a module's, for the other process to find."""


class ProductsGone(ApplinkError):
    message = "The process with the products has ended with {status} and says no more about {what}."


class ProductsSilent(ApplinkError):
    message = "The process with the products has not answered within {seconds:g} seconds to {what}."


class NotDoneThere(ApplinkError):
    message = "The process with the products could not do {what}: {reason}"


def apart(topology: Topology, change: Change | None = None) -> tuple[RunningTopology, "ApartSite"]:
    """Ready and linked; whoever stops the running topology ends the process too.

    Over there each product is changed before anybody asks it anything.
    """
    site = ApartSite(topology, change)
    try:
        running = RunningTopology(topology, "served", site)
        running.begin()
    except BaseException:
        site.stop()
        raise
    return running, site


class ApartSite:
    """As ``Site`` says."""

    def __init__(self, topology: Topology, change: Change | None) -> None:
        token = secrets.token_hex(16)
        self.people = HttpTransport()
        # Each thread's own part of the allocator keeps the most that the thread ever had: dozens of them hide a leak,
        # or look like one.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        context = multiprocessing.get_context("spawn")
        self._asked, there = context.Pipe()
        self._lock = threading.Lock()
        self._process = context.Process(target=_live, args=(there, topology, token, change), daemon=True)
        self._process.start()
        there.close()
        self._controls: dict[str, Control] = {}
        for name, url in self.ask("urls").items():
            self._controls[name] = Control(self.people, origin_of(url), token)

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def ask(self, what: str, *values: Any) -> Any:
        """What the other process answers; NotDoneThere with its reason."""
        with self._lock:
            try:
                self._asked.send((what, values))
                if not self._asked.poll(PATIENCE):
                    raise ProductsSilent(seconds=PATIENCE, what=what)
                done, answer = self._asked.recv()
            except (EOFError, OSError):
                raise ProductsGone(status=self._process.exitcode, what=what) from None
        if not done:
            raise NotDoneThere(what=what, reason=answer)
        return answer

    def journal_lengths(self) -> dict[str, int]:
        found: dict[str, int] = self.ask("journal_lengths")
        return found

    def control(self, name: str) -> Control:
        return self._controls[name]

    def base_url(self, name: str) -> str:
        return str(self.ask("base_url", name))

    def published(self, _name: str) -> str:
        return ""

    def switch_off(self, name: str) -> None:
        self.ask("switch_off", name)

    def switch_on(self, name: str) -> bool:
        return bool(self.ask("switch_on", name))

    def vacate(self, name: str) -> None:
        self.ask("vacate", name)

    def move(self, name: str, origin: str | None, path: str) -> bool:
        anew = bool(self.ask("move", name, origin, path))
        self._controls[name].origin = origin_of(self.base_url(name))
        return anew

    def put_up_signpost(self, old_url: str, new_url: str) -> None:
        self.ask("put_up_signpost", old_url, new_url)

    def put_in_front(self, name: str, front: Front, port: int) -> "FrontApart":
        number, place, authority = self.ask("put_in_front", name, front, port)
        return FrontApart(place, authority, self, number)

    def hide_name(self, name: str, seen_by: str) -> None:
        self.ask("hide_name", name, seen_by)

    def cut(self, calling: str, serving: str, how: Cut) -> None:
        self.ask("cut", calling, serving, how)

    def mend(self) -> None:
        self.ask("mend")

    def said(self, _since: float) -> Mapping[str, str]:
        return {}

    def stop(self) -> None:
        with self._lock:
            self._asked.close()
        self._process.join(timeout=20)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.people.close()


@dataclass(frozen=True)
class FrontApart:
    """A front over there."""

    place: FrontPlace
    authority: str
    _site: ApartSite = field(repr=False)
    _number: int

    def stop(self) -> None:
        self._site.ask("stop_front", self._number)


class _ThereSite(ServedSite):
    """What is asked about besides what a site does."""

    def __init__(self, topology: Topology, token: str) -> None:
        super().__init__(topology, None, token)
        self._fronts: dict[int, Any] = {}
        self._latest = 0

    def urls(self) -> dict[str, str]:
        return {name: self.base_url(name) for name in self.products}

    def journal_lengths(self) -> dict[str, int]:
        return {name: len(product.journal) for name, product in self.products.items()}

    def front(self, name: str, front: Front, port: int) -> tuple[int, FrontPlace, str]:
        standing = self.put_in_front(name, front, port)
        self._latest += 1
        self._fronts[self._latest] = standing
        return self._latest, standing.place, standing.authority

    def stop_front(self, number: int) -> None:
        self._fronts.pop(number).stop()

    def stop(self) -> None:
        for number in list(self._fronts):
            self.stop_front(number)
        super().stop()


def _live(asked: Connection, topology: Topology, token: str, change: Change | None) -> None:
    """The other process: until nobody is there any more who asks."""
    # A terminal tells it too; but whoever asks has things to end before.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keys.begin(len(topology.products))
    site = _ThereSite(topology, token)
    for product in site.products.values():
        if change is not None:
            change(product)
    doing = {"put_in_front": site.front}
    try:
        while True:
            what, values = asked.recv()
            try:
                answer = True, (doing.get(what) or getattr(site, what))(*values)
            except Exception as problem:
                # Whoever asked is told, in the other process.
                answer = False, f"{type(problem).__name__}: {problem}"
            asked.send(answer)
    except EOFError:
        return
    finally:
        site.stop()
