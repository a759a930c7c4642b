"""One engine for either database: SQLite (WAL) by default, PostgreSQL by its URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from api.errors import StoreUnavailableError
from api.store.record_json import json_text
from api.store.tables import audit_events
from node.errors import InvalidInputError

BUSY_TIMEOUT_MS = 15_000
"""How long a writer waits for another one before it gives up."""

CONNECTIONS_KEPT, MOST_CONNECTIONS = 10, 60
"""At most 40 requests are worked on at once, and some of them look into the store twice at a time."""


def sqlite_url(home: Path) -> str:
    """The default database of a data folder."""
    return f"sqlite:///{home / 'gid.db'}"


def open_engine(url: str) -> Engine:
    """Make an engine whose transactions are serial enough for the workflow on either database.

    One transaction writes at a time: all but those opened by `reading` wait for their turn before their first look at
    the data, so that none is refused for what another one did meanwhile. On SQLite they begin IMMEDIATE: a deferred one
    that starts to write after somebody else did is refused at once, whatever the timeout. On PostgreSQL they lock a
    table that every database of ours has; what is locked first is seen as it is then.

    Raises:
        StoreUnavailableError: the URL is none, or the driver is not installed.
    """
    try:
        sqlite = make_url(url).get_backend_name() == "sqlite"
        options: dict[str, Any] = {} if sqlite else {"isolation_level": "SERIALIZABLE", "pool_pre_ping": True}
        if make_url(url).database not in (None, "", ":memory:"):
            options |= {"pool_size": CONNECTIONS_KEPT, "max_overflow": MOST_CONNECTIONS - CONNECTIONS_KEPT}
        engine = create_engine(
            url, hide_parameters=True, json_serializer=json_text, **options
        )  # an error must not carry names into a log
    except (ArgumentError, ImportError) as error:
        raise StoreUnavailableError(f"the database URL cannot be used: {type(error).__name__}") from None
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_elsewhere)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late, at the first write
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # a signed transaction must be on disk before it is broadcast
        "foreign_keys=ON",
        "secure_delete=ON",  # an erased salt must not stay behind in a free page
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("gid_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _begin_elsewhere(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("gid_reads", False) or options.get("isolation_level") == "AUTOCOMMIT":
        return
    whole = {"stream_results": False, "yield_per": None}  # whatever was chosen for the query that begins this
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}", None, whole)
    connection.exec_driver_sql(f"LOCK TABLE {audit_events.name} IN EXCLUSIVE MODE", None, whole)  # readers pass


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection with one consistent view that never blocks a writer."""
    with store_errors(), engine.connect().execution_options(gid_reads=True) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: committed at the end, rolled back on any error."""
    with store_errors(), engine.begin() as connection:
        yield connection


@contextmanager
def changing_schema(engine: Engine) -> Iterator[Connection]:
    """As `writing`, for tables that may not be there yet."""
    options = {"gid_reads": engine.dialect.name != "sqlite"}  # there is no table yet by which to wait for one's turn
    with store_errors(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the driver says about a missing or locked database into one clear error."""
    try:
        yield
    except DataError as error:  # PostgreSQL holds no NUL in a text, and no number beyond its column
        raise InvalidInputError("a value that was sent cannot be held by the database") from error
    except PoolTimeoutError as error:
        raise StoreUnavailableError("the database cannot be used: too many requests at once") from error
    except DatabaseError as error:
        if type(error) not in (DatabaseError, OperationalError):
            raise  # a mistake of ours, such as a broken constraint
        reason = str(error.orig).splitlines()[0] if error.orig else "no reason given"
        raise StoreUnavailableError(f"the database cannot be used: {reason[:200]}") from error
