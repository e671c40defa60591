"""What tables.py and statements.py say to SQLite. Made by `python simulator/words.py`; a test compares."""

from collections.abc import Mapping

from applink_simulator.storage.sql.statement import Statement

TABLES = (
    """
        CREATE TABLE applinks_owners (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            snapshot TEXT NOT NULL,
            called TEXT NOT NULL,
            UNIQUE (kind, name, snapshot)
        )
    """,
    """
        CREATE TABLE applinks_schema (
            version INTEGER NOT NULL
        )
    """,
    """
        CREATE TABLE applinks_counters (
            owner INTEGER NOT NULL,
            part TEXT NOT NULL,
            "key" TEXT NOT NULL,
            value INTEGER NOT NULL,
            PRIMARY KEY (owner, part, "key"),
            FOREIGN KEY(owner) REFERENCES applinks_owners (id) ON DELETE CASCADE
        )
         WITHOUT ROWID
    """,
    """
        CREATE TABLE applinks_documents (
            place INTEGER NOT NULL,
            owner INTEGER NOT NULL,
            part TEXT NOT NULL,
            "key" TEXT NOT NULL,
            belongs_to TEXT,
            alias TEXT,
            document TEXT NOT NULL,
            PRIMARY KEY (place),
            UNIQUE (owner, part, "key"),
            FOREIGN KEY(owner) REFERENCES applinks_owners (id) ON DELETE CASCADE
        )
    """,
    """
        CREATE INDEX applinks_documents_alias ON applinks_documents (owner, part, alias) WHERE alias IS NOT
            NULL
    """,
    """
        CREATE INDEX applinks_documents_of ON applinks_documents (owner, part, belongs_to)
    """,
    """
        CREATE TABLE applinks_nonces (
            owner INTEGER NOT NULL,
            nonce TEXT NOT NULL,
            until DOUBLE NOT NULL,
            claimed DOUBLE NOT NULL,
            presented INTEGER DEFAULT 1 NOT NULL,
            PRIMARY KEY (owner, nonce),
            FOREIGN KEY(owner) REFERENCES applinks_owners (id) ON DELETE CASCADE
        )
         WITHOUT ROWID
    """,
)
"""What makes them, in this order."""

