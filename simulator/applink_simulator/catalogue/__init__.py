"""The fault catalogue: how links fail in practice, one fault a file. The folder is listed: a new file is a new fault.

What stands at a product's door is in ``faults``; an entry here says what people know the fault by, makes it happen
to products that run, and leaves the undoing to the topology's reset.
"""

import importlib
import pkgutil
import re
from functools import cache

from applink_simulator.catalogue.entry import Entry

NOT_YET = {
    "F-32": "The port is outside of what a Cloud product may call: it takes a Cloud product.",
    "F-53": "A repository host's connector has lost its rights: it takes Bitbucket and the DVCS accounts of Jira.",
    "F-54": "A number counts all, and the list behind it shows what the viewer may see: it takes development panels.",
}
"""By id: what cannot happen yet, for want of a product kind."""


@cache
def catalogue() -> dict[str, Entry]:
    """Every entry by its id, such as ``F-26``, in that order."""
    found: dict[str, Entry] = {}
    for module in pkgutil.iter_modules(__path__):
        if re.match(r"f\d\d_", module.name):
            entry = importlib.import_module(f"{__name__}.{module.name}").FAULT()
            found[entry.id] = entry
    return dict(sorted(found.items()))
