"""The tables: documents in JSON with what they are looked up by, and beside them what is counted or claimed."""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData()

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite hands out numbers for a column of exactly this type only."""


def _owner() -> Column[int]:
    return Column("owner", _NUMBER, ForeignKey("applinks_owners.id", ondelete="CASCADE"), nullable=False)


SCHEMA = Table("applinks_schema", METADATA, Column("version", Integer, nullable=False))

OWNERS = Table(
    "applinks_owners",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("called", Text, nullable=False),
    UniqueConstraint("kind", "name", "snapshot"),
    sqlite_autoincrement=True,
)
"""Whose something is: a product's, a userbase's, or what a product has kept under a name."""

DOCUMENTS = Table(
    "applinks_documents",
    METADATA,
    Column("place", _NUMBER, primary_key=True),
    _owner(),
    Column("part", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("belongs_to", Text),
    Column("alias", Text),
    Column("document", Text, nullable=False),
    UniqueConstraint("owner", "part", "key"),
)
Index("applinks_documents_of", DOCUMENTS.c.owner, DOCUMENTS.c.part, DOCUMENTS.c.belongs_to)
Index(
    "applinks_documents_alias",
    DOCUMENTS.c.owner,
    DOCUMENTS.c.part,
    DOCUMENTS.c.alias,
    postgresql_where=DOCUMENTS.c.alias.is_not(None),
    sqlite_where=DOCUMENTS.c.alias.is_not(None),
)

COUNTERS = Table(
    "applinks_counters",
    METADATA,
    _owner(),
    Column("part", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", _NUMBER, nullable=False),
    PrimaryKeyConstraint("owner", "part", "key"),
    sqlite_with_rowid=False,
)

NONCES = Table(
    "applinks_nonces",
    METADATA,
    _owner(),
    Column("nonce", Text, nullable=False),
    Column("until", Double, nullable=False),
    Column("claimed", Double, nullable=False),
    Column("presented", Integer, nullable=False, server_default=text("1")),
    PrimaryKeyConstraint("owner", "nonce"),
    sqlite_with_rowid=False,
)
"""``presented`` counts how often a nonce has come since it was claimed: the first time it is whose it is."""
