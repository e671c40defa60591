"""The products of one topology, each in a process of its own, and what can happen to them there.

Switching one off is ``kill -9``: it finishes nothing. Its address stays reserved, so that it comes back where it was.
"""

import contextlib
import json
import secrets
import shutil
import socket
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from applink_simulator.domain.errors import ApplinkError, RemoteUnreachable
from applink_simulator.domain.urls import origin_of
from applink_simulator.serving.listening import bound, listening_at
from applink_simulator.serving.server import Server
from applink_simulator.topology.backends.processes.nursery import Nursery
from applink_simulator.topology.birth import Birth
from applink_simulator.topology.control import Control
from applink_simulator.topology.description import character_of, furnishing_of
from applink_simulator.topology.load import Topology
from applink_simulator.topology.reading import Installed
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut
from applink_simulator.transport.http import HttpTransport
from applink_simulator.web.door import Signpost

if TYPE_CHECKING:
    from applink_simulator.topology.fronts.front import Front, StandingFront

HOST = "127.0.0.1"
PATIENCE = 60.0
"""Seconds that a product may take until it answers."""
NAP = 0.005


class DidNotStart(ApplinkError):
    message = "The process of {name} ended before it answered. It said:\n{said}"


class NeverAnswered(ApplinkError):
    message = "The process of {name} has not answered within {seconds:g} seconds. It said:\n{said}"


def processes(
    topology: Topology,
    *,
    workers: int = 1,
    port_base: int | None = None,
    control_token: str = "",
    backend: str = "processes",
) -> RunningTopology:
    """Starts the topology; ready when this returns. PortInUse when a fixed port is taken.

    ``workers`` processes answer for each product, at its one address.
    """
    with contextlib.ExitStack() as on_failure:
        site = ProcessSite(topology, workers, port_base, control_token)
        on_failure.callback(site.stop)
        site.start()
        running = RunningTopology(topology, backend, site)
        running.begin()
        on_failure.pop_all()
    return running


