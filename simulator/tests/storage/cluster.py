"""A PostgreSQL server of the tests' own: in a folder of its own, on a port of its own, ended by its own number."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine

USERS = ("postgres", "nobody")
"""Who runs it when the tests run as root, whom PostgreSQL refuses."""
MISSING = "needs PostgreSQL: install Debian's package postgresql, or name the folder of initdb in APPLINKS_POSTGRESQL"
PASSWORD = "s3cret-of-the-tests"
PATIENCE = 30
LOOPBACK = "127.0.0.1"


def programs() -> Path | None:
    """The folder of initdb and postgres, of the latest version that is installed."""
    if named := os.environ.get("APPLINKS_POSTGRESQL"):
        return Path(named)
    installed = [each for each in Path("/usr/lib/postgresql").glob("*/bin") if (each / "initdb").exists()]
    if installed:
        return max(installed, key=lambda each: int(each.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    def __init__(self, programs: Path, address: str = LOOPBACK, port: int = 0) -> None:
        """At another address than loopback it lets in whoever shares that network."""
        self._programs = programs
        self._address = address
        self._folder = Path(tempfile.mkdtemp(prefix="applinks-postgresql-"))
        self._user = _unprivileged() if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        with socket.socket() as free:
            free.bind((address, port))
            self.port: int = free.getsockname()[1]
        self._server: subprocess.Popen[bytes] | None = None
        self._databases = 0
        password_file = self._folder / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        self._run(
            "initdb", "-D", "data", "-U", "tests", "-A", "scram-sha-256", "--pwfile=password", "-N", "-E", "UTF8"
        )
        if address != LOOPBACK:
            with (self._folder / "data" / "pg_hba.conf").open("a") as allowed:
                allowed.write("host all all samenet scram-sha-256\n")
        self.start()

    def start(self) -> None:
        options = {
            "port": self.port,
            "listen_addresses": self._address,
            "unix_socket_directories": "",
            "fsync": "off",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", "data", *settings], stdout=log, stderr=log, **self._as_user()
            )
        self.admin("SELECT 1")

    def stop(self) -> None:
        """At once: whoever is connected is cut off."""
        if self._server is not None:
            self._server.send_signal(3)
            self._server.wait(PATIENCE)
            self._server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def new_database(self) -> str:
        """Its address, as people write it."""
        self._databases += 1
        name = f"applinks{self._databases}"
        self.admin(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str, password: str = PASSWORD) -> str:
        return f"postgresql://tests:{password}@{self._address}:{self.port}/{database}"

    def admin(self, *commands: str, database: str = "postgres") -> None:
        """Waits until the server answers."""
        url = self.url(database).replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with engine.connect() as connection:
                    for command in commands:
                        connection.exec_driver_sql(command)
                break
            except Exception:
                if time.monotonic() > deadline or self._server is None or self._server.poll() is not None:
                    raise AssertionError((self._folder / "log").read_text()) from None
                time.sleep(0.05)
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str | Path] = [self._programs / program, *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE * 2, **self._as_user())

    def _as_user(self) -> dict[str, object]:
        where: dict[str, object] = {"cwd": self._folder, "env": {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}}
        if self._user is None:
            return where
        return where | {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


def _unprivileged() -> pwd.struct_passwd:
    known = {each.pw_name: each for each in pwd.getpwall()}
    return next(known[name] for name in USERS if name in known)
