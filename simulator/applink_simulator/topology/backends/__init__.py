"""What makes a topology real: one file per backend, all of them in BACKENDS."""

from collections.abc import Callable

from applink_simulator.topology.backends.in_process import in_process
from applink_simulator.topology.backends.processes.site import processes
from applink_simulator.topology.backends.served import served
from applink_simulator.topology.load import Topology
from applink_simulator.topology.running import RunningTopology

Backend = Callable[[Topology], RunningTopology]

BACKENDS: dict[str, Backend] = {"served": served, "in-process": in_process, "processes": processes}
DEFAULT = "served"
