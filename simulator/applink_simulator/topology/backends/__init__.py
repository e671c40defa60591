"""What makes a topology real: one file or folder per backend, all of them in BACKENDS.

Each is imported when it is used: who wants no containers needs nothing that containers need.
"""

from collections.abc import Callable

from applink_simulator.topology.load import Topology
from applink_simulator.topology.running import RunningTopology

Backend = Callable[[Topology], RunningTopology]


def _served(topology: Topology) -> RunningTopology:
    from applink_simulator.topology.backends.served import served

    return served(topology)


def _in_process(topology: Topology) -> RunningTopology:
    from applink_simulator.topology.backends.in_process import in_process

    return in_process(topology)


def _processes(topology: Topology) -> RunningTopology:
    from applink_simulator.topology.backends.processes.site import processes

    return processes(topology)


def _crews(topology: Topology) -> RunningTopology:
    from applink_simulator.topology.backends.processes.site import processes

    return processes(topology, workers=2, backend="crews")


def _docker(topology: Topology) -> RunningTopology:
    from applink_simulator.topology.backends.docker.site import in_containers

    return in_containers(topology)


def _engine_and_image() -> None:
    from applink_simulator.topology.backends.docker.image import image_for
    from applink_simulator.topology.engine import engine

    client = engine()
    try:
        image_for(client)
    finally:
        client.close()


BACKENDS: dict[str, Backend] = {
    "served": _served,
    "in-process": _in_process,
    "processes": _processes,
    "crews": _crews,
    "docker": _docker,
}
DEFAULT = "served"
_PREPARATIONS: dict[str, Callable[[], None]] = {"docker": _engine_and_image}


def prepare(backend: str) -> None:
    """Once before everything else; an ApplinkError where this machine lacks what the backend cannot do without."""
    if backend in _PREPARATIONS:
        _PREPARATIONS[backend]()
