"""One machine of a run: an address, the names that are known there, a port for people, and room for one product."""

import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from applink_simulator.domain.errors import ApplinkError, RemoteError
from applink_simulator.domain.health_check import HEALTH_CHECK, MANIFEST
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.linking.product import Transport
from applink_simulator.topology.backends.docker.names import HOSTS, NOBODY_ELSE, RESOLVER, hosts_file
from applink_simulator.topology.backends.docker.run import EngineRefused, Run, asking

LOOPBACK = "127.0.0.1"
BETWEEN = 0.02
"""Seconds after which a product that does not answer yet is asked again."""
LOOKS_EVERY = 25
"""So many questions without an answer make one look at the container, which may have ended."""
PATIENCE = 120.0
"""Seconds that a product may take to answer."""
LAST_WORDS = 30
"""Lines."""
HARDENED: dict[str, Any] = {
    "read_only": True,
    "tmpfs": {"/tmp": ""},  # noqa: S108 - the container's
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
}
"""Everything that may be taken from a product's container is taken from it."""
_AS_TOLD = f'printf %s "$0" >{HOSTS}; printf %s "$1" >{RESOLVER}; exec "${{@:2}}"'
"""For a shell: the table of names, the resolver, and what to run then."""
IDLE = ("sleep", "infinity")


class ProductEnded(ApplinkError):
    message = "The container of {product} ended with status {status} instead of answering. Its last words:\n{said}"


class ProductSilent(ApplinkError):
    message = "The container of {product} did not answer within {seconds:g} seconds. Its last words:\n{said}"


class NotAnswering(ApplinkError):
    message = "{name} did not answer at {url} within {seconds:g} seconds."


class PortTaken(ApplinkError):
    message = (
        "Port {port} for {product} is in use on this machine. Stop what listens there, or give another port in the "
        "topology file or with --port-base."
    )


@dataclass
class Machine:
    run: Run = field(repr=False)
    name: str
    """What it is called in names of containers."""
    address: str
    ports: tuple[int, ...]
    """Where something may listen on it for people too."""
    container: str = ""
    process: int = 0
    """Number of its process as the engine's machine counts: whose network it is."""
    published: dict[int, int] = field(default_factory=dict)
    """Ports on loopback by the machine's own."""
    _told: str = ""

    def boot(
        self,
        image: str,
        names: Mapping[str, str],
        *,
        labels: Mapping[str, str],
        publish: int = 0,
        binds: tuple[str, ...] = (),
        files: Mapping[str, Mapping[str, bytes]] | None = None,
        command: tuple[str, ...] = IDLE,
        user: str = "0",
    ) -> None:
        """With the table of names; published at that port, or at free ones.

        ``files`` by folder are put there first; they belong to the user that products run as.
        """
        api, self._told = self.run.api, hosts_file(names)
        bindings = dict.fromkeys(self.ports, (LOOPBACK, publish or None))
        with asking(f"make the machine {self.name}"):
            self.container = api.create_container(
                image,
                entrypoint=["bash", "-c", _AS_TOLD, self._told, NOBODY_ELSE, *command],
                command=[],
                user=user,
                name=self.run.name(self.name),
                hostname=self.name,
                labels=dict(labels),
                ports=list(self.ports),
                healthcheck={"test": ["NONE"]},
                host_config=api.create_host_config(
                    network_mode=self.run.network,
                    binds=list(binds),
                    cap_drop=["ALL"],
                    security_opt=["no-new-privileges"],
                    port_bindings=bindings,
                ),
                networking_config=api.create_networking_config(
                    {self.run.network: api.create_endpoint_config(ipv4_address=self.address)}
                ),
            )["Id"]
        for folder, content in (files or {}).items():
            self.run.put(self.container, folder, content, owner=USER, mode=0o400)
        self._start(publish)

    def _start(self, publish: int) -> None:
        try:
            with asking(f"start the machine {self.name}"):
                self.run.api.start(self.container)
                found = self.run.api.inspect_container(self.container)
        except EngineRefused as refused:
            if publish and ("already allocated" in str(refused) or "address already in use" in str(refused)):
                raise PortTaken(port=publish, product=self.name) from None
            raise
        self.look_at(found)

    def look_at(self, found: Mapping[str, Any]) -> None:
        """What the engine says of its container."""
        self.process = found["State"]["Pid"]
        bindings = found["NetworkSettings"]["Ports"]
        self.published = {
            port: int(bindings[f"{port}/tcp"][0]["HostPort"]) for port in self.ports if bindings.get(f"{port}/tcp")
        }

    def tell_names(self, names: Mapping[str, str]) -> bool:
        """From now on these are the names that are known there; False when they were already."""
        table = hosts_file(names)
        if table == self._told:
            return False
        # Written over and not replaced: the product's container has the same file.
        self.run.execute(self.container, ["sh", "-c", f'printf %s "$0" >{HOSTS}', table])
        self._told = table
        return True

    def remove(self) -> None:
        if self.container:
            with asking(f"remove the machine {self.name}"):
                self.run.api.remove_container(self.container, v=True, force=True)
            self.container, self.published = "", {}
            self.run.give_back(self.address)


