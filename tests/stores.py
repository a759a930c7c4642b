"""New databases of either kind, each empty and taken away after its test."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, create_engine, make_url

from api.store.engine import open_engine, sqlite_url
from api.store.migrate import migrate

NewStore = Callable[[], str]
"""Gives the `GID_DATABASE_URL` of a new store: empty where that is a file in the pilot's own folder."""


class Stores(Protocol):
    """One kind of database."""

    def setting(self) -> str:
        """The `GID_DATABASE_URL` of a new pilot."""

    def empty(self, folder: Path) -> str:
        """The URL of a database without tables; one that is a file lies in `folder`."""

    def copied(self, source: Engine, folder: Path) -> str:
        """The URL of a database that holds what another one holds now, as a backup put back elsewhere would."""

    def drop(self, url: str) -> None:
        """Take a database away, whoever is still connected."""


class SqliteStores:
    """Files, which go with the folder of their test."""

    def setting(self) -> str:
        return ""

    def empty(self, folder: Path) -> str:
        return sqlite_url(folder)

    def copied(self, source: Engine, folder: Path) -> str:
        target = folder / "copy.db"
        with closing(sqlite3.connect(str(source.url.database))) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        pass


class PostgresStores:
    """Databases of one server; those of pilots are copies of one that was migrated once."""

    def __init__(self, server_url: str) -> None:
        self._server = create_engine(server_url, isolation_level="AUTOCOMMIT")
        self._numbers = count()
        self._migrated = ""

    def setting(self) -> str:
        if not self._migrated:
            url = self._create("template0")
            engine = open_engine(url)
            migrate(engine)
            engine.dispose()
            self._migrated = str(make_url(url).database)
        return self._create(self._migrated)

    def empty(self, folder: Path) -> str:
        return self._create("template0")

    def copied(self, source: Engine, folder: Path) -> str:
        source.dispose()  # nobody may be connected to what is copied
        return self._create(str(source.url.database))

    def drop(self, url: str) -> None:
        self._run(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        self._server.dispose()

    def _create(self, template: str) -> str:
        name = f"gid_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._server.url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def lending(stores: Stores) -> Iterator[NewStore]:
    """Give stores, and take them all away at the end."""
    lent: list[str] = []

    def lend() -> str:
        lent.append(stores.setting())
        return lent[-1]

    yield lend
    for url in lent:
        stores.drop(url)
