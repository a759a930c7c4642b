"""Backup and restore of the whole database: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from api.errors import BackupError, StoreUnavailableError

PAGES_AT_ONCE = 4_096
"""Copied before other writers get their turn."""


def back_up(url: str, target: Path) -> int:
    """Copy the database as it is at one moment, while it is used, into one file; returns its bytes.

    The file holds names and salts, so it is readable by this user only.

    Raises:
        BackupError: the target exists, or cannot be written.
        StoreUnavailableError: the database cannot be read, or pg_dump is not here.
    """
    if target.exists():
        raise BackupError(f"{target} exists; a backup never overwrites", advice="name another file")
    part = target.with_name(f".{target.name}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            _copy_sqlite(Path(parsed.database or ""), part, what="backup")
        else:
            _run(["pg_dump", "--format=custom", "--no-owner", f"--file={part}"], parsed)
        part.replace(target)
        return target.stat().st_size
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, source: Path) -> None:
    """Put a backup in the place of the database; what was in it is gone. No server may use it meanwhile.

    Raises:
        BackupError: the file is no backup of this program.
        StoreUnavailableError: the database cannot be written, or pg_restore is not here.
    """
    if not source.is_file():
        raise BackupError(f"{source} is no file")
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _require_sqlite_backup(source)
        _copy_sqlite(source, Path(parsed.database or ""), what="restore")
        return
    with source.open("rb") as file:
        if file.read(5) != b"PGDMP":
            raise BackupError(f"{source} is no backup of a PostgreSQL database")
    _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)], parsed)


def _copy_sqlite(source: Path, target: Path, *, what: str) -> None:
    with _sqlite_errors(what), closing(_opened(source)) as one, closing(sqlite3.connect(target, timeout=15)) as other:
        one.backup(other, pages=PAGES_AT_ONCE)
        if what == "backup":
            other.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
        else:
            other.execute("PRAGMA journal_mode=WAL")
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _require_sqlite_backup(source: Path) -> None:
    with source.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise BackupError(f"{source} is no backup of an SQLite database")
    with _sqlite_errors("restore"), closing(_opened(source)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if verdict != "ok" or not {"alembic_version", "record_heads", "salts", "audit_events"} <= tables:
        raise BackupError(f"{source} is damaged, or is no database of this program")


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=15)


@contextmanager
def _sqlite_errors(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StoreUnavailableError(f"the {what} did not finish: {error}") from None


def _run(command: list[str], url: URL) -> None:
    """Run one of PostgreSQL's tools; the password goes by the environment, where no other user sees it."""
    if shutil.which(command[0]) is None:
        raise StoreUnavailableError(f"{command[0]} is not installed", advice="install PostgreSQL's client programs")
    names = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    given = {name: str(value) for name, value in names.items() if value}
    if command[0] == "pg_restore":
        command = [*command[:-1], f"--dbname={given.get('PGDATABASE', 'postgres')}", command[-1]]
    done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise StoreUnavailableError(f"{command[0]} did not finish: {reason[:200]}")
