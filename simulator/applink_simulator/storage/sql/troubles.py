"""What a database refused or failed at, in our words: never with a password, nor with what was to be stored."""

from applink_simulator.domain.errors import (
    StorageDamaged,
    StorageFull,
    StorageNotWritable,
    StorageTrouble,
    StorageUnavailable,
)

_SQLITE: dict[str, type[StorageTrouble]] = {
    "SQLITE_FULL": StorageFull,
    # Where the disk is full, the index of the log beside the file cannot grow either.
    "SQLITE_IOERR_SHMSIZE": StorageFull,
    "SQLITE_READONLY": StorageNotWritable,
    "SQLITE_CANTOPEN": StorageNotWritable,
    "SQLITE_PERM": StorageNotWritable,
    "SQLITE_AUTH": StorageNotWritable,
    "SQLITE_CORRUPT": StorageDamaged,
    "SQLITE_NOTADB": StorageDamaged,
    "SQLITE_ERROR": StorageDamaged,
    "SQLITE_CONSTRAINT": StorageDamaged,
    "SQLITE_FORMAT": StorageDamaged,
}
_POSTGRESQL: dict[str, type[StorageTrouble]] = {
    "53100": StorageFull,
    "25006": StorageNotWritable,
    "42501": StorageNotWritable,
    "XX": StorageDamaged,
    "42": StorageDamaged,
    "23": StorageDamaged,
}
"""By SQLSTATE, or by its class: the first two characters."""


def told(refused: BaseException, place: str, password: str | None = None) -> StorageTrouble:
    """For what a driver raised."""
    reason = _reason(refused)
    if password:
        reason = reason.replace(password, "***")
    return _kind(refused)(place=place, reason=reason)


def _kind(refused: BaseException) -> type[StorageTrouble]:
    if (name := getattr(refused, "sqlite_errorname", None)) is not None:
        general = "_".join(name.split("_")[:2])
        return _SQLITE.get(name) or _SQLITE.get(general, StorageUnavailable)
    state = sqlstate(refused)
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], StorageUnavailable)


def sqlstate(refused: BaseException | None) -> str:
    return getattr(refused, "sqlstate", None) or ""


def _reason(refused: BaseException) -> str:
    """The first sentence: PostgreSQL's further ones quote what was to be stored."""
    primary = getattr(getattr(refused, "diag", None), "message_primary", None)
    lines = (primary or str(refused)).strip().splitlines()
    return f"{lines[0] if lines else type(refused).__name__}".rstrip(".") + "."
