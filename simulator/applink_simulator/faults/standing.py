"""The faults that stand at one product's door at the moment."""

import threading

from applink_simulator.domain.messages import IncomingRequest, Reply
from applink_simulator.faults.fault import Fault


class StandingFaults:
    """Asked in the order in which they came: the first that answers instead of the product has it."""

    def __init__(self) -> None:
        self._faults: tuple[Fault, ...] = ()
        self._lock = threading.Lock()

    def __call__(self, request: IncomingRequest) -> Reply | None:
        for fault in self._faults:
            if (reply := fault.at_the_door(request)) is not None:
                return reply
        return None

    @property
    def names(self) -> list[str]:
        return [fault.name for fault in self._faults]

    def put(self, fault: Fault) -> None:
        """In place of one of the same name."""
        self.take(fault.name)
        with self._lock:
            self._faults = (*self._faults, fault)

    def take(self, name: str) -> bool:
        """False when it did not stand there; whoever it kept waiting goes on."""
        with self._lock:
            gone = [fault for fault in self._faults if fault.name == name]
            self._faults = tuple(fault for fault in self._faults if fault.name != name)
        for fault in gone:
            fault.undo()
        return bool(gone)

    def clear(self) -> None:
        for name in self.names:
            self.take(name)
