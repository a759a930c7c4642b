"""Does the store hold what was written to it? Every hash and seal in it is computed again; nothing is changed.

The index is compared with the chain by `node.index_audit`; here it is what only the offices hold.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, cast

from api.store.audit import first_broken_entry
from api.store.record_json import compact_json, content_hash
from api.store.tables import applicants, audit_events, committed_records, proposals, record_versions, salts
from node.commitments import Salt, canonical_json, commit_record
from node.errors import DamagedError, GidError
from node.index_audit import RESTORE, IndexAudit, read_rows
from node.tables import batches, entries, events, offices


@dataclass(frozen=True, slots=True)
class StoreAudit:
    """What was computed again, all of it right; `erased` commitments have lost their record or their salt, not both."""

    audit_entries: int
    record_versions: int
    commitments: int
    erased: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """An audit that found nothing."""

    store: StoreAudit
    index: IndexAudit


def audit_store(connection: Connection) -> StoreAudit:
    """Check the audit trail's seals, the records' hashes, and that records and salts lead to their commitments.

    Raises:
        DamagedError: The first that does not hold.
    """
    return StoreAudit(_check_trail(connection), _check_records(connection), *_check_commitments(connection))


def audit_applicants(connection: Connection) -> None:
    """Check that the applicants are those of the index, which is taken for right.

    Raises:
        DamagedError: The first that has another commitment, version, survivor or office.
    """
    indexed = {row[0]: row[1:] for row in _indexed_applicants(connection)}
    columns = [applicants.c[name] for name in ("gid", "commitment", "record_version", "survivor", "office")]
    for gid, *stored in read_rows(connection, applicants, *columns):
        if gid not in indexed:
            advice = "`gid anchor` follows the chain; if it stays, restore this table from a backup"
            raise DamagedError(applicants.name, f"GID number {gid} is not in the index", advice=advice)
        if tuple(stored) != indexed[gid]:
            raise DamagedError(applicants.name, f"GID number {gid} is not as the chain has it", advice=RESTORE)


def _indexed_applicants(connection: Connection) -> Iterator[tuple[Any, ...]]:
    codes = {number: code for number, code, *_ in read_rows(connection, offices)}
    registered = {row[0]: codes[row[1]] for row in read_rows(connection, batches, batches.c.batch, batches.c.office)}
    columns = [entries.c[name] for name in ("gid", "commitment", "version", "survivor", "batch")]
    for gid, commitment, version, survivor, batch in read_rows(connection, entries, *columns):
        yield gid, commitment.hex(), version, survivor, registered[batch]


def _check_trail(connection: Connection) -> int:
    count = 0
    fields = [column for column in audit_events.c if column.name != "detail"]
    for _ in _json_rows(connection, audit_events, *fields, audit_events.c.detail):
        count += 1
    broken = first_broken_entry(connection)
    if broken is not None:
        what = f"entry {broken} was changed, or one before it removed"
        raise DamagedError(audit_events.name, what, advice=f"{RESTORE}; the entries before are as written")
    return count


def _check_records(connection: Connection) -> int:
    table, count = record_versions, 0
    columns = (table.c.record_id, table.c.version, table.c.content_hash, table.c.body)
    for record_id, version, stated, body in _json_rows(connection, table, *columns):
        count += 1
        try:
            found = content_hash(body)
        except (KeyError, TypeError, AttributeError):
            found = ""
        if found != stated:
            raise DamagedError(
                table.name, f"version {version} of record {record_id[:80]!a} was changed", advice=RESTORE
            )
    return count


def _check_commitments(connection: Connection) -> tuple[int, int]:
    """Return how many commitments were opened, and how many cannot be any more."""
    opened, alone = 0, set[str]()
    by_commitment: dict[str, bytes] = dict(read_rows(connection, salts, salts.c.commitment, salts.c.salt))
    columns = (committed_records.c.commitment, committed_records.c.record)
    for commitment, record in _json_rows(connection, committed_records, *columns):
        salt = by_commitment.pop(commitment, None)
        if salt is None:
            alone.add(commitment)
        elif _commit(record, salt) != commitment:
            what = f"record and salt do not lead to commitment {commitment[:16]}…"
            raise DamagedError(committed_records.name, what, advice="restore this table and `salts` from a backup")
        else:
            opened += 1
    known = known_commitments(connection) if alone or by_commitment else set()
    for table, left in ((committed_records, alone), (salts, set(by_commitment))):
        if strange := left - known:
            what = f"commitment {min(strange)[:16]!a}… is in no batch, amendment or proposal"
            raise DamagedError(table.name, what, advice=RESTORE)
    return opened, len(alone) + len(by_commitment)


def known_commitments(connection: Connection) -> set[str]:
    """Every commitment that the index or a proposal holds, in hexadecimal."""
    known = {row[-1] for row in read_rows(connection, proposals, proposals.c.id, proposals.c.commitment)}
    for _, leaves in read_rows(connection, batches, batches.c.batch, batches.c.leaves):
        known.update(leaves[start : start + 32].hex() for start in range(0, len(leaves), 32))
    amended = read_rows(connection, events, events.c.sequence, events.c.commitment)
    return known | {commitment.hex() for _, commitment in amended if commitment is not None}


def _commit(record: Any, salt: bytes) -> str:
    """Return what a record and salt hash to, in hexadecimal; an empty text for what could not have been hashed."""
    try:
        return commit_record(canonical_json(record), salt=Salt(salt)).hex()
    except (GidError, AttributeError, TypeError):
        return ""


def _json_rows(connection: Connection, table: Table, *columns: Column[Any]) -> Iterator[tuple[Any, ...]]:
    """Read rows whose last column is JSON; a text that is not exactly as this program writes JSON was changed."""
    *plain, last = columns
    for *values, text in read_rows(connection, table, *plain, cast(last, Text)):
        try:
            value = json.loads(text)
            unchanged = text in (json.dumps(value), compact_json(value))
        except (ValueError, TypeError, RecursionError):
            unchanged = False
        if not unchanged:
            raise DamagedError(
                table.name, f"{last.name} of {str(values[0])[:80]!a} is not as it was written", advice=RESTORE
            )
        yield (*values, value)
