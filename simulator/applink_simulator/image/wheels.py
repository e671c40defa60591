"""What is installed in the image: the simulator's own wheel, and those of what it needs, for the base's Python."""

import base64
import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.image import parts

DISTRIBUTION = "applink-simulator"
OWN = "applink_simulator-*.whl"
_BEGINNING_OF_ZIP = (1980, 1, 1, 0, 0, 0)


class WheelsNotFetched(ApplinkError):
    message = (
        "The packages that the image needs could not be fetched: {said}\nWhere no package index is reached, give a "
        "folder that holds them with --wheels."
    )


class NotAFolder(ApplinkError):
    message = "{folder} is no folder with wheels."


class NotInstalled(ApplinkError):
    message = "applink-simulator is neither a checkout nor installed here, so that no wheel of it can be made."


@dataclass(frozen=True, slots=True)
class BasePython:
    """The Python of a base image, and what it runs on."""

    version: str
    """Such as 3.13."""
    machine: str
    """Such as x86_64."""
    libc: str
    """Such as 2.36; empty where it is musl."""

    @property
    def platforms(self) -> list[str]:
        """Tags of the wheels that it takes, newest first."""
        if not self.libc:
            return [f"musllinux_1_{minor}_{self.machine}" for minor in (2, 1)]
        newest = int(self.libc.split(".")[1])
        named = {17: f"manylinux2014_{self.machine}"}
        every = [[f"manylinux_2_{minor}_{self.machine}", named.get(minor, "")] for minor in range(newest, 16, -1)]
        return [tag for tags in every for tag in tags if tag]


def fetch(python: BasePython, folder: Path, *, load: bool = False) -> None:
    """What the locks name, for that Python, each file checked against its hash there."""
    tag = "cp" + python.version.replace(".", "")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--implementation", "cp"]
    command += [
        "--python-version",
        python.version,
        *(part for abi in (tag, "abi3", "none") for part in ("--abi", abi)),
    ]
    command += [part for platform in python.platforms for part in ("--platform", platform)]
    for lock in ("requirements.lock", *(("requirements-load.lock",) if load else ())):
        _run([*command, "--requirement", str(parts.part(lock)), "--dest", str(folder)])


def make_own(folder: Path, epoch: int) -> None:
    """From the checkout, or from what is installed; the same each time."""
    if (checkout := parts.checkout()) is not None:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        _run([*command, "--wheel-dir", str(folder), str(checkout)], {"SOURCE_DATE_EPOCH": str(epoch)})
        return
    folder.mkdir(parents=True, exist_ok=True)
    repack(folder)


def repack(folder: Path) -> Path:
    """The wheel that was installed, put together again from its files."""
    try:
        installed = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        raise NotInstalled from None
    name = f"{DISTRIBUTION.replace('-', '_')}-{installed.version}"
    wheel = folder / f"{name}-py3-none-any.whl"
    record = f"{name}.dist-info/RECORD"
    lines = []
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in _files(installed.files or ()):
            if path == record:
                continue
            archive.writestr(zipfile.ZipInfo(path, _BEGINNING_OF_ZIP), content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{path},sha256={digest},{len(content)}\n")
        lines.append(f"{record},,\n")
        archive.writestr(zipfile.ZipInfo(record, _BEGINNING_OF_ZIP), "".join(lines))
    return wheel


def _files(files: "object") -> Iterator[tuple[str, bytes]]:
    """Of the wheel itself: not the commands that an installer has made, nor what was compiled, nor its notes."""
    made_here = ("INSTALLER", "REQUESTED", "direct_url.json")
    for file in sorted(files, key=str):  # type: ignore[call-overload]
        path = str(file)
        if path.startswith("..") or "__pycache__" in path or file.name in made_here:
            continue
        yield path, file.locate().read_bytes()


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    import os

    ended = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, env=os.environ | (environment or {}), check=False
    )
    if ended.returncode:
        lines = [line for line in ended.stderr.splitlines() if not line.startswith("WARNING")]
        raise WheelsNotFetched(said="\n".join(lines[-5:]) or f"pip ended with {ended.returncode}")
