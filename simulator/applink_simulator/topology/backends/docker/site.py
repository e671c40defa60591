"""The machines and products of one topology in containers, and what can happen to them there.

Two addresses for each product, on purpose. Its base URL has its machine's name, which is known within the run alone:
products call each other by it. People are outside, and their programs connect to the port that is published on
loopback, asking for the same name there; see ``HttpTransport.route``.
"""

import contextlib
import itertools
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from applink_simulator.topology.backends.docker import firewall, keeper
from applink_simulator.topology.backends.docker.image import image_for
from applink_simulator.topology.backends.docker.machine import (
    IDLE,
    LOOPBACK,
    Machine,
    Process,
    await_answer,
    manifest_of,
)
from applink_simulator.topology.backends.docker.names import host_name, host_names
from applink_simulator.topology.backends.docker.owner import URL, Owner
from applink_simulator.topology.backends.docker.run import Run, together
from applink_simulator.topology.backends.docker.sweep import sweep
from applink_simulator.topology.control import Control
from applink_simulator.topology.engine import engine
from applink_simulator.topology.load import Topology
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.site import Cut
from applink_simulator.transport.http import Address as Way
from applink_simulator.transport.http import HttpTransport

if TYPE_CHECKING:
    from docker import DockerClient

    from applink_simulator.topology.backends.docker.front import ContainerFront
    from applink_simulator.topology.fronts.front import Front

PORT = 8080
"""Where a product listens on its machine, unless the topology says otherwise."""
SETTINGS = "/etc/applinks"
"""Where products find the topology and the token of their control surfaces."""
TOPOLOGY = "topology.yaml"
TOKEN = "control-token"
VACANT = ""
"""Whose machine a name leads to that nobody has any more."""

_swept = False


def in_containers(topology: Topology) -> RunningTopology:
    """Starts the topology; ready when this returns. NoEngine, or another ApplinkError that says what to do."""
    with contextlib.ExitStack() as on_failure:
        client = engine()
        on_failure.callback(client.close)
        _sweep_once(client)
        run = Run(client, uuid4().hex[:8], Owner.this())
        site = ContainerSite(run, topology, image_for(client), addresses_within(topology))
        keeper.watch(site.stop)
        on_failure.callback(site.stop)
        running = started(site)
        on_failure.pop_all()
    return running


def started(site: "ContainerSite") -> RunningTopology:
    """With all its links."""
    site.start()
    running = RunningTopology(site.topology, "docker", site)
    running.begin()
    return running


def _sweep_once(client: "DockerClient") -> None:
    global _swept
    if not _swept:
        sweep(client)
        _swept = True


@dataclass(frozen=True)
class Address:
    """Where a product is, within the run and for people."""

    host: str
    port: int
    published: int = 0
    """The port on loopback; 0 is a free one."""

    def url(self, path: str) -> str:
        return f"{_origin(self.host, self.port)}{path}"


def addresses_within(topology: Topology) -> dict[str, Address]:
    """Each with a name of its own and the usual port, which nobody outside knows."""
    hosts = host_names(topology.products)
    return {name: Address(hosts[name], entry.port or PORT) for name, entry in topology.products.items()}