USER = 10001
"""Whom products run as in the image."""


@dataclass
class Process:
    """A product's container, on its machine."""

    machine: Machine
    product: str
    container: str = ""
    runs: bool = False

    @property
    def _run(self) -> Run:
        return self.machine.run

    def make(
        self, image: str, *, labels: Mapping[str, str], environment: Mapping[str, str], binds: tuple[str, ...]
    ) -> None:
        api = self._run.api
        with asking(f"make the container of {self.product}"):
            self.container = api.create_container(
                image,
                command=["product"],
                environment=dict(environment),
                name=self._run.name(self.machine.name, "product"),
                labels=dict(labels),
                # We look ourselves: a check by the engine would cost a process every few seconds.
                healthcheck={"test": ["NONE"]},
                host_config=api.create_host_config(
                    network_mode=f"container:{self.machine.container}", binds=list(binds), **HARDENED
                ),
            )["Id"]

    def start(self) -> None:
        with asking(f"start {self.product}"):
            self._run.api.start(self.container)
        self.runs = True

    def kill(self) -> None:
        """Without a warning: what it had confirmed has to be there nevertheless."""
        import docker.errors

        with asking(f"kill {self.product}"):
            try:
                self._run.api.kill(self.container)
            except docker.errors.APIError as problem:
                # It has ended by itself.
                if problem.status_code != 409:
                    raise
            self._run.api.wait(self.container)
        self.runs = False

    def wait(self, transport: Transport, manifest: str) -> None:
        """Until it answers; ProductEnded or ProductSilent."""
        try:
            await_answer(transport, manifest, self.product, self._look)
        except NotAnswering:
            raise ProductSilent(product=self.product, seconds=PATIENCE, said=self._last_words()) from None

    def _look(self) -> None:
        with asking(f"look at {self.product}"):
            state = self._run.api.inspect_container(self.container)["State"]
        if not state["Running"]:
            raise ProductEnded(product=self.product, status=state["ExitCode"], said=self._last_words())

    def said(self, since: float | None = None, lines: int | str = "all") -> str:
        with asking(f"read what {self.product} says"):
            # The engine takes whole seconds, and its clock is another one.
            written = self._run.api.logs(
                self.container, tail=lines, timestamps=False, since=None if since is None else int(since)
            )
        return str(written.decode("utf-8", "replace"))

    def _last_words(self) -> str:
        return "\n".join(map(_plain, self.said(lines=LAST_WORDS).splitlines())) or "(it said nothing)"


def await_answer(transport: Transport, url: str, name: str, look: Callable[[], None] = lambda: None) -> None:
    """Until it answers whatever it may; ``look`` is called now and then, and may raise."""
    headers = (("Accept", "application/json"), ("User-Agent", HEALTH_CHECK))
    deadline = time.monotonic() + PATIENCE
    for attempt in itertools.count(1):
        try:
            transport.send(OutgoingRequest("GET", url, headers, timeout=5.0))
        except RemoteError:
            pass
        else:
            return
        if attempt % LOOKS_EVERY == 0:
            look()
        if time.monotonic() > deadline:
            raise NotAnswering(name=name, url=url, seconds=PATIENCE)
        time.sleep(BETWEEN)


def _plain(line: str) -> str:
    """What a person wants to read of a line of the log."""
    try:
        said = json.loads(line)
        return f"{said['level']} {said['event']} {said.get('about', '')}".strip()
    except (ValueError, KeyError, TypeError):
        return line


def manifest_of(base_url: str) -> str:
    return base_url + MANIFEST
