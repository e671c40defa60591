"""What the image costs: on disk, until it answers, and in memory."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.health import ask

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

from applink_simulator.domain.health_check import MANIFEST
from applink_simulator.image.build import BASE_LABEL

MB = 1_000_000
LARGEST = 80 * MB
SLOWEST = 1.0
HEAVIEST = 45 * MB
PATIENCE = 30.0
"""Seconds after which a container that does not answer is given up."""
HARDENED: dict[str, Any] = {
    "read_only": True,
    "tmpfs": {"/tmp": ""},  # noqa: S108 - the container's
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges"],
}
"""Everything that may be taken from a container is taken from it."""
LABEL = {"applinks": "check"}


class NoSuchImage(ApplinkError):
    message = "There is no image {tag}: build it with `applinks image build`."


class NotAnswering(ApplinkError):
    message = "The container does not answer after {seconds:g} seconds. It said:\n{said}"


@dataclass(frozen=True, slots=True)
class Cost:
    above_base: int
    """Bytes."""
    seconds: tuple[float, ...]
    """From asking for the container to its first manifest, in order of the runs."""
    resident: int
    """Bytes of its process, with what it shares: VmRSS."""
    own: int
    """Bytes of its process that no other can share: RssAnon."""
    engine_says: int
    """Bytes as ``docker stats`` shows them."""

    @property
    def start(self) -> float:
        return statistics.median(self.seconds)

    @property
    def met(self) -> dict[str, bool]:
        """By target, whether it is met."""
        return {
            f"above the base < {LARGEST // MB} MB": self.above_base < LARGEST,
            f"first manifest < {SLOWEST:g} s": self.start < SLOWEST,
            f"resident < {HEAVIEST // MB} MB": self.resident < HEAVIEST,
        }


def cost_of(client: "DockerClient", tag: str, *, storage: str = "", runs: int = 5) -> Cost:
    """Of a hardened container, with the image's own storage or another."""
    from docker.errors import ImageNotFound

    try:
        image = client.images.get(tag)
    except ImageNotFound:
        raise NoSuchImage(tag=tag) from None
    environment = {"APPLINKS_PRODUCT": "jira"} | ({"APPLINKS_STORAGE": storage} if storage else {})
    seconds = []
    for run in range(runs):
        with started(client, tag, environment) as (container, taken):
            seconds.append(taken)
            if run == runs - 1:
                # Its key is made behind the first answer.
                time.sleep(1)
                resident, own = _memory_of(container)
                engine_says = _as_stats_show(container)
    return Cost(_above_base(client, image), tuple(seconds), resident, own, engine_says)


@contextmanager
def started(
    client: "DockerClient", tag: str, environment: dict[str, str], **more: Any
) -> "Iterator[tuple[Container, float]]":
    """A hardened container that answers, and how many seconds that took; it is gone afterwards."""
    began = time.perf_counter()
    # Port None, any free one, is not in the SDK's own types.
    options: dict[str, Any] = {"ports": {"8080/tcp": ("127.0.0.1", None)}} | HARDENED | more
    container = client.containers.run(tag, detach=True, environment=environment, labels=LABEL, **options)
    try:
        _await(container)
        yield container, time.perf_counter() - began
    finally:
        container.remove(v=True, force=True)


def address_of(container: "Container") -> str:
    """On loopback, where its port is published."""
    container.reload()
    published = container.attrs["NetworkSettings"]["Ports"].get("8080/tcp") or []
    return f"http://127.0.0.1:{published[0]['HostPort']}" if published else ""


def _await(container: "Container") -> None:
    deadline = time.monotonic() + PATIENCE
    url = address_of(container)
    while url:
        try:
            status, headers, _ = ask(url + MANIFEST)
            if status == 200 or headers:
                return
        except (OSError, ValueError):
            pass
        if time.monotonic() > deadline:
            break
        time.sleep(0.005)
    raise NotAnswering(seconds=PATIENCE, said=container.logs(tail=20).decode("utf-8", "replace"))


def _memory_of(container: "Container") -> tuple[int, int]:
    output: Any = container.exec_run(["cat", "/proc/1/status"]).output
    said = output.decode()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in said.splitlines() if "kB" in line}
    return kilobytes["VmRSS"] * 1024, kilobytes["RssAnon"] * 1024


def _as_stats_show(container: "Container") -> int:
    found: Any = container.stats(stream=False)
    memory = found["memory_stats"]
    details = memory.get("stats", {})
    cached = details.get("total_inactive_file", details.get("inactive_file", 0))
    return int(memory["usage"]) - int(cached)


def _above_base(client: "DockerClient", image: Any) -> int:
    """By the base that a label names; else what the image's own steps have added."""
    from docker.errors import ImageNotFound

    try:
        base = client.images.get(image.labels[BASE_LABEL])
    except (KeyError, ImageNotFound):
        return sum(step["Size"] for step in image.history()[:-1])
    return int(image.attrs["Size"]) - int(base.attrs["Size"])
