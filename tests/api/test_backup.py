"""Backup and restore: one file, whole and private, taken while others write; nothing else is taken for a backup."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.erasure.certificate import ErasureRequest
from api.erasure.retention import RetentionSettings, delete_expired
from api.errors import BackupError, StoreUnavailableError
from api.pilot import Pilot, open_pilot
from api.settings import Settings
from api.store.audit import TrailFilter, note
from api.store.backup import back_up, restore
from api.store.engine import writing
from tests.api.extracts import ALL, Clock, write_extract
from tests.node.postgres import running_postgres, unavailable


def test_restored_pilot_is_the_one_that_was_backed_up(proposed: Pilot, tmp_path: Path) -> None:
    target = tmp_path / "pilot.backup"
    size = back_up(proposed.settings.store_url, target)
    assert size == target.stat().st_size > 0
    assert target.stat().st_mode & 0o077 == 0
    head, summary = proposed.trail.head(), proposed.summary()
    proposed.accept_by_policy()
    assert proposed.trail.head() != head
    proposed.engine.dispose()
    restore(proposed.settings.store_url, target)
    with open_pilot(proposed.settings, clock=Clock()) as again:
        assert again.trail.head() == head
        assert again.summary().proposals == summary.proposals
        assert again.trail.first_broken(head) is None


def test_backup_can_be_restored_elsewhere(proposed: Pilot, tmp_path: Path) -> None:
    back_up(proposed.settings.store_url, tmp_path / "pilot.backup")
    elsewhere = Settings(home=tmp_path / "elsewhere")
    elsewhere.home.mkdir()
    restore(elsewhere.store_url, tmp_path / "pilot.backup")
    with open_pilot(elsewhere) as pilot:
        assert pilot.summary().records == 5


def test_backup_under_writes_is_of_one_moment(proposed: Pilot, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with writing(proposed.engine) as connection:
                note(connection, "proposal_deferred", f"p{number}", actor="one", at="2026-11-23T12:00:00Z")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(proposed.settings.store_url, tmp_path / f"{number}.backup")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        home = Settings(home=tmp_path / f"home{number}")
        home.home.mkdir()
        restore(home.store_url, tmp_path / f"{number}.backup")
        with open_pilot(home) as pilot:
            assert pilot.trail.first_broken() is None


def test_backup_never_overwrites_and_leaves_no_half_file(proposed: Pilot, tmp_path: Path) -> None:
    target = tmp_path / "pilot.backup"
    target.write_text("precious")
    with pytest.raises(BackupError, match="never overwrites"):
        back_up(proposed.settings.store_url, target)
    assert target.read_text() == "precious"
    with pytest.raises(BackupError, match="cannot be written"):
        back_up(proposed.settings.store_url, tmp_path / "no folder" / "pilot.backup")
    with pytest.raises(StoreUnavailableError):
        back_up(f"sqlite:///{tmp_path}/nothing.db", tmp_path / "other.backup")
    assert {path.name for path in tmp_path.iterdir()} >= {"pilot.backup", "home"}
    assert not list(tmp_path.glob(".*.part"))


def _text(path: Path) -> None:
    path.write_text("no database")


def _other_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE x (y)")
    connection.commit()
    connection.close()


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("make", [_text, _other_database, _nothing])
def test_what_is_no_backup_changes_nothing(proposed: Pilot, tmp_path: Path, make: object) -> None:
    make(tmp_path / "wrong")  # type: ignore[operator]
    with pytest.raises(BackupError):
        restore(proposed.settings.store_url, tmp_path / "wrong")
    assert proposed.summary().records == 5


def test_damaged_backup_changes_nothing(proposed: Pilot, tmp_path: Path) -> None:
    target = tmp_path / "pilot.backup"
    size = back_up(proposed.settings.store_url, target)
    with target.open("r+b") as file:
        file.truncate(size // 2)
    with pytest.raises((BackupError, StoreUnavailableError)):
        restore(proposed.settings.store_url, target)
    assert proposed.summary().records == 5


@pytest.fixture
def on_postgres(tmp_path: Path) -> Iterator[Pilot]:
    if unavailable():
        pytest.skip(unavailable())
    settings = Settings(home=tmp_path / "home")
    with (
        running_postgres() as url,
        open_pilot(settings.model_copy(update={"database_url": url}), clock=Clock()) as pilot,
    ):
        rows = (*ALL, "SA,5009,سلمى القنديلية,ar,,person,SA,Riyadh,,,")
        pilot.import_extract(write_extract(tmp_path / "all.csv", *rows))
        pilot.propose()
        yield pilot


def test_postgres_is_backed_up_restored_and_erased_again(on_postgres: Pilot, tmp_path: Path) -> None:
    target, url = tmp_path / "pilot.backup", on_postgres.settings.store_url
    back_up(url, target)
    assert target.stat().st_mode & 0o077 == 0
    certificate = on_postgres.erase(ErasureRequest(None, "SA:5009", "request", by="boss"))
    assert certificate["purgedAt"]
    assert set(certificate["leftAfterwards"].values()) == {0}
    assert on_postgres.summary().records == 5
    on_postgres.engine.dispose()
    restore(url, target)
    with open_pilot(on_postgres.settings, clock=Clock()) as again:
        assert again.summary().records == 5
        found, _, _ = again.trail.page(TrailFilter(), limit=1)
        assert found[0].action == "erasure_applied_again"
    with pytest.raises(BackupError):
        restore(url, tmp_path / "all.csv")


def test_postgres_signs_in_and_keeps_answers(on_postgres: Pilot) -> None:
    """The statements of accounts, sessions and answers hold on PostgreSQL too."""
    with TestClient(create_app(on_postgres), base_url="http://127.0.0.1") as client:
        new = {"name": "boss", "roles": ["administrator"], "password": "correct horse battery"}
        assert client.post("/v1/accounts", json=new).status_code == 201
        assert client.post("/v1/session", json={"name": "boss", "password": "correct horse battery"}).status_code == 201
        key = {"Idempotency-Key": "k"}
        first, second = client.post("/v1/proposals", headers=key), client.post("/v1/proposals", headers=key)
        assert (first.status_code, second.headers["idempotency-replayed"]) == (202, "true")
        program = {"name": "feed", "kind": "program", "roles": ["submitter"], "office": "JP"}
        assert client.post("/v1/accounts", json=program).json()["key"].startswith("gid_")
        assert client.get("/v1/audit?check=true").json()["firstBroken"] is None
        assert client.get("/metrics").status_code == 200
        assert delete_expired(on_postgres.engine, RetentionSettings(1), on_postgres.clock).versions == 0
