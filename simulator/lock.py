"""Writes requirements.lock: what the image installs, each file with its hash. ``tox -e lock``; needs the network.

It is what pyproject.toml asks for at run time, without what testing wants: the simulator needs no pytest.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
LOCK = HERE / "requirements.lock"
EXTRAS = ("postgres",)
"""What a product in a container may be asked for."""
OLDEST = "3.11"
"""The Python that every version in the lock has to work with."""
SELF = "applink-simulator["


def wanted() -> list[str]:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    asked = [*project["dependencies"], *(each for extra in EXTRAS for each in extras.get(extra, ()))]
    return sorted({each for each in asked if not each.startswith(SELF)})


def main() -> int:
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "-", "--universal", "--python-version", OLDEST),
        *("--generate-hashes", "--no-annotate", "--no-header", "--output-file", str(LOCK)),
        *sys.argv[1:],
    ]
    return subprocess.run(
        command, input="\n".join(wanted()), text=True, check=False, stdout=subprocess.DEVNULL
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
