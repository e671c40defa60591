"""What one product remembers, in a database; whoever else opens it there remembers the same."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from applink_simulator.domain.users import Rights
from applink_simulator.storage.sql import statements
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.documents import Codec
from applink_simulator.storage.sql.owners import PRODUCT, add_kept_owner, kept_owner, owner_of, snapshots_of
from applink_simulator.storage.sql.parts import (
    SETTINGS,
    SqlConsumers,
    SqlContents,
    SqlDirectory,
    SqlFailedLogins,
    SqlLinkEnds,
    SqlNonces,
    SqlProjectLinks,
    SqlSessions,
    SqlSettings,
    SqlSwitches,
    SqlTokens,
    SqlTrustedApplications,
    SqlUserTokens,
    people_of,
)
from applink_simulator.storage.sql.shelf import Shelf

T = TypeVar("T")

_RIGHTS = Codec(Rights)
_DEFAULT_RIGHTS = Rights()


class SqlState:
    def __init__(self, database: Database, directory: SqlDirectory, product: str) -> None:
        self.directory = directory
        self._database = database
        self._product = product
        self._owner = owner = owner_of(database, PRODUCT, product)
        self.ends = SqlLinkEnds(database, owner)
        self.consumers = SqlConsumers(database, owner)
        self.tokens = SqlTokens(database, owner)
        self.user_tokens = SqlUserTokens(database, owner)
        self.project_links = SqlProjectLinks(database, owner)
        self.trusted_applications = SqlTrustedApplications(database, owner)
        self.switches = SqlSwitches(database, owner)
        self.nonces = SqlNonces(database, owner)
        self.sessions = SqlSessions(database, owner)
        self.failed_logins = SqlFailedLogins(database, owner)
        self.contents = SqlContents(database, owner)
        self.settings = SqlSettings(database, owner)
        self._rights = Shelf(database, owner, "rights", _RIGHTS, lambda _: "")

    @property
    def rights(self) -> Rights:
        return self._rights.get("") or _DEFAULT_RIGHTS

    def put_rights(self, rights: Rights) -> None:
        self._rights.put(rights)

    def together(self, work: Callable[[], T]) -> T:
        return self._database.together(lambda _: work())

    def clear(self) -> None:
        def clear(connection: Connection) -> None:
            here = {"of_owner": self._owner}
            connection.execute(statements.HOLD_OWNER, here)
            connection.execute(statements.REMOVE_OTHER_PARTS, here | {"of_parts": [SETTINGS]})
            connection.execute(statements.FORGET_ALL_COUNTS, here)
            connection.execute(statements.FORGET_NONCES, here)

        self._database.together(clear)

    def keep(self, name: str) -> None:
        people = None if self._people_are_here else list(self.directory)

        def keep(connection: Connection) -> None:
            connection.execute(statements.HOLD_OWNER, {"of_owner": self._owner})
            if (earlier := kept_owner(connection, self._product, name)) is not None:
                connection.execute(statements.REMOVE_OWNER, {"of_owner": earlier})
            kept = add_kept_owner(self._database, connection, self._product, name)
            for copy in statements.COPY_THE_REST:
                connection.execute(copy, {"of_owner": self._owner, "to_owner": kept})
            if people is not None:
                people_of(self._database, kept).put_all(people, connection)
                return
            for copy in statements.COPY_PEOPLE:
                connection.execute(copy, {"of_owner": self.directory.owner, "to_owner": kept})

        self._database.together(keep, as_of_now=True)

    def bring_back(self, name: str) -> bool:
        """People in a database of their own come back first, in a step of their own."""
        if not self._people_are_here:
            with self._database.connection() as connection:
                kept = kept_owner(connection, self._product, name)
            if kept is None:
                return False
            self.directory.fill(people_of(self._database, kept).all())

        def bring_back(connection: Connection) -> bool:
            here = {"of_owner": self._owner}
            connection.execute(statements.HOLD_OWNER, here)
            kept = kept_owner(connection, self._product, name)
            if kept is None:
                return False
            connection.execute(statements.REMOVE_OTHER_PARTS, here | {"of_parts": [statements.PEOPLE]})
            connection.execute(statements.FORGET_ALL_COUNTS, here)
            connection.execute(statements.FORGET_NONCES, here)
            for copy in statements.COPY_THE_REST:
                connection.execute(copy, {"of_owner": kept, "to_owner": self._owner})
            if self._people_are_here:
                self.directory.fill_within(connection, ())
                for copy in statements.COPY_PEOPLE:
                    connection.execute(copy, {"of_owner": kept, "to_owner": self.directory.owner})
            return True

        return self._database.together(bring_back)

    def kept(self) -> list[str]:
        return sorted(snapshots_of(self._database, self._product))

    def forget(self, name: str) -> None:
        def forget(connection: Connection) -> None:
            if (kept := kept_owner(connection, self._product, name)) is not None:
                connection.execute(statements.REMOVE_OWNER, {"of_owner": kept})

        self._database.together(forget)

    @property
    def _people_are_here(self) -> bool:
        return self.directory.database is self._database
