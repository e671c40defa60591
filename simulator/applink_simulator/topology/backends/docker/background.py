"""Topologies that go on in the background, for people: ``applinks up``, ``down``, ``ps`` and ``logs``.

All that is known of them is in the labels of their containers, so that any process may ask and end them.
"""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.serving.listening import PortInUse
from applink_simulator.topology.backends.docker.image import image_for
from applink_simulator.topology.backends.docker.machine import LOOPBACK
from applink_simulator.topology.backends.docker.names import host_names
from applink_simulator.topology.backends.docker.owner import OWNER, PART, PRODUCT, RUN, TOPOLOGY, URL
from applink_simulator.topology.backends.docker.run import Run, asking, remove
from applink_simulator.topology.backends.docker.site import PORT, Address, ContainerSite, started
from applink_simulator.topology.load import Topology
from applink_simulator.topology.ready import ready_document

if TYPE_CHECKING:
    from docker import DockerClient

BROWSABLE = ".localhost"
"""Browsers find whatever ends in this on their own machine, and so do the containers by their tables of names."""
LAST_PORT = 65535


class RunNameInvalid(ApplinkError):
    message = "{name!r} is no name for a run: lower-case letters, digits and dashes, 40 of them at most."


class RunExists(ApplinkError):
    message = "There is a run called {name} already: end it with `applinks down {name}`, or give another --name."


class NoSuchRun(ApplinkError):
    message = "There is no run called {name}; there {there}."


class NoSuchContainer(ApplinkError):
    message = "The run {run} has no product called {product}; it has {there}."


class WhichRun(ApplinkError):
    message = "Which run is meant? There {there}."


@dataclass(frozen=True)
class ProductState:
    name: str
    url: str
    state: str
    """As the engine calls it: ``running``, ``exited``."""
    container: str


@dataclass(frozen=True)
class RunState:
    name: str
    topology: str
    kept: bool
    """Until ``applinks down``; else it ends with the process that has started it."""
    products: list[ProductState] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return asdict(self)


def up(
    client: "DockerClient",
    topology: Topology,
    called: str,
    *,
    name: str,
    port_base: int | None = None,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """What there is to know about products that answer, and that go on when this process has ended."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise RunNameInvalid(name=name)
    if any(run.name == name for run in runs(client)):
        raise RunExists(name=name)
    run = Run(client, name, None, {TOPOLOGY: called})
    site = ContainerSite(run, topology, image_for(client, say), addresses_for_people(topology, port_base))
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(site.stop)
        ready = ready_document(started(site), controlled=True) | {"run": name, "control_token": site.token}
        on_failure.pop_all()
    site.leave()
    return ready


def addresses_for_people(topology: Topology, port_base: int | None = None) -> dict[str, Address]:
    """The same within the run and outside: a port for each product, free here. PortInUse when a fixed one is not."""
    hosts = host_names(topology.products)
    fixed = {entry.port for entry in topology.products.values() if entry.port}
    ports = iter(range(port_base or PORT, LAST_PORT))
    addresses = {}
    for name, entry in topology.products.items():
        port = entry.port or _next_free(name, ports, fixed, exactly=port_base is not None)
        if not _is_free(port):
            raise PortInUse(port=port, product=name)
        addresses[name] = Address(hosts[name] + BROWSABLE, port, port)
    return addresses


def _next_free(product: str, ports: Iterator[int], taken: set[int], *, exactly: bool) -> int:
    for port in ports:
        if port not in taken and (exactly or _is_free(port)):
            return port
    raise PortInUse(port=LAST_PORT, product=product)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def runs(client: "DockerClient") -> list[RunState]:
    """All there are, those of tests too."""
    api: Any = client.api
    with asking("list the runs"):
        containers = api.containers(all=True, filters={"label": [RUN]})
    found: dict[str, RunState] = {}
    urls = {
        (each["Labels"][RUN], each["Labels"][PRODUCT]): each["Labels"].get(URL, "")
        for each in containers
        if each["Labels"].get(PART) == "machine" and PRODUCT in each["Labels"]
    }
    for each in sorted(containers, key=lambda container: container["Labels"].get(PRODUCT, "")):
        labels = each["Labels"]
        run = found.setdefault(labels[RUN], RunState(labels[RUN], labels.get(TOPOLOGY, ""), kept=OWNER not in labels))
        if labels.get(PART) == "product":
            name = labels[PRODUCT]
            run.products.append(ProductState(name, urls.get((run.name, name), ""), each["State"], each["Id"]))
    return sorted(found.values(), key=lambda run: run.name)


def down(client: "DockerClient", name: str | None) -> str:
    """The name of the run that is gone, with all its state; without a name it is the only one that is kept."""
    run = the_run(client, name)
    remove(client, {"label": [f"{RUN}={run.name}"]})
    return run.name


def the_run(client: "DockerClient", name: str | None) -> RunState:
    """NoSuchRun, or WhichRun when no name is given and there is not exactly one that is kept."""
    every = runs(client)
    if name is None:
        kept = [run for run in every if run.kept]
        if len(kept) != 1:
            raise WhichRun(there=_there(kept))
        return kept[0]
    for run in every:
        if run.name == name:
            return run
    raise NoSuchRun(name=name, there=_there(every))


def _there(found: list[RunState]) -> str:
    if not found:
        return "is none"
    return f"{'is' if len(found) == 1 else 'are'} {', '.join(run.name for run in found)}"


def logs(
    client: "DockerClient", name: str | None, product: str | None, *, follow: bool, tell: Callable[[str, str], None]
) -> None:
    """Each line to ``tell``, with the name of its product; with ``follow`` until all of them have ended."""
    run = the_run(client, name)
    meant = [each for each in run.products if product is None or each.name.lower() == product.lower()]
    if not meant:
        raise NoSuchContainer(
            run=run.name, product=product, there=", ".join(each.name for each in run.products) or "none"
        )
    if not follow:
        for each in meant:
            _tell(client, each, tell, follow=False)
        return
    problems: list[ApplinkError] = []

    def look(product: ProductState) -> None:
        try:
            _tell(client, product, tell, follow=True)
        except ApplinkError as problem:
            problems.append(problem)

    # Ctrl-C must not have to wait until products have something to say.
    looking = [threading.Thread(target=look, args=(each,), name="applinks-logs", daemon=True) for each in meant]
    for thread in looking:
        thread.start()
    for thread in looking:
        thread.join()
    if problems:
        raise problems[0]


def _tell(client: "DockerClient", product: ProductState, tell: Callable[[str, str], None], *, follow: bool) -> None:
    api: Any = client.api
    with asking(f"read what {product.name} says"):
        rest = b""
        for piece in api.logs(product.container, stream=True, follow=follow):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                tell(product.name, line.decode("utf-8", "replace"))
        if rest:
            tell(product.name, rest.decode("utf-8", "replace"))