class ContainerSite:
    """One run: products by their names in the topology, machines by the names of hosts."""

    def __init__(self, run: Run, topology: Topology, image: str, addresses: Mapping[str, Address]) -> None:
        self.run = run
        self.topology = topology
        self._addresses = addresses
        self._image = image
        self.token = secrets.token_hex(16)
        """Of the control surfaces."""
        self.people = HttpTransport()
        self._ways = HttpTransport()
        """Past the names: to where products are published."""
        self._urls: dict[str, str] = {}
        self._machines: dict[str, Machine] = {}
        self._processes: dict[str, Process] = {}
        self._named: dict[str, str] = {}
        """By name of a host and the port that people ask for: the product whose machine it leads to, or VACANT."""
        self._signposts: dict[str, Machine] = {}
        self._fronts: dict[str, ContainerFront] = {}
        self._vacant: Machine | None = None
        self._hidden: set[tuple[str, str]] = set()
        """Who does not know which name."""
        self._cut: set[str] = set()
        self._moves = itertools.count(2)
        self._nowhere = _bound()
        for name, entry in topology.products.items():
            self._urls[name] = addresses[name].url(entry.context_path)
            self._named[addresses[name].host] = name

    def start(self) -> None:
        """All machines and products at the same time."""
        run = self.run
        run.make_network()
        for name, address in self._addresses.items():
            self._machines[name] = Machine(run, host_name(address.host), run.free_address(), (address.port,))
        settings = run.make_volume("settings")
        people = run.make_volume("userbases")
        first = next(iter(self._machines), "")
        together(partial(self._boot, name, settings, first=name == first) for name in self._machines)
        together(partial(self._install, name, settings, people) for name in self._machines)
        self._tell_people()
        together(partial(self._await, name) for name in self._machines)

    def _boot(self, name: str, settings: str, *, first: bool) -> None:
        self._machines[name].boot(
            self._image,
            self._names_at(name),
            labels=self.run.labels("machine", name, {URL: self._urls[name]}),
            publish=self._addresses[name].published,
            binds=(f"{settings}:{SETTINGS}",) if first else (),
            files={SETTINGS: self._settings()} if first else {},
        )

    def _settings(self) -> dict[str, bytes]:
        # YAML, too: every JSON document is.
        text = self.topology.model_dump_json(by_alias=True, exclude={"warnings"}, exclude_defaults=True)
        return {TOPOLOGY: text.encode(), TOKEN: self.token.encode()}

    def _install(self, name: str, settings: str, people: str) -> None:
        machine, entry = self._machines[name], self.topology.products[name]
        data = self.run.make_volume(machine.name, "data")
        self._processes[name] = process = Process(machine, name)
        process.make(
            self._image,
            labels=self.run.labels("product", name),
            environment={
                "APPLINKS_TOPOLOGY": f"{SETTINGS}/{TOPOLOGY}",
                "APPLINKS_PRODUCT": name,
                "APPLINKS_BASE_URL": self._urls[name],
                "APPLINKS_PORT": str(machine.ports[0]),
                "APPLINKS_STORAGE": "sqlite:////data/state.db",
                "APPLINKS_USERBASES": f"sqlite:////userbases/{host_name(entry.userbase)}.db",
                "APPLINKS_CONTROL_TOKEN_FILE": f"{SETTINGS}/{TOKEN}",
                "APPLINKS_LOG": "json",
            },
            binds=(f"{settings}:{SETTINGS}:ro", f"{people}:/userbases", f"{data}:/data"),
        )
        process.start()

    def _await(self, name: str) -> None:
        self._processes[name].wait(self.people, manifest_of(self._urls[name]))

    def machine(self, name: str) -> Machine:
        return self._machines[name]

    def control(self, name: str) -> Control:
        return Control(self._ways, self.published(name), self.token)

    def base_url(self, name: str) -> str:
        return self._urls[name]

    def published(self, name: str) -> str:
        machine = self._machines[name]
        return f"http://{LOOPBACK}:{machine.published[machine.ports[0]]}"

    def switch_off(self, name: str) -> None:
        if self._processes[name].runs:
            self._processes[name].kill()
            self._tell_people()

    def switch_on(self, name: str) -> bool:
        process = self._processes[name]
        if process.runs:
            return False
        process.start()
        self._tell_people()
        self._await(name)
        return True

    def vacate(self, name: str) -> None:
        # Its process need not end: nobody finds it any more.
        self._named[_host_of(self._urls[name])] = VACANT

    def move(self, name: str, origin: str | None, path: str) -> bool:
        old = _host_of(self._urls[name])
        if origin is None:
            origin = _origin(f"{host_name(name)}-{next(self._moves)}", _port_of(self._urls[name]))
        if self._named.get(old) == name:
            self._named[old] = VACANT
        self._named[_host_of(origin)] = name
        self._urls[name] = origin + path
        if self._vacant is None and VACANT in self._named.values():
            self._vacant = self._another_machine("vacant")
        is_new = self.switch_on(name)
        self.control(name).change(base_url=self._urls[name])
        self._tell_names()
        return is_new

    def put_up_signpost(self, old_url: str, new_url: str) -> None:
        host, port = _host_of(old_url), _port_of(old_url)
        self._signposts[host] = self._another_machine(
            f"signpost-{host}",
            port,
            command=("python3", "-m", "applink_simulator.topology.signpost", str(port), old_url, new_url),
        )
        self._tell_names()
        await_answer(self.people, old_url, "a signpost")

    def _another_machine(self, name: str, *ports: int, command: tuple[str, ...] = IDLE) -> Machine:
        """With the names of all products, and with nothing on it unless there is a command."""
        machine = Machine(self.run, name, self.run.free_address(), ports)
        labels = self.run.labels("machine" if command is IDLE else "signpost")
        machine.boot(self._image, self._names_at(name), labels=labels, command=command)
        return machine

    def put_in_front(self, name: str, front: "Front", port: int) -> "ContainerFront":
        # Few scenarios want one, and it takes a while to import.
        from applink_simulator.topology.backends.docker.front import ContainerFront, place_of

        host = f"{self._machines[name].name}-front"
        place = place_of(front, self._urls[name], host, port)
        machine = self._another_machine(host, *dict.fromkeys((place.port, place.serving_port)))
        standing = ContainerFront(self.run, machine, place, self._image, partial(self._take_away, host))
        self._fronts[host] = standing
        self._tell_names()
        if standing.authority:
            for each, process in self._processes.items():
                if process.runs:
                    self.control(each).change(trusted_authority=standing.authority)
        return standing

    def _take_away(self, host: str) -> None:
        self._fronts.pop(host, None)
        self._tell_names()

    def hide_name(self, name: str, seen_by: str) -> None:
        self._hidden.add((seen_by, _host_of(self._urls[name])))
        self._tell_names()

    def cut(self, calling: str, serving: str, how: Cut) -> None:
        near, far = self._machines[calling], self._machines[serving]
        firewall.cut(near.process, far.address, near.ports, how)
        self._cut.add(calling)
        self._hang_up(calling)

    def mend(self) -> None:
        for name in list(self._cut):
            firewall.mend(self._machines[name].process)
            self._cut.remove(name)
        signposts, self._signposts = list(self._signposts.values()), {}
        if self._hidden or signposts:
            self._hidden.clear()
            self._tell_names()
        together(machine.remove for machine in signposts)

    def said(self, since: float) -> dict[str, str]:
        return {name: process.said(since) for name, process in self._processes.items() if process.container}

    def stop(self) -> None:
        keeper.forget(self.stop)
        self.run.remove()
        self.leave()

    def leave(self) -> None:
        """All of it goes on without us."""
        self.people.close()
        self._ways.close()
        self._nowhere.close()
        self.run.client.close()

    def _names_at(self, seen_by: str) -> dict[str, str]:
        """The table of names of one product's machine: from address by name."""
        addresses = {}
        for host, name in self._named.items():
            machine = self._signposts.get(host) or (self._machines.get(name) if name else self._vacant)
            if machine is not None and (seen_by, host) not in self._hidden:
                addresses[host] = machine.address
        addresses |= {host: front.machine.address for host, front in self._fronts.items()}
        return addresses

    def _tell_names(self) -> None:
        """To all machines; products look up whom they call next."""
        self._tell_people()
        together(partial(self._tell_names_at, name) for name in self._machines)

    def _tell_names_at(self, name: str) -> None:
        if self._machines[name].tell_names(self._names_at(name)):
            self._hang_up(name)

    def _hang_up(self, name: str) -> None:
        if self._processes[name].runs:
            self.control(name).hang_up()

    def _tell_people(self) -> None:
        """Where the published ports are. The engine takes calls for a product that does not run: they go nowhere."""
        routes: dict[Way, Way] = {}
        nowhere: Way = self._nowhere.getsockname()
        for host, name in self._named.items():
            machine = self._signposts.get(host) or (self._machines[name] if name else None)
            runs = machine is not None and (host in self._signposts or self._processes[name].runs)
            for port in machine.ports if machine else (PORT,):
                routes[host, port] = (LOOPBACK, machine.published[port]) if machine and runs else nowhere
        for host, front in self._fronts.items():
            routes |= {(host, port): (LOOPBACK, at) for port, at in front.machine.published.items()}
        self.people.route(routes)


def _bound() -> socket.socket:
    """An address where whoever calls is refused, because nobody listens and nobody else can."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.bind((LOOPBACK, 0))
    return bound


def _origin(host: str, port: int) -> str:
    return f"http://{host}" if port == 80 else f"http://{host}:{port}"


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _port_of(url: str) -> int:
    return urlsplit(url).port or 80
