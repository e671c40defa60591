"""Which storage an address means; what it needs is loaded only then."""

from contextlib import suppress

from applink_simulator.domain.errors import ApplinkError, StorageUrlInvalid
from applink_simulator.domain.state import Storage
from applink_simulator.storage.memory import MemoryStorage

MEMORY = frozenset({"", "memory"})


def storage_of(url: str, userbases_url: str = "") -> Storage:
    """Memory unless a database is named; ``userbases_url`` names another one for the people."""
    if url in MEMORY:
        if userbases_url not in MEMORY:
            raise StorageUrlInvalid(reason="userbases in a database need products in one, too.")
        return MemoryStorage()
    from applink_simulator.storage.sql.storage import SqlStorage

    return SqlStorage(url, "" if userbases_url in MEMORY else userbases_url)


def load(url: str) -> None:
    """Imports what ``storage_of`` will need there. Whatever is wrong with the address, that will tell."""
    if url not in MEMORY:
        from applink_simulator.storage.sql import address, storage  # noqa: F401 - to be there

        with suppress(ApplinkError):
            address.database_at(url)
