"""What processes cost, as the kernel tells."""

import os
from pathlib import Path

from applink_benchmarks.problems import NoMeasurement


def family(pid: int) -> list[int]:
    """The process and all that it has started, and so on."""
    found = [pid]
    for each in found:
        for thread in Path(f"/proc/{each}/task").glob("*/children"):
            found += map(int, _read(thread).split())
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the family so far."""
    return sum(map(_cpu_seconds, family(pid)))


def megabytes(pid: int) -> float:
    """Proportional set size of the family: what pages they share among them or with others count in part."""
    return sum(map(_megabytes, family(pid)))


def _cpu_seconds(pid: int) -> float:
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _megabytes(pid: int) -> float:
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise NoMeasurement(what="Memory", reason="the kernel does not tell the proportional set size")


def _read(file: Path) -> str:
    """Nothing of a process that has just ended."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
