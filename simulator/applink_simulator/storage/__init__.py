"""One product's state behind one interface (``domain/state.py``): memory now, SQL beside it."""

from applink_simulator.domain.errors import ApplinkError
from applink_simulator.domain.state import Storage


class StorageUnknown(ApplinkError):
    message = 'There is no storage "{url}": give memory.'


def storage_of(url: str, userbases_url: str = "") -> Storage:
    from applink_simulator.storage.memory import MemoryStorage

    if url not in ("", "memory") or userbases_url not in ("", "memory"):
        raise StorageUnknown(url=url or userbases_url)
    return MemoryStorage()
