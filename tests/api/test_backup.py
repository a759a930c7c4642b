"""Backup and restore: one file, whole and private, taken while others write; nothing else is taken for a backup."""

import sqlite3
import threading
from pathlib import Path

import pytest

from api.erasure.certificate import ErasureRequest
from api.errors import BackupError, StoreUnavailableError
from api.pilot import Pilot, open_pilot
from api.settings import Settings
from api.store.audit import TrailFilter, note
from api.store.backup import back_up, restore
from api.store.engine import writing
from tests.api.extracts import Clock, write_extract
from tests.stores import NewStore


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


def test_backup_can_be_restored_elsewhere(proposed: Pilot, tmp_path: Path, new_store: NewStore) -> None:
    back_up(proposed.settings.store_url, tmp_path / "pilot.backup")
    elsewhere = Settings(home=tmp_path / "elsewhere", database_url=new_store())
    elsewhere.home.mkdir()
    restore(elsewhere.store_url, tmp_path / "pilot.backup")
    with open_pilot(elsewhere) as pilot:
        assert pilot.summary().records == 5


def test_backup_under_writes_is_of_one_moment(proposed: Pilot, tmp_path: Path, new_store: NewStore) -> None:
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
        home = Settings(home=tmp_path / f"home{number}", database_url=new_store())
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
    assert {path.name for path in tmp_path.iterdir()} >= {"pilot.backup"}
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


def test_person_erased_since_the_backup_is_erased_again(proposed: Pilot, tmp_path: Path) -> None:
    person = "SA,5009,سلمى القنديلية,ar,,person,SA,Riyadh,,,"
    proposed.import_extract(write_extract(tmp_path / "person.csv", person))
    target, url = tmp_path / "pilot.backup", proposed.settings.store_url
    back_up(url, target)
    certificate = proposed.erase(ErasureRequest(None, "SA:5009", "request", by="boss"))
    assert certificate["purgedAt"]
    assert set(certificate["leftAfterwards"].values()) == {0}
    assert proposed.summary().records == 5
    proposed.engine.dispose()
    restore(url, target)
    with open_pilot(proposed.settings, clock=Clock()) as again:
        assert again.summary().records == 5
        found, _, _ = again.trail.page(TrailFilter(), limit=1)
        assert found[0].action == "erasure_applied_again"
