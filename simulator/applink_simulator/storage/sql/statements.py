"""Every statement, built once: what is left to do at a request is to fill in its parameters."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Delete, Insert, Select, Update, and_, bindparam, delete, select, update
from sqlalchemy.sql import ColumnElement

from applink_simulator.storage.sql.tables import COUNTERS, DOCUMENTS, NONCES, OWNERS

# Names of columns are taken: SQLAlchemy reserves them for what is inserted.
OWNER: BindParameter[Any] = bindparam("of_owner")
PART: BindParameter[Any] = bindparam("of_part")
KEY: BindParameter[Any] = bindparam("of_key")
BELONGS_TO: BindParameter[Any] = bindparam("of_other")
TEXT_READ: BindParameter[Any] = bindparam("text_read")

_D, _C, _N, _O = DOCUMENTS.c, COUNTERS.c, NONCES.c, OWNERS.c
_OF_PART = and_(_D.owner == OWNER, _D.part == PART)
_ONE = and_(_OF_PART, _D.key == KEY)

GET = select(_D.document).where(_ONE)
ALL = select(_D.document).where(_OF_PART).order_by(_D.place)
OF = select(_D.document).where(_OF_PART, _D.belongs_to == BELONGS_TO).order_by(_D.place)
OF_TO_CHANGE = select(_D.key, _D.document).where(_OF_PART, _D.belongs_to == BELONGS_TO).with_for_update()
ALIASED = select(_D.document).where(_OF_PART, _D.alias == bindparam("of_alias")).order_by(_D.place)
CHANGE = update(DOCUMENTS).where(_ONE).values(document=bindparam("new_document"))
SWAP = (
    update(DOCUMENTS)
    .where(_ONE, _D.document == TEXT_READ)
    .values(
        key=bindparam("new_key"),
        belongs_to=bindparam("new_other"),
        alias=bindparam("new_alias"),
        document=bindparam("new_document"),
    )
)
REMOVE = delete(DOCUMENTS).where(_ONE).returning(_D.document)
REMOVE_READ = delete(DOCUMENTS).where(_ONE, _D.document == TEXT_READ)
REMOVE_OF = delete(DOCUMENTS).where(_OF_PART, _D.belongs_to == BELONGS_TO)
REMOVE_PARTS = delete(DOCUMENTS).where(_D.owner == OWNER, _D.part.in_(bindparam("of_parts", expanding=True)))
REMOVE_OTHER_PARTS = delete(DOCUMENTS).where(_D.owner == OWNER, _D.part.not_in(bindparam("of_parts", expanding=True)))

COUNT = select(_C.value).where(_C.owner == OWNER, _C.part == PART, _C.key == KEY)
FORGET_COUNT = delete(COUNTERS).where(_C.owner == OWNER, _C.part == PART, _C.key == KEY)
FORGET_COUNTS = delete(COUNTERS).where(_C.owner == OWNER, _C.part.in_(bindparam("of_parts", expanding=True)))
FORGET_ALL_COUNTS = delete(COUNTERS).where(_C.owner == OWNER)

SWEEP = delete(NONCES).where(_N.owner == OWNER, _N.until <= bindparam("now"), _N.claimed <= bindparam("long_ago"))
FORGET_NONCES = delete(NONCES).where(_N.owner == OWNER)

FIND_OWNER = select(_O.id).where(
    _O.kind == bindparam("of_kind"), _O.name == bindparam("of_name"), _O.snapshot == bindparam("of_snapshot")
)
HOLD_OWNER = select(_O.id).where(_O.id == OWNER).with_for_update()
"""Nobody else can add anything to what that owner has until the transaction is over: adding refers to this row."""
REMOVE_OWNER = delete(OWNERS).where(_O.id == OWNER)
SNAPSHOTS = select(_O.called).where(_O.kind == bindparam("of_kind"), _O.name == bindparam("of_name"))


class Upserts:
    """What each database has words of its own for."""

    def __init__(self, insert: Callable[[Any], Any]) -> None:
        documents: Any = insert(DOCUMENTS).values(
            owner=OWNER,
            part=PART,
            key=KEY,
            belongs_to=BELONGS_TO,
            alias=bindparam("new_alias"),
            document=bindparam("new_document"),
        )
        same = ["owner", "part", "key"]
        self.add: Insert = _counted(documents.on_conflict_do_nothing(index_elements=same))
        self.put: Insert = documents.on_conflict_do_update(
            index_elements=same, set_={name: documents.excluded[name] for name in ("belongs_to", "alias", "document")}
        )
        # Changing nothing is what makes the other's value come back.
        self.add_or_get: Insert = documents.on_conflict_do_update(
            index_elements=same, set_={"document": DOCUMENTS.c.document}
        ).returning(DOCUMENTS.c.document)

        counter: Any = insert(COUNTERS).values(owner=OWNER, part=PART, key=KEY, value=bindparam("first"))
        self.bump: Insert = counter.on_conflict_do_update(
            index_elements=same, set_={"value": COUNTERS.c.value + 1}
        ).returning(COUNTERS.c.value)

        nonce: Any = insert(NONCES).values(
            owner=OWNER, nonce=bindparam("of_nonce"), until=bindparam("new_until"), claimed=bindparam("claimed_at")
        )
        # One statement, so that the unique key is the check.
        self.claim: Insert = _counted(
            nonce.on_conflict_do_update(
                index_elements=["owner", "nonce"],
                set_={"until": nonce.excluded.until, "claimed": nonce.excluded.claimed},
                where=NONCES.c.until <= bindparam("now"),
            )
        )

        owner: Any = insert(OWNERS).values(
            kind=bindparam("of_kind"),
            name=bindparam("of_name"),
            snapshot=bindparam("of_snapshot"),
            called=bindparam("of_called"),
        )
        self.add_owner: Insert = owner.on_conflict_do_nothing(index_elements=["kind", "name", "snapshot"])


def _counted(insert: Any) -> Any:
    """SQLAlchemy asks how many rows there were after changes and removals only."""
    return insert.execution_options(preserve_rowcount=True)


def copies(*, people: bool) -> list[Insert]:
    """Everything of ``of_owner`` once more for ``to_owner``: the people, or all the rest."""
    to = bindparam("to_owner", type_=_D.owner.type)
    meant: ColumnElement[bool] = _D.part == PEOPLE if people else _D.part != PEOPLE
    documents = (
        select(to, _D.part, _D.key, _D.belongs_to, _D.alias, _D.document)
        .where(_D.owner == OWNER, meant)
        .order_by(_D.place)
    )
    names = ["owner", "part", "key", "belongs_to", "alias", "document"]
    made = [DOCUMENTS.insert().from_select(names, documents)]
    if not people:
        counts = select(to, _C.part, _C.key, _C.value).where(_C.owner == OWNER)
        made.append(COUNTERS.insert().from_select(["owner", "part", "key", "value"], counts))
        nonces = select(to, _N.nonce, _N.until, _N.claimed).where(_N.owner == OWNER)
        made.append(NONCES.insert().from_select(["owner", "nonce", "until", "claimed"], nonces))
    return made


PEOPLE = "people"
"""The part that a userbase has; what a product keeps has a copy of it."""
COPY_PEOPLE = copies(people=True)
COPY_THE_REST = copies(people=False)


@cache
def upserts(dialect: str) -> Upserts:
    """Only for the database that is there: the other's words need not be loaded."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return Upserts(sqlite.insert)
    from sqlalchemy.dialects import postgresql

    return Upserts(postgresql.insert)


Statement = Select[Any] | Insert | Update | Delete
