"""Checked records that wait to be taken: in a file, so that memory stays flat and a crash loses nothing."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.store.record_json import Json, JsonText, compact_json, content_hash

CACHE_KIB = 32 * 1024
_IN_LIST = 500


@dataclass(frozen=True, slots=True)
class StagedRecord:
    """One record as it was checked.

    Attributes:
        row: Where it first stood in the file.
        text: What the office says, as JSON; None = it takes the record back.
        content_hash: Of that; "" for a deletion.
    """

    row: int
    record_id: str
    name: str
    content_hash: str
    text: JsonText | None

    @classmethod
    def of(cls, row: int, record_id: str, body: Json) -> "StagedRecord":
        """A record with this body."""
        return cls(row, record_id, body["nameForms"][0]["text"], content_hash(body), JsonText(compact_json(body)))


class Staging:
    """Holds each record id once; `path` None keeps all in memory, for what one request can hold."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS staged (number INTEGER PRIMARY KEY, row INTEGER NOT NULL, "
            "record_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, content_hash TEXT NOT NULL, body TEXT NOT NULL)"
        )

    def known(self, record_ids: Sequence[str]) -> dict[str, StagedRecord]:
        """Those of the records that are here."""
        found = {}
        for start in range(0, len(record_ids), _IN_LIST):
            chunk = record_ids[start : start + _IN_LIST]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT row, record_id, name, content_hash, body FROM staged WHERE record_id IN ({marks})"  # noqa: S608 - marks only
            found.update({row[1]: _record(row) for row in self._database.execute(query, chunk)})
        return found

    def add(self, records: Sequence[StagedRecord]) -> None:
        """Add records that are not here yet, and replace those that are."""
        rows = [(each.row, each.record_id, each.name, each.content_hash, each.text or "") for each in records]
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO staged (row, record_id, name, content_hash, body) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (record_id) DO UPDATE SET name = excluded.name, content_hash = excluded.content_hash, "
            "body = excluded.body",
            rows,
        )
        self._database.execute("COMMIT")

    def count(self) -> int:
        """Records held."""
        return int(self._database.execute("SELECT count(*) FROM staged").fetchone()[0])

    def chunks(self, size: int, *, after: int = 0) -> Iterator[tuple[int, list[StagedRecord]]]:
        """Records in the order in which they came, so many at a time, each time with the number of the last one."""
        columns = "number, row, record_id, name, content_hash, body"
        query = f"SELECT {columns} FROM staged WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608 - no value in it
        while rows := self._database.execute(query, (after, size)).fetchall():
            after = rows[-1][0]
            yield after, [_record(row[1:]) for row in rows]

    def close(self) -> None:
        """Let go of the file; what was staged is on the disk afterwards."""
        self._database.close()
        if self._path is not None:
            with self._path.open("rb") as file:
                os.fsync(file.fileno())


def _record(row: Any) -> StagedRecord:
    place, record_id, name, said, text = row
    return StagedRecord(place, record_id, name, said, JsonText(text) if text else None)
