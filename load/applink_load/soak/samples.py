"""What a process takes of its machine, as Linux tells it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    at: float
    """Seconds since the run began."""
    kilobytes: int
    """Of memory, shared pages counted in parts (PSS)."""
    handles: int
    sockets: int
    """Of the handles; connections that are over and only remembered by the system hold none."""
    threads: int
    journal: int
    """Exchanges in the longest of the journals."""


def sample(pid: int, at: float, journal: int) -> Sample:
    process = Path(f"/proc/{pid}")
    kinds = [_kind(handle) for handle in (process / "fd").iterdir()]
    return Sample(
        at=round(at, 1),
        kilobytes=_number_in(process / "smaps_rollup", "Pss"),
        handles=len(kinds),
        sockets=kinds.count("socket"),
        threads=_number_in(process / "status", "Threads"),
        journal=journal,
    )


def _kind(handle: Path) -> str:
    try:
        return str(handle.readlink()).partition(":")[0]
    except FileNotFoundError:
        # It was closed since the folder was listed.
        return ""


def _number_in(file: Path, name: str) -> int:
    lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))
