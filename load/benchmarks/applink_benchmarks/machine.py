"""What it was measured on."""

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.backends.openssl import backend

PACKAGES = ("applink-simulator", "authlib", "oauthlib", "cryptography", "flask", "httptools", "urllib3")


def cores() -> int:
    return len(os.sched_getaffinity(0))


def machine() -> dict[str, str]:
    return {
        "processor": f"{_processor()}, {cores()} cores",
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "openssl": f"{backend.openssl_version_text()} (cryptography's own)",
        "load": " ".join(f"{each:.2f}" for each in os.getloadavg()),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def openssl_speed(seconds: int = 1) -> float | None:
    """RSA-2048 signatures per second of CPU time on all cores, by the system's openssl; None without it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    asked = [openssl, "speed", "-mr", "-seconds", str(seconds), "-multi", str(cores()), "rsa2048"]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False).stdout  # noqa: S603
    return signatures_of(said)


def signatures_of(said: str) -> float | None:
    """From the sum line ``+F2:2:2048:SIGN:VERIFY`` of machine-readable output."""
    for line in reversed(said.splitlines()):
        if line.startswith("+F2:"):
            return float(line.split(":")[3])
    return None
