"""What one run has in the engine: all of it labelled, so that it is found and removed whatever happens."""

import io
import random
import tarfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.backends.docker.owner import OWNER, PART, PRODUCT, RUN, Owner

if TYPE_CHECKING:
    from docker import DockerClient

RANGE = IPv4Network("198.18.0.0/15")
"""Where runs have their networks: set aside for tests of networks (RFC 2544), so that nothing else is there."""
BITS = 26
"""Of each run's network: sixty addresses."""
ATTEMPTS = 20
AT_ONCE = 8
"""Containers that are started or removed at the same time."""


class EngineRefused(ApplinkError):
    message = "The container engine would not {what}: {reason}"


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Turns what the engine says into EngineRefused."""
    import docker.errors
    import requests

    try:
        yield
    except docker.errors.APIError as problem:
        raise EngineRefused(what=what, reason=problem.explanation or problem) from problem
    except (docker.errors.DockerException, requests.RequestException) as problem:
        raise EngineRefused(what=what, reason=problem) from problem


def together(tasks: Iterable[Callable[[], Any]]) -> list[Any]:
    """At the same time; raises the first problem when all of them have ended."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="applinks-containers") as pool:
        return [future.result() for future in [pool.submit(task) for task in tasks]]


@dataclass
class Run:
    client: "DockerClient" = field(repr=False)
    id: str
    owner: Owner | None
    """None: it is kept until somebody removes it."""
    more_labels: Mapping[str, str] = field(default_factory=dict)
    network: str = ""
    _free: deque[str] = field(default_factory=deque, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def api(self) -> Any:
        return self.client.api

    def labels(self, part: str, product: str = "", more: Mapping[str, str] | None = None) -> dict[str, str]:
        labels = {RUN: self.id, PART: part}
        if self.owner is not None:
            labels[OWNER] = self.owner.label
        if product:
            labels[PRODUCT] = product
        return labels | dict(self.more_labels) | dict(more or {})

    def name(self, *parts: str) -> str:
        return "-".join(("applinks", self.id, *parts))

    def make_network(self) -> None:
        """With addresses that we give ourselves: a machine's is known before it runs."""
        from docker.types import IPAMConfig, IPAMPool

        reason = ""
        for subnet in random.sample(list(RANGE.subnets(new_prefix=BITS)), ATTEMPTS):
            pool = IPAMPool(subnet=str(subnet))
            try:
                with asking("make a network"):
                    self.network = self.name()
                    self.api.create_network(
                        self.network,
                        driver="bridge",
                        ipam=IPAMConfig(pool_configs=[pool]),
                        labels=self.labels("network"),
                        check_duplicate=True,
                    )
            except EngineRefused as refused:
                if "overlap" not in str(refused).lower():
                    raise
                reason = str(refused)
                continue
            self._free = deque(map(str, list(subnet.hosts())[1:]))
            return
        raise EngineRefused(what="make a network", reason=reason)

    def free_address(self) -> str:
        with self._lock:
            if not self._free:
                raise EngineRefused(what="give a machine an address", reason="all of its network are in use")
            return self._free.popleft()

    def give_back(self, address: str) -> None:
        """It is used again after all others."""
        with self._lock:
            self._free.append(address)

    def make_volume(self, *parts: str) -> str:
        name = self.name(*parts)
        with asking(f"make the volume {name}"):
            self.api.create_volume(name, labels=self.labels("volume"))
        return name

    def put(
        self, container: str, folder: str, files: Mapping[str, bytes], *, owner: int = 0, mode: int = 0o444
    ) -> None:
        """Files in a container's folder, which need not run."""
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode, entry.uid, entry.gid = len(content), mode, owner, owner
                archive.addfile(entry, io.BytesIO(content))
        with asking(f"put files into {folder}"):
            self.api.put_archive(container, folder, stream.getvalue())

    def execute(self, container: str, command: Sequence[str]) -> str:
        """As root, within the container; EngineRefused when it does not end well."""
        with asking(f"run {command[0]} in {container[:12]}"):
            made = self.api.exec_create(container, list(command), user="0")["Id"]
            said: str = self.api.exec_start(made).decode("utf-8", "replace")
            status = self.api.exec_inspect(made)["ExitCode"]
        if status:
            raise EngineRefused(what=f"run {command[0]}", reason=f"it ended with {status} and said: {said}")
        return said

    def remove(self) -> None:
        remove(self.client, {"label": [f"{RUN}={self.id}"]})


def remove(client: "DockerClient", filters: Mapping[str, Sequence[str]]) -> list[str]:
    """Containers first, which hold the rest; the ids of the runs that something was removed of."""
    api: Any = client.api
    runs: set[str] = set()

    def noting(found: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        listed = list(found)
        runs.update((each.get("Labels") or {}).get(RUN, "") for each in listed)
        return listed

    with asking("list what belongs to a run"):
        containers = noting(api.containers(all=True, filters=dict(filters)))
        together(_removing(api.remove_container, each["Id"], v=True, force=True) for each in containers)
        networks = noting(api.networks(filters=dict(filters)))
        together(_removing(api.remove_network, each["Id"]) for each in networks)
        volumes = noting(api.volumes(filters=dict(filters))["Volumes"] or ())
        together(_removing(api.remove_volume, each["Name"], force=True) for each in volumes)
    return sorted(runs - {""})


def _removing(remove: Callable[..., None], what: str, **more: Any) -> Callable[[], None]:
    def task() -> None:
        import docker.errors

        try:
            remove(what, **more)
        except docker.errors.APIError as problem:
            # Somebody else removes it, or has removed it.
            if problem.status_code not in {404, 409}:
                raise

    return task
