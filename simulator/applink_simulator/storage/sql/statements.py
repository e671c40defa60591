"""How each statement is put, in SQLAlchemy's words, and what that is in those of a database.

For SQLite it is written down in sqlite_words.py, so that no product on SQLite has to import SQLAlchemy.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    Executable,
    ScalarSelect,
    and_,
    bindparam,
    case,
    delete,
    exists,
    insert,
    literal_column,
    not_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement
from sqlalchemy.sql.compiler import SQLCompiler

from applink_simulator.storage.sql.statement import CONSUMERS, PEOPLE, RIGHTS, TOKENS, Statement
from applink_simulator.storage.sql.tables import COUNTERS, DOCUMENTS, METADATA, NONCES, OWNERS, SCHEMA

# Names of columns are taken: SQLAlchemy reserves them for what is inserted.
OWNER: BindParameter[Any] = bindparam("of_owner")
PART: BindParameter[Any] = bindparam("of_part")
KEY: BindParameter[Any] = bindparam("of_key")
BELONGS_TO: BindParameter[Any] = bindparam("of_other")
TEXT_READ: BindParameter[Any] = bindparam("text_read")

_D, _C, _N, _O = DOCUMENTS.c, COUNTERS.c, NONCES.c, OWNERS.c
_OF_PART = and_(_D.owner == OWNER, _D.part == PART)
_ONE = and_(_OF_PART, _D.key == KEY)
_COUNTER = and_(_C.owner == OWNER, _C.part == PART, _C.key == KEY)
_OF_PRODUCT = and_(_O.kind == bindparam("of_kind"), _O.name == bindparam("of_name"))


def _for_everyone() -> dict[Statement, Executable]:
    return {
        Statement.GET: select(_D.document).where(_ONE),
        Statement.GET_THREE: select(
            *(
                _document(*(bindparam(f"{name}_{number}") for name in ("owner", "part", "key")))
                for number in (1, 2, 3)
            )
        ),
        Statement.ALL: select(_D.document).where(_OF_PART).order_by(_D.place),
        Statement.OF: select(_D.document).where(_OF_PART, _D.belongs_to == BELONGS_TO).order_by(_D.place),
        Statement.OF_TO_CHANGE: select(_D.key, _D.document)
        .where(_OF_PART, _D.belongs_to == BELONGS_TO)
        .with_for_update(),
        Statement.ALIASED: select(_D.document).where(_OF_PART, _D.alias == bindparam("of_alias")).order_by(_D.place),
        Statement.CHANGE: update(DOCUMENTS).where(_ONE).values(document=bindparam("new_document")),
        Statement.SWAP: update(DOCUMENTS)
        .where(_ONE, _D.document == TEXT_READ)
        .values(
            key=bindparam("new_key"),
            belongs_to=bindparam("new_other"),
            alias=bindparam("new_alias"),
            document=bindparam("new_document"),
        ),
        Statement.REMOVE: delete(DOCUMENTS).where(_ONE).returning(_D.document),
        Statement.REMOVE_READ: delete(DOCUMENTS).where(_ONE, _D.document == TEXT_READ),
        Statement.REMOVE_OF: delete(DOCUMENTS).where(_OF_PART, _D.belongs_to == BELONGS_TO),
        Statement.REMOVE_PART: delete(DOCUMENTS).where(_OF_PART),
        Statement.REMOVE_OTHER_PARTS: delete(DOCUMENTS).where(_D.owner == OWNER, _D.part != PART),
        Statement.COUNT: select(_C.value).where(_COUNTER),
        Statement.FORGET_COUNT: delete(COUNTERS).where(_COUNTER),
        Statement.FORGET_COUNTS: delete(COUNTERS).where(_C.owner == OWNER, _C.part == PART),
        Statement.FORGET_ALL_COUNTS: delete(COUNTERS).where(_C.owner == OWNER),
        Statement.SWEEP: delete(NONCES).where(
            _N.owner == OWNER, _N.until <= bindparam("now"), _N.claimed <= bindparam("long_ago")
        ),
        Statement.FORGET_NONCES: delete(NONCES).where(_N.owner == OWNER),
        Statement.FIND_OWNER: select(_O.id).where(_OF_PRODUCT, _O.snapshot == bindparam("of_snapshot")),
        Statement.HOLD_OWNER: select(_O.id).where(_O.id == OWNER).with_for_update(),
        Statement.REMOVE_OWNER: delete(OWNERS).where(_O.id == OWNER),
        Statement.SNAPSHOTS: select(_O.called).where(_OF_PRODUCT),
        Statement.FIND_VERSION: select(SCHEMA.c.version),
        Statement.ADD_VERSION: insert(SCHEMA).values(version=bindparam("new_version")),
        Statement.CHANGE_VERSION: update(SCHEMA).values(version=bindparam("new_version")),
    } | _copies()


def _copies() -> dict[Statement, Executable]:
    to = bindparam("to_owner", type_=_D.owner.type)
    # Written out: whoever calls has nothing to say about it.
    people: ColumnElement[str] = literal_column(f"'{PEOPLE}'")
    names = ["part", "key", "belongs_to", "alias", "document"]
    documents = select(to, *(_D[name] for name in names)).where(_D.owner == OWNER).order_by(_D.place)
    counts = select(to, _C.part, _C.key, _C.value).where(_C.owner == OWNER)
    nonces = select(to, _N.nonce, _N.until, _N.claimed).where(_N.owner == OWNER)
    made = insert(DOCUMENTS).inline()
    return {
        Statement.COPY_PEOPLE: made.from_select(["owner", *names], documents.where(_D.part == people)),
        Statement.COPY_DOCUMENTS: made.from_select(["owner", *names], documents.where(_D.part != people)),
        Statement.COPY_COUNTS: insert(COUNTERS).from_select(["owner", "part", "key", "value"], counts),
        Statement.COPY_NONCES: insert(NONCES).from_select(["owner", "nonce", "until", "claimed"], nonces),
    }


def _document(owner: Any, part: Any, key: Any) -> "ScalarSelect[str]":
    return select(_D.document).where(_D.owner == owner, _D.part == part, _D.key == key).scalar_subquery()


def _word(text: str) -> "ColumnElement[str]":
    # Written out: whoever calls has nothing to say about it.
    return literal_column(f"'{text}'")


NOW: BindParameter[Any] = bindparam("now", type_=_N.until.type)
FIRST: BindParameter[Any] = bindparam("first_nonce", type_=_N.nonce.type)
SECOND: BindParameter[Any] = bindparam("second_nonce", type_=_N.nonce.type)
_ROW = ["owner", "nonce", "until", "claimed", "presented"]
_CLAIMANT: BindParameter[Any] = bindparam("of_owner", type_=_N.owner.type)
_HELD_STILL = and_(
    *(
        _document(_CLAIMANT, _word(part), bindparam(f"{name}_key", type_=_D.key.type)).is_not_distinct_from(
            bindparam(f"{name}_known", type_=_D.document.type)
        )
        for name, part in (("consumer", CONSUMERS), ("token", TOKENS))
    )
)
_USER = _document(bindparam("people", type_=_D.owner.type), _word(PEOPLE), bindparam("user_key", type_=_D.key.type))
_RIGHTS = _document(_CLAIMANT, _word(RIGHTS), _word(""))


def _nonce(nonce: Any, until: str) -> list[Any]:
    return [
        _CLAIMANT.label("owner"),
        nonce.label("nonce"),
        bindparam(until, type_=_N.until.type).label("until"),
        bindparam("claimed_at", type_=_N.claimed.type).label("claimed"),
        literal_column("1").label("presented"),
    ]


def _claimed(insert: Any, wanted: Any) -> Any:
    """A nonce that is held stays as it is, but for being counted; who finds a count of 1 has claimed it."""
    made = insert(NONCES).from_select(_ROW, wanted)
    is_over = _N.until <= NOW
    new = made.excluded
    return made.on_conflict_do_update(
        index_elements=["owner", "nonce"],
        set_={
            "until": case((is_over, new.until), else_=_N.until),
            "claimed": case((is_over, new.claimed), else_=_N.claimed),
            "presented": case((is_over, new.presented), else_=_N.presented + literal_column("1")),
        },
    )


def _admit_in_sqlite() -> Executable:
    """Nobody else writes meanwhile and all is selected before any is inserted: the second can ask for the first."""
    earlier = NONCES.alias("earlier")
    first_is_held = exists().where(earlier.c.owner == _CLAIMANT, earlier.c.nonce == FIRST, earlier.c.until > NOW)
    wanted = union_all(
        select(*_nonce(FIRST, "first_until")).where(_HELD_STILL),
        select(*_nonce(SECOND, "second_until")).where(SECOND.is_not(None), not_(first_is_held), _HELD_STILL),
    )
    claimed: Executable = _claimed(sqlite.insert, wanted).returning(NONCES.c.presented, _USER, _RIGHTS)
    return claimed


def _admit_in_postgresql() -> Executable:
    """Somebody else may be writing: who comes second waits for the first nonce, and for what became of it."""
    first = _claimed(postgresql.insert, select(*_nonce(FIRST, "first_until")).where(_HELD_STILL))
    first = first.returning(NONCES.c.presented).cte("first_claim")
    second = select(*_nonce(SECOND, "second_until")).select_from(first)
    second = second.where(first.c.presented == literal_column("1"), SECOND.is_not(None))
    second = _claimed(postgresql.insert, second).returning(NONCES.c.presented).cte("second_claim")
    return union_all(*(select(each.c.presented, _USER, _RIGHTS) for each in (first, second)))


def _upserts(insert: Callable[[Any], Any]) -> dict[Statement, Executable]:
    """What each database has words of its own for."""
    documents = (
        insert(DOCUMENTS)
        .values(
            owner=OWNER,
            part=PART,
            key=KEY,
            belongs_to=BELONGS_TO,
            alias=bindparam("new_alias"),
            document=bindparam("new_document"),
        )
        .inline()
    )
    counter = insert(COUNTERS).values(owner=OWNER, part=PART, key=KEY, value=bindparam("first"))
    nonce = insert(NONCES).values(
        owner=OWNER, nonce=bindparam("of_nonce"), until=bindparam("new_until"), claimed=bindparam("claimed_at")
    )
    owner = (
        insert(OWNERS)
        .values(
            kind=bindparam("of_kind"),
            name=bindparam("of_name"),
            snapshot=bindparam("of_snapshot"),
            called=bindparam("of_called"),
        )
        .inline()
    )
    same = ["owner", "part", "key"]
    return {
        Statement.ADD: documents.on_conflict_do_nothing(index_elements=same),
        Statement.PUT: documents.on_conflict_do_update(
            index_elements=same, set_={name: documents.excluded[name] for name in ("belongs_to", "alias", "document")}
        ),
        # Changing nothing is what makes the other's value come back.
        Statement.ADD_OR_GET: documents.on_conflict_do_update(
            index_elements=same, set_={"document": _D.document}
        ).returning(_D.document),
        Statement.BUMP: counter.on_conflict_do_update(
            index_elements=same, set_={"value": _C.value + literal_column("1")}
        ).returning(_C.value),
        # One statement, so that the unique key is the check.
        Statement.CLAIM: nonce.on_conflict_do_update(
            index_elements=["owner", "nonce"],
            set_={"until": nonce.excluded.until, "claimed": nonce.excluded.claimed},
            where=_N.until <= bindparam("now"),
        ),
        Statement.ADD_OWNER: owner.on_conflict_do_nothing(index_elements=["kind", "name", "snapshot"]),
    }


def statements(dialect: Dialect) -> dict[Statement, Executable]:
    if dialect.name == "sqlite":
        return _for_everyone() | _upserts(sqlite.insert) | {Statement.ADMIT: _admit_in_sqlite()}
    return _for_everyone() | _upserts(postgresql.insert) | {Statement.ADMIT: _admit_in_postgresql()}


def words_for(dialect: Dialect) -> Mapping[Statement, str]:
    """What the database is told, its parameters by their names."""
    return {name: put_into_words(statement, dialect) for name, statement in statements(dialect).items()}


def put_into_words(statement: Any, dialect: Dialect) -> str:
    compiled: SQLCompiler = statement.compile(dialect=dialect)
    if values := {name for name, value in compiled.params.items() if value is not None}:
        raise ValueError(f"{values} would have to be handed over beside what the caller says: {compiled}")
    return compiled.string


def tables_for(dialect: Dialect) -> list[str]:
    """What makes the tables, one statement after the other."""
    made: list[ExecutableDDLElement] = []
    for table in METADATA.sorted_tables:
        made.append(CreateTable(table))
        made += [CreateIndex(index) for index in sorted(table.indexes, key=lambda index: str(index.name))]
    return [str(each.compile(dialect=dialect)) for each in made]


@cache
def postgresql_words() -> Mapping[Statement, str]:
    return words_for(postgresql.psycopg.dialect())  # type: ignore[no-untyped-call]
