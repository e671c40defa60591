"""The files that the image is built from: beside the code in a checkout, within the package where it is installed."""

import subprocess
from importlib.metadata import version
from pathlib import Path

NAMES = ("Dockerfile", "install.py", "requirements.lock", "requirements-load.lock")
FOLDER = "simulator"
"""Where they lie in the context of a build."""

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[2]


def part(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_file() else _CHECKOUT / FOLDER / name


def checkout() -> Path | None:
    """The folder of the repository, if this is run from one."""
    is_one = (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / FOLDER / "Dockerfile").is_file()
    return _CHECKOUT if is_one else None


def revision() -> str:
    """The commit that is checked out, or the version that is installed."""
    return _git("rev-parse", "HEAD") or version("applink-simulator")


def committed_at() -> int:
    """Seconds since 1970; 0 where nobody knows."""
    return int(_git("log", "-1", "--format=%ct") or 0)


def _git(*arguments: str) -> str:
    folder = checkout()
    if folder is None:
        return ""
    try:
        said = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""
