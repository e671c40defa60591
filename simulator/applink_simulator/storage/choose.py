"""Which storage an address means; what it needs is loaded only then."""

from applink_simulator.domain.errors import StorageDriverMissing, StorageUrlInvalid
from applink_simulator.domain.state import Storage
from applink_simulator.storage.memory import MemoryStorage

MEMORY = frozenset({"", "memory"})


def storage_of(url: str, userbases_url: str = "") -> Storage:
    """Memory unless a database is named; ``userbases_url`` names another one for the people."""
    if url in MEMORY:
        if userbases_url not in MEMORY:
            raise StorageUrlInvalid(reason="userbases in a database need products in one, too.")
        return MemoryStorage()
    try:
        from applink_simulator.storage.sql.storage import SqlStorage
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "sqlalchemy":
            raise
        extra = "postgres" if url.startswith("postgres") else "sql"
        raise StorageDriverMissing(place="State in a database", missing="SQLAlchemy", extra=extra) from None
    return SqlStorage(url, "" if userbases_url in MEMORY else userbases_url)
