"""Topologies by the name under which they come along, or by their file."""

from importlib.metadata import entry_points
from pathlib import Path

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.load import Topology, load

READY_TOPOLOGIES = "applink_simulator.topologies"
"""Entry-point group: functions that tell ready topologies by name."""


class NoSuchTopology(ApplinkError):
    message = 'There is no file and no ready topology called "{name}"; ready are {ready}.'


def topology_named(name: str) -> Topology:
    """NoSuchTopology, or TopologyMistakes when the file has any."""
    return load(file_of(name))


def is_ready(name: str) -> bool:
    """Whether it came along."""
    return name in _ready()


def file_of(name: str) -> Path:
    ready = _ready()
    if name not in ready and not name.endswith((".yaml", ".yml")) and not Path(name).exists():
        raise NoSuchTopology(name=name, ready=", ".join(ready))
    return ready.get(name, Path(name))


def _ready() -> dict[str, Path]:
    ready: dict[str, Path] = {}
    for entry in entry_points(group=READY_TOPOLOGIES):
        ready |= entry.load()()
    return ready
