"""What a process is told that is to serve one product."""

from dataclasses import dataclass, field
from pathlib import Path

from applink_simulator.topology.reading import Installed


@dataclass(frozen=True, slots=True)
class Birth:
    installed: Installed
    host: str
    port: int
    base_url: str
    storage: str
    userbases: str
    control_token: str = field(repr=False)
    log: Path
    """Where what it says is written."""