class ProcessSite:
    """Loopback ports, and files in a folder that is gone afterwards."""

    def __init__(
        self, topology: Topology, workers: int = 1, port_base: int | None = None, control_token: str = ""
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="applinks-"))
        self._nursery = Nursery()
        # Scenarios work through the surface, also where nobody wanted one.
        self._token = control_token or secrets.token_hex(16)
        self.people = HttpTransport()
        self._births: dict[str, Birth] = {}
        self._pids: dict[str, int] = {}
        """Of those that have been started and not been killed from here."""
        self._reserved: dict[int, socket.socket] = {}
        """Bound, and nobody listens: whoever calls is refused, and no other process gets the port meanwhile."""
        self._signposts: list[Server] = []
        self._troubles: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """By calling product and origin, how a way is troubled: a product that starts again is told anew."""
        self._controls: dict[str, Control] = {}
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.stop)
            now = datetime.now(UTC)
            for index, (name, entry) in enumerate(topology.products.items()):
                installed = Installed(
                    character_of(topology, name), furnishing_of(topology, name, now), entry.context_path, ()
                )
                port = self._reserve(entry.port or (port_base + index if port_base else 0), name)
                origin = f"http://{HOST}:{port}"
                self._births[name] = Birth(
                    installed=installed,
                    host=HOST,
                    port=port,
                    base_url=origin + entry.context_path,
                    storage=self._file("product", name),
                    userbases=self._file("userbase", entry.userbase),
                    control_token=self._token,
                    control_hidden=not control_token,
                    workers=workers,
                    # What is killed cannot tidy up.
                    folder=self._folder,
                )
                self._controls[name] = Control(self.people, origin, self._token)
            on_failure.pop_all()

    def start(self) -> None:
        """All of them at the same time."""
        for name, birth in self._births.items():
            self._pids[name] = self._nursery.start(birth, self._log_of(name))
        for name in self._births:
            self._await(name)

    def control(self, name: str) -> Control:
        return self._controls[name]

    def base_url(self, name: str) -> str:
        return self._births[name].base_url

    def published(self, _name: str) -> str:
        return ""

    def switch_off(self, name: str) -> None:
        if name in self._pids:
            self._nursery.kill(self._pids.pop(name))

    def switch_on(self, name: str) -> bool:
        if self._runs(name):
            return False
        self._pids[name] = self._nursery.start(self._births[name], self._log_of(name))
        self._await(name)
        for origin, how in self._troubles[name].items():
            self._controls[name].trouble_way(origin, how)
        return True

    def has_died(self, name: str) -> bool:
        """By itself, that is: nobody here has switched it off."""
        return name in self._pids and self._nursery.ended(self._pids[name])

    def last_line(self, name: str) -> str:
        """The last that any of its processes has written; how it was killed, if it was made to die."""
        return self._log(name).rstrip().rpartition("\n")[2]

    def said(self, since: float) -> dict[str, str]:
        first = datetime.fromtimestamp(since, UTC).isoformat()
        return {
            name: "\n".join(line for line in self._log(name).splitlines() if _time_of(line, first) >= first)
            for name in self._births
        }

    def _log(self, name: str) -> str:
        log = self._log_of(name)
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""

    def _log_of(self, name: str) -> Path:
        return self._folder / f"{quote(name, safe='')}.log"

    def _runs(self, name: str) -> bool:
        return name in self._pids and not self._nursery.ended(self._pids[name])

    def vacate(self, name: str) -> None:
        self.switch_off(name)

    def move(self, name: str, origin: str | None, path: str) -> bool:
        # The new address first: should it be in use, nothing has happened.
        port = self._reserve(_port_in(origin) if origin else 0, name)
        self.switch_off(name)
        origin = f"http://{HOST}:{port}"
        self._births[name] = replace(self._births[name], port=port, base_url=origin + path)
        self._controls[name].origin = origin
        self.switch_on(name)
        self._controls[name].change(base_url=origin + path)
        return True

    def put_up_signpost(self, old_url: str, new_url: str) -> None:
        listening = listening_at(HOST, _port_in(old_url), "a signpost")
        self._signposts.append(Server(Signpost(old_url, new_url), listening))

    def put_in_front(self, name: str, front: "Front", port: int) -> "StandingFront":
        # Few scenarios want one, and it takes a while to import.
        from applink_simulator.topology.fronts.python_front import PythonFront

        standing = PythonFront(front, self.base_url(name), port)
        if standing.authority:
            for each in self._births:
                if self._runs(each):
                    self._controls[each].change(trusted_authority=standing.authority)
        return standing

    def hide_name(self, name: str, seen_by: str) -> None:
        self._trouble(seen_by, name, "unknown")

    def cut(self, calling: str, serving: str, how: Cut) -> None:
        self._trouble(calling, serving, how.value)

    def mend(self) -> None:
        troubled, self._troubles = self._troubles, defaultdict(dict)
        for name in troubled:
            if troubled[name] and self._runs(name):
                self._controls[name].mend_ways()
        while self._signposts:
            self._signposts.pop().stop()

    def stop(self) -> None:
        while self._signposts:
            self._signposts.pop().stop()
        self._nursery.close()
        for port in list(self._reserved):
            self._reserved.pop(port).close()
        self.people.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _trouble(self, calling: str, serving: str, how: str) -> None:
        origin = origin_of(self.base_url(serving))
        self._troubles[calling][origin] = how
        if self._runs(calling):
            self._controls[calling].trouble_way(origin, how)

    def _await(self, name: str) -> None:
        """A process listens before it is ready; who asks then is kept waiting, and answered."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._controls[name].product()
            except RemoteUnreachable:
                if self.has_died(name):
                    raise DidNotStart(name=name, said=self._last_words(name)) from None
                if time.monotonic() > until:
                    raise NeverAnswered(name=name, seconds=PATIENCE, said=self._last_words(name)) from None
                time.sleep(NAP)
            else:
                return

    def _last_words(self, name: str) -> str:
        return self._log(name)[-2000:].strip() or "(nothing)"

    def _reserve(self, port: int, name: str) -> int:
        if port not in self._reserved or port == 0:
            reserved = bound(HOST, port, name)
            port = reserved.getsockname()[1]
            self._reserved[port] = reserved
        return port

    def _file(self, what: str, name: str) -> str:
        return f"sqlite:///{self._folder}/{what}-{quote(name, safe='').replace('%', '_')}.db"


def _time_of(line: str, otherwise: str) -> str:
    """As it is written; what is no line of the log's own belongs to the one before it."""
    try:
        return str(json.loads(line)["time"])
    except (ValueError, KeyError, TypeError):
        return otherwise


def _port_in(url: str) -> int:
    return urlsplit(url).port or 80