WORDS: Mapping[Statement, str] = {
    Statement.GET: """
        SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = :of_part AND
            applinks_documents."key" = :of_key
    """,
    Statement.GET_THREE: """
        SELECT (SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :owner_1 AND applinks_documents.part = :part_1 AND
            applinks_documents."key" = :key_1) AS anon_1, (SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :owner_2 AND applinks_documents.part = :part_2 AND
            applinks_documents."key" = :key_2) AS anon_2, (SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :owner_3 AND applinks_documents.part = :part_3 AND
            applinks_documents."key" = :key_3) AS anon_3
    """,
    Statement.ALL: """
        SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = :of_part ORDER BY
            applinks_documents.place
    """,
    Statement.OF: """
        SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = :of_part AND
            applinks_documents.belongs_to = :of_other ORDER BY applinks_documents.place
    """,
    Statement.OF_TO_CHANGE: """
        SELECT applinks_documents."key", applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = :of_part AND
            applinks_documents.belongs_to = :of_other
    """,
    Statement.ALIASED: """
        SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = :of_part AND
            applinks_documents.alias = :of_alias ORDER BY applinks_documents.place
    """,
    Statement.ADD: """
        INSERT INTO applinks_documents (owner, part, "key", belongs_to, alias, document) VALUES (:of_owner,
            :of_part, :of_key, :of_other, :new_alias, :new_document) ON CONFLICT (owner, part, "key") DO
            NOTHING
    """,
    Statement.ADD_OR_GET: """
        INSERT INTO applinks_documents (owner, part, "key", belongs_to, alias, document) VALUES (:of_owner,
            :of_part, :of_key, :of_other, :new_alias, :new_document) ON CONFLICT (owner, part, "key") DO
            UPDATE SET document = applinks_documents.document RETURNING document
    """,
    Statement.PUT: """
        INSERT INTO applinks_documents (owner, part, "key", belongs_to, alias, document) VALUES (:of_owner,
            :of_part, :of_key, :of_other, :new_alias, :new_document) ON CONFLICT (owner, part, "key") DO
            UPDATE SET belongs_to = excluded.belongs_to, alias = excluded.alias, document =
            excluded.document
    """,
    Statement.CHANGE: """
        UPDATE applinks_documents SET document=:new_document WHERE applinks_documents.owner = :of_owner AND
            applinks_documents.part = :of_part AND applinks_documents."key" = :of_key
    """,
    Statement.SWAP: """
        UPDATE applinks_documents SET "key"=:new_key, belongs_to=:new_other, alias=:new_alias,
            document=:new_document WHERE applinks_documents.owner = :of_owner AND applinks_documents.part =
            :of_part AND applinks_documents."key" = :of_key AND applinks_documents.document = :text_read
    """,
    Statement.REMOVE: """
        DELETE FROM applinks_documents WHERE applinks_documents.owner = :of_owner AND
            applinks_documents.part = :of_part AND applinks_documents."key" = :of_key RETURNING document
    """,
    Statement.REMOVE_READ: """
        DELETE FROM applinks_documents WHERE applinks_documents.owner = :of_owner AND
            applinks_documents.part = :of_part AND applinks_documents."key" = :of_key AND
            applinks_documents.document = :text_read
    """,
    Statement.REMOVE_OF: """
        DELETE FROM applinks_documents WHERE applinks_documents.owner = :of_owner AND
            applinks_documents.part = :of_part AND applinks_documents.belongs_to = :of_other
    """,
    Statement.REMOVE_PART: """
        DELETE FROM applinks_documents WHERE applinks_documents.owner = :of_owner AND
            applinks_documents.part = :of_part
    """,
    Statement.REMOVE_OTHER_PARTS: """
        DELETE FROM applinks_documents WHERE applinks_documents.owner = :of_owner AND
            applinks_documents.part != :of_part
    """,
    Statement.COUNT: """
        SELECT applinks_counters.value
        FROM applinks_counters
        WHERE applinks_counters.owner = :of_owner AND applinks_counters.part = :of_part AND
            applinks_counters."key" = :of_key
    """,
    Statement.BUMP: """
        INSERT INTO applinks_counters (owner, part, "key", value) VALUES (:of_owner, :of_part, :of_key,
            :first) ON CONFLICT (owner, part, "key") DO UPDATE SET value = (applinks_counters.value + 1)
            RETURNING value
    """,
    Statement.FORGET_COUNT: """
        DELETE FROM applinks_counters WHERE applinks_counters.owner = :of_owner AND applinks_counters.part =
            :of_part AND applinks_counters."key" = :of_key
    """,
    Statement.FORGET_COUNTS: """
        DELETE FROM applinks_counters WHERE applinks_counters.owner = :of_owner AND applinks_counters.part =
            :of_part
    """,
    Statement.FORGET_ALL_COUNTS: """
        DELETE FROM applinks_counters WHERE applinks_counters.owner = :of_owner
    """,
    Statement.CLAIM: """
        INSERT INTO applinks_nonces (owner, nonce, until, claimed) VALUES (:of_owner, :of_nonce, :new_until,
            :claimed_at) ON CONFLICT (owner, nonce) DO UPDATE SET until = excluded.until, claimed =
            excluded.claimed WHERE applinks_nonces.until <= :now
    """,
    Statement.ADMIT: """
        INSERT INTO applinks_nonces (owner, nonce, until, claimed, presented) SELECT :of_owner AS owner,
            :first_nonce AS nonce, :first_until AS until, :claimed_at AS claimed, 1 AS presented
        WHERE (SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = 'consumers' AND
            applinks_documents."key" = :consumer_key) IS :consumer_known AND (SELECT
            applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = 'tokens' AND
            applinks_documents."key" = :token_key) IS :token_known UNION ALL SELECT :of_owner AS owner,
            :second_nonce AS nonce, :second_until AS until, :claimed_at AS claimed, 1 AS presented
        WHERE :second_nonce IS NOT NULL AND NOT (EXISTS (SELECT *
        FROM applinks_nonces AS earlier
        WHERE earlier.owner = :of_owner AND earlier.nonce = :first_nonce AND earlier.until > :now)) AND
            (SELECT applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = 'consumers' AND
            applinks_documents."key" = :consumer_key) IS :consumer_known AND (SELECT
            applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = 'tokens' AND
            applinks_documents."key" = :token_key) IS :token_known ON CONFLICT (owner, nonce) DO UPDATE SET
            until = CASE WHEN (applinks_nonces.until <= :now) THEN excluded.until ELSE applinks_nonces.until
            END, claimed = CASE WHEN (applinks_nonces.until <= :now) THEN excluded.claimed ELSE
            applinks_nonces.claimed END, presented = CASE WHEN (applinks_nonces.until <= :now) THEN
            excluded.presented ELSE applinks_nonces.presented + 1 END RETURNING presented, (SELECT
            applinks_documents.document
        FROM applinks_documents
        WHERE owner = :people AND part = 'people' AND "key" = :user_key) AS anon_1, (SELECT
            applinks_documents.document
        FROM applinks_documents
        WHERE owner = :of_owner AND part = 'rights' AND "key" = '') AS anon_2
    """,
    Statement.SWEEP: """
        DELETE FROM applinks_nonces WHERE applinks_nonces.owner = :of_owner AND applinks_nonces.until <=
            :now AND applinks_nonces.claimed <= :long_ago
    """,
    Statement.FORGET_NONCES: """
        DELETE FROM applinks_nonces WHERE applinks_nonces.owner = :of_owner
    """,
    Statement.FIND_OWNER: """
        SELECT applinks_owners.id
        FROM applinks_owners
        WHERE applinks_owners.kind = :of_kind AND applinks_owners.name = :of_name AND
            applinks_owners.snapshot = :of_snapshot
    """,
    Statement.ADD_OWNER: """
        INSERT INTO applinks_owners (kind, name, snapshot, called) VALUES (:of_kind, :of_name, :of_snapshot,
            :of_called) ON CONFLICT (kind, name, snapshot) DO NOTHING
    """,
    Statement.HOLD_OWNER: """
        SELECT applinks_owners.id
        FROM applinks_owners
        WHERE applinks_owners.id = :of_owner
    """,
    Statement.REMOVE_OWNER: """
        DELETE FROM applinks_owners WHERE applinks_owners.id = :of_owner
    """,
    Statement.SNAPSHOTS: """
        SELECT applinks_owners.called
        FROM applinks_owners
        WHERE applinks_owners.kind = :of_kind AND applinks_owners.name = :of_name
    """,
    Statement.COPY_PEOPLE: """
        INSERT INTO applinks_documents (owner, part, "key", belongs_to, alias, document) SELECT :to_owner AS
            anon_1, applinks_documents.part, applinks_documents."key", applinks_documents.belongs_to,
            applinks_documents.alias, applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part = 'people' ORDER BY
            applinks_documents.place
    """,
    Statement.COPY_DOCUMENTS: """
        INSERT INTO applinks_documents (owner, part, "key", belongs_to, alias, document) SELECT :to_owner AS
            anon_1, applinks_documents.part, applinks_documents."key", applinks_documents.belongs_to,
            applinks_documents.alias, applinks_documents.document
        FROM applinks_documents
        WHERE applinks_documents.owner = :of_owner AND applinks_documents.part != 'people' ORDER BY
            applinks_documents.place
    """,
    Statement.COPY_COUNTS: """
        INSERT INTO applinks_counters (owner, part, "key", value) SELECT :to_owner AS anon_1,
            applinks_counters.part, applinks_counters."key", applinks_counters.value
        FROM applinks_counters
        WHERE applinks_counters.owner = :of_owner
    """,
    Statement.COPY_NONCES: """
        INSERT INTO applinks_nonces (owner, nonce, until, claimed) SELECT :to_owner AS anon_1,
            applinks_nonces.nonce, applinks_nonces.until, applinks_nonces.claimed
        FROM applinks_nonces
        WHERE applinks_nonces.owner = :of_owner
    """,
    Statement.FIND_VERSION: """
        SELECT applinks_schema.version
        FROM applinks_schema
    """,
    Statement.ADD_VERSION: """
        INSERT INTO applinks_schema (version) VALUES (:new_version)
    """,
    Statement.CHANGE_VERSION: """
        UPDATE applinks_schema SET version=:new_version
    """,
}
