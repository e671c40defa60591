"""The storage of products whose state lasts, and is shared by all processes that name the same database."""

from applink_simulator.storage.sql.address import database_at
from applink_simulator.storage.sql.database import Database
from applink_simulator.storage.sql.parts import SqlDirectory
from applink_simulator.storage.sql.schema import prepare
from applink_simulator.storage.sql.state import SqlState


class SqlStorage:
    """With ``userbases_url`` the directories lie in another database, which products elsewhere may share."""

    def __init__(self, url: str, userbases_url: str = "") -> None:
        self._database = _opened(url)
        try:
            apart = userbases_url not in {"", url}
            self._userbases = _opened(userbases_url) if apart else self._database
        except BaseException:
            self._database.close()
            raise
        self._directories: dict[str, SqlDirectory] = {}
        self._states: dict[str, SqlState] = {}

    def directory(self, userbase: str) -> SqlDirectory:
        if userbase not in self._directories:
            self._directories[userbase] = SqlDirectory(self._userbases, userbase)
        return self._directories[userbase]

    def state(self, product: str, userbase: str) -> SqlState:
        if product not in self._states:
            self._states[product] = SqlState(self._database, self.directory(userbase), product)
        return self._states[product]

    def close(self) -> None:
        self._database.close()
        self._userbases.close()


def _opened(url: str) -> Database:
    database = database_at(url)()
    try:
        prepare(database)
    except BaseException:
        database.close()
        raise
    return database
