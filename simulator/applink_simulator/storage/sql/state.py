"""What one product remembers, in a database; whoever else opens it there remembers the same."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from applink_simulator.domain.admission import Admitted, Held, Nonce, SignedIn
from applink_simulator.domain.users import Rights, User
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.documents import Codec, key
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
from applink_simulator.storage.sql.recent import Recent
from applink_simulator.storage.sql.shelf import Shelf
from applink_simulator.storage.sql.statement import PEOPLE, RIGHTS, Statement

T = TypeVar("T")

REMEMBERED = 4096
"""How many of those who sign, and how many sessions, are known before they are read."""

_RIGHTS = Codec(Rights)
_DEFAULT_RIGHTS = Rights()
_PEOPLE = (Statement.COPY_PEOPLE,)
_THE_REST = (Statement.COPY_DOCUMENTS, Statement.COPY_COUNTS, Statement.COPY_NONCES)


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
        self._rights = Shelf(database, owner, RIGHTS, _RIGHTS, lambda _: "")
        self._signatories: Recent[tuple[str, str], Held] = Recent(REMEMBERED)
        self._of_sessions: Recent[str, str] = Recent(REMEMBERED)
        """Whose each is."""

    @property
    def rights(self) -> Rights:
        return self._rights.get("") or _DEFAULT_RIGHTS

    def put_rights(self, rights: Rights) -> None:
        self._rights.put(rights)

    def held(self, consumer_key: str, token: str, *, latest: bool) -> Held:
        who = consumer_key, token
        if not latest and (remembered := self._signatories.get(who)) is not None:
            return remembered
        consumers, tokens = self.consumers.shelf, self.tokens.shelf
        ((consumer, granted, _),) = self._database.rows(
            Statement.GET_THREE,
            **consumers.place(1, key(consumer_key)),
            **tokens.place(2, key(token) if token else None),
            **self._rights.place(3, None),
        )
        held = Held(consumers.read(consumer), tokens.read(granted), (consumer, granted))
        if held.consumer is None or (token and held.token is None):
            # Anybody can make up any number of these.
            self._signatories.forget(who)
        else:
            self._signatories.put(who, held._replace(just_read=False))
        return held

    def admit(self, held: Held, nonces: Sequence[Nonce], now: float, username: str) -> Admitted | None:
        asked = key(username.lower()) if username else None
        found = self.nonces.admit(
            nonces,
            now,
            consumer_key=held.consumer and key(held.consumer.key),
            consumer_known=held.written[0],
            token_key=held.token and key(held.token.value),
            token_known=held.written[1],
            people=self.directory.owner,
            user_key=asked if self._people_are_here else None,
        )
        if found is None:
            return None
        are_new, user, rights = found
        return Admitted(are_new, self._user(user, username), self._rights.read(rights) or _DEFAULT_RIGHTS)

    def signed_in(self, session_id: str) -> SignedIn:
        """Whoever asks again knows already which user to look for."""
        sessions, remembered = self.sessions.shelf, self._of_sessions.get(session_id)
        ((session, user, rights),) = self._database.rows(
            Statement.GET_THREE,
            **sessions.place(1, key(session_id)),
            **self.directory.shelf.place(
                2, key(remembered.lower()) if remembered and self._people_are_here else None
            ),
            **self._rights.place(3, ""),
        )
        found = sessions.read(session)
        rights = self._rights.read(rights) or _DEFAULT_RIGHTS
        if found is None:
            self._of_sessions.forget(session_id)
            return SignedIn(None, None, rights)
        if remembered != found.username:
            self._of_sessions.put(session_id, found.username)
            return SignedIn(found, self.directory.find(found.username), rights)
        return SignedIn(found, self._user(user, found.username), rights)

    def _user(self, text: str | None, username: str) -> User | None:
        """As read beside something else where users are in the same database."""
        if self._people_are_here:
            return self.directory.shelf.read(text)
        return self.directory.find(username) if username else None

    def together(self, work: Callable[[], T]) -> T:
        return self._database.together(work)

    def clear(self) -> None:
        def clear() -> None:
            self._hold()
            self._remove_all_but(SETTINGS)

        self._database.together(clear)

    def keep(self, name: str) -> None:
        people = None if self._people_are_here else list(self.directory)

        def keep() -> None:
            self._hold()
            self._forget(name)
            kept = add_kept_owner(self._database, self._product, name)
            self._copy(_THE_REST, self._owner, kept)
            if people is None:
                self._copy(_PEOPLE, self.directory.owner, kept)
            else:
                people_of(self._database, kept).put_all(people)

        self._database.together(keep, as_of_now=True)

    def bring_back(self, name: str) -> bool:
        """People in a database of their own come back first, in a step of their own."""
        if not self._people_are_here:
            kept = kept_owner(self._database, self._product, name)
            if kept is None:
                return False
            self.directory.fill(people_of(self._database, kept).all())

        def bring_back() -> bool:
            self._hold()
            kept = kept_owner(self._database, self._product, name)
            if kept is None:
                return False
            self._remove_all_but(PEOPLE)
            self._copy(_THE_REST, kept, self._owner)
            if self._people_are_here:
                self.directory.fill(())
                self._copy(_PEOPLE, kept, self.directory.owner)
            return True

        return self._database.together(bring_back)

    def kept(self) -> list[str]:
        return sorted(snapshots_of(self._database, self._product))

    def forget(self, name: str) -> None:
        self._database.together(lambda: self._forget(name))

    def _forget(self, name: str) -> None:
        if (kept := kept_owner(self._database, self._product, name)) is not None:
            self._database.change(Statement.REMOVE_OWNER, of_owner=kept)

    def _hold(self) -> None:
        self._database.rows(Statement.HOLD_OWNER, of_owner=self._owner)

    def _remove_all_but(self, part: str) -> None:
        self._database.change(Statement.REMOVE_OTHER_PARTS, of_owner=self._owner, of_part=part)
        self._database.change(Statement.FORGET_ALL_COUNTS, of_owner=self._owner)
        self._database.change(Statement.FORGET_NONCES, of_owner=self._owner)

    def _copy(self, copies: Iterable[Statement], of: int, to: int) -> None:
        for copy in copies:
            self._database.change(copy, of_owner=of, to_owner=to)

    @property
    def _people_are_here(self) -> bool:
        return self.directory.database is self._database
