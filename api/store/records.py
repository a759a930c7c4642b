"""Office records in the store: immutable versions, and a head that says which one holds now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, insert, select, update

from api.store.record_json import Json, JsonText, record_from_json
from api.store.tables import record_heads, record_versions
from matching.records import OfficeRecord

Key = TypeVar("Key", str, int)

CHUNK = 500
"""Values in one IN list; SQLite's limit of bound values is far above, PostgreSQL plans long lists slowly."""


@dataclass(frozen=True, slots=True)
class RecordHead:
    """Which version of an office record holds now, and whom it was registered for."""

    record_id: str
    version: int
    content_hash: str
    gid: int | None
    committed_version: int | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """An office record with its place in the store; `gid` is None until it was anchored."""

    record: OfficeRecord
    local_id: str
    version: int
    gid: int | None
    committed_version: int | None
    received_at: str = ""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What intake writes: a new version of one office record."""

    record_id: str
    office: str
    local_id: str
    name: str
    content_hash: str
    body: Json | JsonText
    withdrawn: bool = False


def split_record_id(record_id: str) -> tuple[str, str]:
    """Office code and local id; the local id itself may contain colons."""
    office, _, local_id = record_id.partition(":")
    return office, local_id


def record_order(record_id: str) -> tuple[str, str]:
    """Sorting key of office records: office code, then local id."""
    return split_record_id(record_id)


def heads(connection: Connection, record_ids: Sequence[str]) -> dict[str, RecordHead]:
    """The heads of those records that exist, by record id."""
    table = record_heads.c
    columns = (
        table.record_id, table.version, table.content_hash, table.gid, table.committed_version, table.withdrawn
    )  # fmt: skip
    return {
        row.record_id: RecordHead(*row)
        for chunk in _chunks(record_ids)
        for row in connection.execute(select(*columns).where(table.record_id.in_(chunk)))
    }


def add_versions(
    connection: Connection, rows: Sequence[RecordRow], known: Mapping[str, RecordHead], *, at: str
) -> None:
    """Append one version per row and move the heads; earlier versions stay as they are."""
    if not rows:
        return
    versions = {row.record_id: known[row.record_id].version + 1 if row.record_id in known else 1 for row in rows}
    connection.execute(
        insert(record_versions),
        [
            {
                "record_id": row.record_id,
                "version": versions[row.record_id],
                "content_hash": row.content_hash,
                "body": row.body,
                "received_at": at,
            }
            for row in rows
        ],
    )
    moved = [
        {
            "which": row.record_id,
            "new_version": versions[row.record_id],
            "new_hash": row.content_hash,
            "new_name": row.name,
            "gone": row.withdrawn,
        }
        for row in rows
        if row.record_id in known
    ]
    if moved:
        values: dict[str, Any] = {
            "version": bindparam("new_version"),
            "content_hash": bindparam("new_hash"),
            "name": bindparam("new_name"),
            "withdrawn": bindparam("gone"),
        }
        connection.execute(
            update(record_heads).where(record_heads.c.record_id == bindparam("which")).values(values), moved
        )
    fresh = [row for row in rows if row.record_id not in known]
    if fresh:
        connection.execute(
            insert(record_heads),
            [
                {
                    "record_id": row.record_id,
                    "office": row.office,
                    "local_id": row.local_id,
                    "version": 1,
                    "content_hash": row.content_hash,
                    "name": row.name,
                }
                for row in fresh
            ],
        )


def bodies_of(connection: Connection, record_ids: Sequence[str]) -> dict[str, Json]:
    """What offices say at present, of those records that exist, by record id."""
    return {
        row.record_id: row.body
        for chunk in _chunks(record_ids)
        for row in connection.execute(_current().where(record_heads.c.record_id.in_(chunk)))
    }


def all_records(connection: Connection) -> list[StoredRecord]:
    """Every office record in its present version, ordered by record id.

    A record that its office withdrew is left out, unless a GID still stands on it: that one stays an anchor.
    """
    query = _current().where(_held()).order_by(record_heads.c.record_id)
    return [_stored(row) for row in connection.execute(query)]


def withdrawn_members(connection: Connection) -> dict[int, list[str]]:
    """Records that their offices withdrew and that GIDs still stand on, by GID."""
    head = record_heads.c
    query = select(head.gid, head.record_id).where(head.withdrawn.is_(True), head.gid.is_not(None))
    members: dict[int, list[str]] = {}
    for gid, record_id in connection.execute(query.order_by(head.gid, head.record_id)):
        members.setdefault(int(gid or 0), []).append(record_id)
    return members


def records_of(connection: Connection, record_ids: Collection[str]) -> list[StoredRecord]:
    """Those office records that exist, in their present version, ordered by office and local id."""
    found = [
        _stored(row)
        for chunk in _chunks(sorted(record_ids))
        for row in connection.execute(_current().where(record_heads.c.record_id.in_(chunk)))
    ]
    return sorted(found, key=lambda stored: record_order(stored.record.record_id))


def records_of_gid(connection: Connection, gid: int) -> list[StoredRecord]:
    """The office records registered under one GID, ordered by office and local id."""
    return records_of_gids(connection, [gid]).get(gid, [])


def records_of_gids(connection: Connection, gids: Collection[int]) -> dict[int, list[StoredRecord]]:
    """As `records_of_gid`, of several, by GID; one without records is left out."""
    found: dict[int, list[StoredRecord]] = {}
    for chunk in _chunks(sorted(gids)):
        for row in connection.execute(_current().where(record_heads.c.gid.in_(chunk))):
            found.setdefault(int(row.gid or 0), []).append(_stored(row))
    for held in found.values():
        held.sort(key=lambda stored: record_order(stored.record.record_id))
    return found


def committed_versions(connection: Connection) -> dict[str, OfficeRecord]:
    """The version that was committed, of each registered record that has changed since."""
    head, version = record_heads.c, record_versions.c
    query = (
        select(version.record_id, version.body)
        .select_from(record_heads)
        .join(record_versions, (version.record_id == head.record_id) & (version.version == head.committed_version))
        .where(head.committed_version < head.version, head.withdrawn.is_(False))
    )
    return {row.record_id: record_from_json(row.record_id, row.body) for row in connection.execute(query)}


def register_records(connection: Connection, committed: Sequence[tuple[str, int, int]]) -> None:
    """Note which record versions are inside the commitment of which GID: record id, version, GID."""
    if committed:
        statement = (
            update(record_heads)
            .where(record_heads.c.record_id == bindparam("which"))
            .values(gid=bindparam("new_gid"), committed_version=bindparam("new_version"))
        )
        rows = [{"which": record_id, "new_gid": gid, "new_version": version} for record_id, version, gid in committed]
        connection.execute(statement, rows)


UNDER_WAY = 0
"""Stands for the committed version while the commitment that covers a record is on its way to the chain."""


def uncommitted_gids(connection: Connection) -> list[int]:
    """GIDs that were given records by a merge, or by a refused amendment, which no commitment covers yet."""
    head = record_heads.c
    query = select(head.gid).where(head.gid.is_not(None), head.committed_version.is_(None)).distinct()
    return sorted(gid for gid in connection.execute(query).scalars() if gid is not None)


def mark_under_way(connection: Connection, gids: Collection[int]) -> None:
    """Note that a commitment covering all records of these GIDs was enqueued."""
    head = record_heads.c
    unmarked = head.gid.in_(gids) & head.committed_version.is_(None)
    connection.execute(update(record_heads).where(unmarked).values(committed_version=UNDER_WAY))


def unmark(connection: Connection, gid: int) -> None:
    """Note that the commitment under way was refused."""
    head = record_heads.c
    marked = (head.gid == gid) & (head.committed_version == UNDER_WAY)
    connection.execute(update(record_heads).where(marked).values(committed_version=None))


def move_records(connection: Connection, gid: int, survivor: int) -> None:
    """Give all records of a merged GID to its survivor; no commitment covers them there yet."""
    moved = record_heads.c.gid == gid
    connection.execute(update(record_heads).where(moved).values(gid=survivor, committed_version=None))


def uncover(connection: Connection, gid: int) -> None:
    """Note that the commitment on the chain no longer covers the records of a GID, so that a new one is made."""
    connection.execute(update(record_heads).where(record_heads.c.gid == gid).values(committed_version=None))


def give_records(connection: Connection, record_ids: Collection[str], gid: int | None) -> None:
    """Give records to a GID, or set them free; no commitment covers them there yet."""
    for chunk in _chunks(sorted(record_ids)):
        given = update(record_heads).where(record_heads.c.record_id.in_(chunk))
        connection.execute(given.values(gid=gid, committed_version=None))


def count_by_office(connection: Connection) -> dict[str, tuple[int, int]]:
    """Per office code: records held, and how many of them have a GID."""
    table = record_heads.c
    query = select(table.office, func.count(), func.count(table.gid)).where(_held())
    query = query.group_by(table.office).order_by(table.office)
    return {office: (held, registered) for office, held, registered in connection.execute(query)}


def _held() -> ColumnElement[bool]:
    return record_heads.c.withdrawn.is_(False) | record_heads.c.gid.is_not(None)


def _current() -> Select[str, str, int, int | None, int | None, Json, str]:
    head, version = record_heads.c, record_versions.c
    return (
        select(
            head.record_id,
            head.local_id,
            head.version,
            head.gid,
            head.committed_version,
            version.body,
            version.received_at,
        )
        .select_from(record_heads)
        .join(record_versions, (version.record_id == head.record_id) & (version.version == head.version))
    )


def _stored(row: Row[str, str, int, int | None, int | None, Json, str]) -> StoredRecord:
    record_id, local_id, version, gid, committed_version, body, received_at = row
    return StoredRecord(record_from_json(record_id, body), local_id, version, gid, committed_version, received_at)


def _chunks(values: Sequence[Key]) -> Iterable[Sequence[Key]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
