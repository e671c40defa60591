"""Writes what the images install, each file with its hash. ``python simulator/lock.py``; needs uv and the network.

requirements.lock is what pyproject.toml asks for at run time, without what testing wants: the simulator needs no
pytest. requirements-load.lock is what the image that makes load installs besides.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "requirements.lock"
LOAD_LOCK = HERE / "requirements-load.lock"
EXTRAS = ("postgres",)
"""What a product in a container may be asked for."""
OLDEST = "3.11"
"""The Python that every version in the lock has to work with."""
SELF = "applink-simulator["


def wanted() -> list[str]:
    project = _project()
    return sorted({*_of_others(project["dependencies"]), *wanted_by(*EXTRAS)})


def wanted_by(*extras: str) -> list[str]:
    optional = _project().get("optional-dependencies", {})
    return _of_others(each for extra in extras for each in optional.get(extra, ()))


def locked(lock: Path) -> list[str]:
    """Names of packages."""
    return re.findall(r"^([a-z0-9.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _of_others(asked: Iterable[str]) -> list[str]:
    return [each for each in asked if not each.startswith(SELF)]


def write(lock: Path, asked: Iterable[str], *options: str) -> None:
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "-", "--universal", "--python-version", OLDEST),
        *("--generate-hashes", "--no-annotate", "--no-header", "--output-file", str(lock)),
        *options,
        *sys.argv[1:],
    ]
    subprocess.run(command, input="\n".join(asked), text=True, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    write(LOCK, wanted())
    known = (part for name in locked(LOCK) for part in ("--no-emit-package", name))
    write(LOAD_LOCK, wanted_by("load"), "--constraint", str(LOCK), *known)


if __name__ == "__main__":
    main()
