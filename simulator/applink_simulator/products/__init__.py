"""The product kinds: one file each with its ``KIND``; the folder is listed, so a new file is a new product."""

import importlib
import pkgutil
from functools import cache

from applink_simulator.products.kind import ProductKind


@cache
def kinds() -> dict[str, ProductKind]:
    """All product kinds by name."""
    found: dict[str, ProductKind] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name != "kind":
            kind = importlib.import_module(f"{__name__}.{module.name}").KIND
            found[kind.name] = kind
    return found
