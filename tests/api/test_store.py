"""The schema follows from its migrations, old programs refuse new databases, and a locked one is one clear error."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from api.errors import ErasedRecordError, StoreUnavailableError
from api.migrations.env import joined_metadata
from api.pilot import Pilot
from api.store.commitments import opening_of
from api.store.engine import open_engine, reading, sqlite_url, writing
from api.store.migrate import HEAD, alembic_config, migrate, present_revision
from api.store.proposals import ProposalFilter, commitments_of
from api.store.tables import salts
from tests.stores import Stores


@pytest.fixture
def engine(stores: Stores, tmp_path: Path) -> Iterator[Engine]:
    """Of a database that has no tables yet."""
    url = stores.empty(tmp_path)
    engine = open_engine(url)
    yield engine
    engine.dispose()
    stores.drop(url)


def test_migrations_lead_to_the_tables_of_the_code(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), joined_metadata()) == []


def test_head_is_the_newest_migration(tmp_path: Path) -> None:
    with reading(open_engine(sqlite_url(tmp_path))) as connection:
        assert ScriptDirectory.from_config(alembic_config(connection)).get_current_head() == HEAD


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    for _ in range(2):
        migrate(engine)
    with reading(engine) as connection:
        assert present_revision(connection) == HEAD


def test_database_of_a_newer_program_is_refused(engine: Engine) -> None:
    migrate(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailableError, match=f"has schema 9999, this program knows up to {HEAD}"):
        migrate(engine)


def test_migrations_can_be_taken_back_one_by_one(engine: Engine) -> None:
    migrate(engine)
    with writing(engine) as connection:
        command.downgrade(alembic_config(connection), "base")
        left = set(inspect(connection).get_table_names())
    assert left == {"alembic_version"}
    migrate(engine)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), joined_metadata()) == []


@pytest.mark.parametrize("url", ["nonsense", "nodatabase://x", "postgresql+nodriver://x"])
def test_url_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailableError, match="the database URL cannot be used"):
        migrate(open_engine(url))


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gid.db").write_text("this is a text, and not a short one either")
    with pytest.raises(StoreUnavailableError, match="not a database"):
        migrate(open_engine(sqlite_url(tmp_path)))


def test_locked_database_is_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.store.engine.BUSY_TIMEOUT_MS", 50)
    engine = open_engine(sqlite_url(tmp_path))
    migrate(engine)
    other = sqlite3.connect(tmp_path / "gid.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreUnavailableError, match="locked"), writing(engine) as connection:
            connection.execute(text("SELECT 1"))
        with reading(engine) as connection:  # readers never wait for a writer
            assert connection.execute(text("SELECT 1")).scalar() == 1
    finally:
        other.close()


@pytest.mark.store("sqlite")
def test_erased_salt_proves_nothing_and_leaves_no_bytes(proposed: Pilot) -> None:
    proposed.accept_by_policy()
    name = proposed.proposal_page(ProposalFilter(states=("approved",))).items[0].id
    with reading(proposed.engine) as connection:
        commitment = commitments_of(connection, [name])[name]
        _, salt = opening_of(connection, commitment)
    with writing(proposed.engine) as connection:
        connection.execute(salts.delete().where(salts.c.commitment == commitment))
    with reading(proposed.engine) as connection, pytest.raises(ErasedRecordError, match="cannot be proven"):
        opening_of(connection, commitment)
    with proposed.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    home = proposed.settings.home
    assert all(salt not in path.read_bytes() for path in home.iterdir() if path.is_file())
