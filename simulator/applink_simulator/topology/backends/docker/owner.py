"""Whose a run is: as long as its owner lives nobody else removes it."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Self

RUN = "applinks.run"
"""Label: which run something belongs to. Whatever has none is not ours."""
OWNER = "applinks.owner"
"""Label: the process that removes it in the end. What is kept until somebody says so has none."""
PRODUCT = "applinks.product"
"""Label: which product a container is, or which product's machine."""
URL = "applinks.url"
"""Label of a machine: the base URL that its product began with."""
TOPOLOGY = "applinks.topology"
"""Label of what is kept until somebody says so: what it was made of."""
PART = "applinks.part"
"""Label: ``product``, ``machine``, ``signpost``, ``front``."""


@dataclass(frozen=True)
class Owner:
    """A process, told apart from a later one of the same number, and from those of other machines."""

    host: str
    boot: str
    process: int
    since: str
    """When it was started, in ticks since the machine was."""

    @classmethod
    def this(cls) -> Self:
        return cls(platform.node(), _boot(), os.getpid(), _since(os.getpid()))

    @classmethod
    def read(cls, label: str) -> Self | None:
        """None for what no owner of ours has written."""
        parts = label.split("|")
        if len(parts) != 4 or not parts[2].isdigit():
            return None
        return cls(parts[0], parts[1], int(parts[2]), parts[3])

    @property
    def label(self) -> str:
        return f"{self.host}|{self.boot}|{self.process}|{self.since}"

    @property
    def is_gone(self) -> bool:
        """Whether that is certain: of another machine's processes nothing is known."""
        if self.host != platform.node():
            return False
        return self.boot != _boot() or _since(self.process) != self.since


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _since(process: int) -> str:
    """Empty for a process that is not there."""
    try:
        # The name in brackets may hold anything, blanks and brackets too.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return _alive_elsewhere(process)
    return "" if fields[0] in "ZX" else fields[19]


def _alive_elsewhere(process: int) -> str:
    """Where there is no /proc the number alone has to do."""
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "alive"
