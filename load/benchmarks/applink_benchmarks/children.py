"""The environment of the interpreters that are measured."""

import os
from pathlib import Path


def environment(folder: Path) -> dict[str, str]:
    """With compiled modules kept in the folder, as an installed package has them; whatever this shell says.

    Else every start of an editable installation might compile all of it again, and that would be measured.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
