"""What is said of a product that is to be served in processes of its own."""

import socket
from dataclasses import dataclass, field
from pathlib import Path

from applink_simulator.serving.listening import listening_at
from applink_simulator.topology.reading import Installed

EVERYWHERE = frozenset({"0.0.0.0", ""})


@dataclass(frozen=True, slots=True)
class Birth:
    installed: Installed
    host: str
    port: int
    """0 is any free one."""
    base_url: str = ""
    """Empty is where it listens, with the product's context path."""
    storage: str = "memory"
    userbases: str = ""
    control_token: str = field(default="", repr=False)
    control_hidden: bool = False
    """Nobody was given the token: to whoever lacks it there is no control surface."""
    workers: int = 1
    folder: Path | None = None
    """Where its workers make one for themselves; None is that of the system's temporary files."""

    @property
    def name(self) -> str:
        return self.installed.character.name

    def listen(self) -> socket.socket:
        """From now on nobody is refused there, only kept waiting. PortInUse, AddressNotHere."""
        return listening_at(self.host, self.port, self.name)

    def url_at(self, listening: socket.socket) -> str:
        """The product's base URL when it listens there."""
        host = "localhost" if self.host in EVERYWHERE else self.host
        return self.base_url or f"http://{host}:{listening.getsockname()[1]}{self.installed.context_path}"
