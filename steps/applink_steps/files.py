"""Where feature files lie; free of pytest, which is slow to import and wants to come first."""

import os
from collections.abc import Iterator
from pathlib import Path

SUFFIX = ".feature"


def feature_files(path: Path) -> Iterator[Path]:
    """The file itself, or those in a folder, without hidden folders and environments, as in pytest."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if _may_hold_features(here / name))
        yield from (here / name for name in sorted(files) if name.endswith(SUFFIX))


def _may_hold_features(folder: Path) -> bool:
    left_out = folder.name.startswith(".") or folder.name in {"node_modules", "build", "dist"}
    return not left_out and not (folder / "pyvenv.cfg").is_file()
