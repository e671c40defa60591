"""Named misbehaviours at a product's door: one class per file; the folder is listed, so a new file is a new fault."""

import importlib
import pkgutil
from functools import cache

from applink_simulator.faults.fault import Fault


@cache
def faults() -> dict[str, type[Fault]]:
    """All faults by the name that scenarios use, such as ``answers slowly``."""
    found: dict[str, type[Fault]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name not in ("fault", "standing"):
            fault = importlib.import_module(f"{__name__}.{module.name}").FAULT
            found[fault.name] = fault
    return found
