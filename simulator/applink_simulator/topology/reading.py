"""One product's part of a topology file, read in a process of its own while this one is busy importing.

That is quicker with a second processor, and what reading a file takes, the models and their validators, does not stay
in the memory of whoever serves the product.
"""

import pickle
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.installation import Character, Furnishing


class TopologyUnusable(ApplinkError):
    """The file has mistakes: all of them, a line each."""

    message = "{mistakes}"


class NoSuchProduct(ApplinkError):
    message = "{said}"


class ReaderFailed(ApplinkError):
    message = "The topology {topology} could not be read: the process that reads it ended with {status}."


@dataclass(frozen=True, slots=True)
class Installed:
    """What a topology says of one product."""

    character: Character
    furnishing: Furnishing
    context_path: str
    warnings: tuple[str, ...]


class Reading:
    """Goes on from here until its result is asked for."""

    def __init__(self, topology: str, product: str) -> None:
        self._topology = topology
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", __name__, topology, product], stdout=subprocess.PIPE
        )

    def result(self) -> Installed:
        """TopologyUnusable, NoSuchProduct, or ReaderFailed when there is none."""
        output, _ = self._process.communicate()
        if self._process.returncode:
            raise ReaderFailed(topology=self._topology, status=self._process.returncode)
        kind, found = pickle.loads(output)  # noqa: S301 - our own process wrote it
        match kind:
            case "mistakes":
                raise TopologyUnusable(mistakes=found)
            case "unknown":
                raise NoSuchProduct(said=found)
            case _:
                installed: Installed = found
                return installed

    def give_up(self) -> None:
        """Nobody wants the result any more."""
        self._process.kill()
        self._process.communicate()


def read(name: str, product: str) -> tuple[str, Any]:
    from datetime import UTC, datetime

    from applink_simulator.topology.description import character_of, furnishing_of
    from applink_simulator.topology.mistakes import TopologyMistakes, nearest
    from applink_simulator.topology.named import NoSuchTopology, topology_named

    try:
        topology = topology_named(name)
    except (TopologyMistakes, NoSuchTopology) as mistakes:
        return "mistakes", str(mistakes)
    by_lower = {each.lower(): each for each in topology.products}
    known = by_lower.get(product.lower(), "")
    if not product and len(by_lower) == 1:
        known = next(iter(topology.products))
    if not known:
        there = ", ".join(topology.products)
        if not product:
            return "unknown", f"Which of the products of {name} is meant? There are: {there}."
        close = nearest(product, topology.products)
        hint = f' (did you mean "{close}"?)' if close else ""
        return "unknown", f'{name} has no product called "{product}"{hint}; there are: {there}.'
    return "installed", Installed(
        character_of(topology, known),
        furnishing_of(topology, known, datetime.now(UTC)),
        topology.products[known].context_path,
        tuple(map(str, topology.warnings)),
    )


if __name__ == "__main__":
    # By its real name: of a class that lives in __main__ the other process knows nothing.
    from applink_simulator.topology import reading

    sys.stdout.buffer.write(pickle.dumps(reading.read(*sys.argv[1:])))
