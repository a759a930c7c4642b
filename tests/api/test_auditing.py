"""An audit finds every changed value, names its table and what to do; of an untouched store it says nothing bad."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.access.roles import LOCAL
from api.cli import run
from api.erasure.certificate import ErasureRequest
from api.pilot import Pilot
from api.store.engine import reading, writing
from api.store.proposals import ProposalFilter
from api.store.records import records_of
from api.store.tables import audit_events, salts
from devnet.chain import stop_chain
from node.errors import ChainUnavailableError, DamagedError
from node.tables import entries
from tests.api.extracts import write_extract
from tests.faults.bitflips import COVERED, anchored_pilot, cells, finding, turned
from tests.stores import NewStore

SEED = 20_261_127


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory, lasting_store: NewStore) -> Iterator[Pilot]:
    with anchored_pilot(tmp_path_factory.mktemp("audited"), lasting_store()) as pilot:
        yield pilot


@pytest.fixture
def home(audited: Pilot, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GID_HOME", str(audited.settings.home))
    monkeypatch.setenv("GID_DATABASE_URL", audited.settings.database_url)
    return audited.settings.home


def test_an_untouched_pilot_passes(audited: Pilot) -> None:
    report = audited.audit()
    assert report.index.ids == 3
    assert report.index.batches == 3
    assert report.index.events > report.index.batches
    assert report.store.commitments >= 4
    assert report.store.erased == 0
    assert report.store.record_versions == 6
    assert report.store.audit_entries > 5
    assert audited.index.follow().blocks == 0
    assert audited.audit() == report


@pytest.mark.store("sqlite")
@pytest.mark.parametrize("table", COVERED)
def test_one_bit_in_any_column_is_found_and_named(audited: Pilot, table: str) -> None:
    """Every covered column, one of its values."""
    database, drawn, tried = audited.settings.home / "gid.db", random.Random(f"{SEED}{table}"), 0
    for column in COVERED[table]:
        found = cells(database, table, column)
        for cell in drawn.sample(found, min(len(found), 1)):
            with turned(database, cell, drawn) as taken:
                if taken:
                    error, tried = finding(audited), tried + 1
                    assert error is not None, cell
                    assert table in (error.table, "salts", "chain_checkpoint", "chain_identity", "chain_offices"), cell
                    assert error.advice
    assert tried > 0
    assert finding(audited) is None


@pytest.mark.store("sqlite")
def test_missing_and_added_rows_are_found(audited: Pilot) -> None:
    database = audited.settings.home / "gid.db"
    copy = database.with_name("copy.db")
    for table in ("chain_entries", "chain_batches", "chain_events", "chain_offices", "chain_checkpoint"):
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("VACUUM INTO ?", (str(copy),)) if not copy.exists() else None
            row = connection.execute(f"SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1").fetchone()
            connection.execute(f"DELETE FROM {table} WHERE rowid = (SELECT rowid FROM {table} ORDER BY 1 DESC LIMIT 1)")
        error = finding(audited)
        assert error is not None
        assert error.table == table
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
    with writing(audited.engine) as connection:
        connection.execute(
            entries.insert().values(gid=99, batch=0, leaf=1, status="active", commitment=b"x", version=1, offices="1")
        )
    error = finding(audited)
    assert error is not None
    assert "the chain has no row with gid 99" in str(error)
    with writing(audited.engine) as connection:
        connection.execute(entries.delete().where(entries.c.gid == 99))
    assert finding(audited) is None


def test_an_erased_salt_is_no_damage(audited: Pilot) -> None:
    with writing(audited.engine) as connection:
        row = connection.execute(salts.select()).mappings().first()
        assert row is not None
        connection.execute(salts.delete().where(salts.c.commitment == row["commitment"]))
    assert audited.audit().store.erased == 1
    with writing(audited.engine) as connection:
        connection.execute(salts.insert().values(**row))


def test_an_erased_person_is_no_damage(on_chain: Pilot, tmp_path: Path) -> None:
    person = "KR,3009,Kim Min-su,en,,person,KR,Seoul,,,"
    on_chain.import_extract(write_extract(tmp_path / "person.csv", person))
    on_chain.propose()
    on_chain.accept_by_policy()
    for each in on_chain.proposal_page(ProposalFilter(states=("proposed",))).items:
        on_chain.judge(each.id, "approve", by="clerk")
    on_chain.anchor()
    before = on_chain.audit()
    with reading(on_chain.engine) as connection:
        (stored,) = records_of(connection, ["KR:3009"])
    on_chain.erase(ErasureRequest(stored.gid, "", "request", by=LOCAL.name))
    after = on_chain.audit()
    assert after.index == before.index
    assert after.store.commitments == before.store.commitments - 1
    assert after.store.record_versions == before.store.record_versions - 1


@pytest.mark.store("sqlite")
def test_the_command_says_the_first_thing_in_one_line(
    audited: Pilot, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit"]) == 0
    assert capsys.readouterr().out.startswith("nothing was changed: 3 GIDs in 3 batches")
    assert run(["audit", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["index"]["ids"] == 3
    database, drawn = home / "gid.db", random.Random(SEED)
    for table, column, said in (
        ("chain_entries", "version", "version of the row with gid 1 is not what the chain says"),
        ("audit_events", "actor", "was changed, or one before it removed"),
        ("salts", "salt", "record and salt do not lead to commitment"),
    ):
        with turned(database, cells(database, table, column)[0], drawn):
            assert run(["audit"]) == 1
        first, second = capsys.readouterr().err.strip().splitlines()[-2:]
        assert first.startswith("error: ")
        assert second.startswith("advice: ")
        if table != "audit_events":  # of a text one bit may make a value that cannot be read at all
            assert said in first


def test_without_the_chain_what_the_store_itself_shows_is_still_found(tmp_path: Path, new_store: NewStore) -> None:
    with anchored_pilot(tmp_path / "home", new_store()) as pilot:
        pass
    stop_chain(tmp_path / "home" / "devnet")
    with pytest.raises(ChainUnavailableError):
        pilot.audit()
    with writing(pilot.engine) as connection:
        connection.execute(audit_events.update().where(audit_events.c.sequence == 2).values(actor="somebody"))
    with pytest.raises(DamagedError, match="entry 2 was changed"):
        pilot.audit()
