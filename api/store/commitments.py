"""Committed records and their salts: kept in two tables, so that a salt can be destroyed on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from api.errors import ErasedRecordError
from api.store.tables import committed_records, salts
from node.commitments import Commitment, Salt


@dataclass(frozen=True, slots=True)
class CommittedRecord:
    """What will be anchored, with what is needed to prove it; `subject` is a proposal's id or a GID."""

    commitment: Commitment
    subject: str
    record: dict[str, Any]
    salt: Salt


def keep_commitments(connection: Connection, committed: Sequence[CommittedRecord], *, at: str) -> None:
    """Keep records and salts, each in its own table."""
    if not committed:
        return
    records = [
        {"commitment": each.commitment.hex(), "proposal_id": each.subject, "record": each.record, "created_at": at}
        for each in committed
    ]
    connection.execute(insert(committed_records), records)
    connection.execute(insert(salts), [{"commitment": each.commitment.hex(), "salt": each.salt} for each in committed])


CHUNK = 500


def drop_commitment(connection: Connection, commitment: str) -> None:
    """Forget a commitment that was never sent; it must not be one that a transaction carries."""
    connection.execute(delete(salts).where(salts.c.commitment == commitment))
    connection.execute(delete(committed_records).where(committed_records.c.commitment == commitment))


def records_behind(connection: Connection, commitments: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The records behind commitments, by commitment in hexadecimal; erased ones are left out."""
    table = committed_records.c
    query = select(table.commitment, table.record)
    return {
        row.commitment: dict(row.record)
        for start in range(0, len(commitments), CHUNK)
        for row in connection.execute(query.where(table.commitment.in_(commitments[start : start + CHUNK])))
    }


def opening_of(connection: Connection, commitment: str) -> tuple[dict[str, Any], Salt]:
    """The record and the salt behind a commitment, given in hexadecimal.

    Raises:
        ErasedRecordError: one of the two was erased, so nothing can be proven.
    """
    record = connection.execute(
        select(committed_records.c.record).where(committed_records.c.commitment == commitment)
    ).scalar()
    salt = connection.execute(select(salts.c.salt).where(salts.c.commitment == commitment)).scalar()
    if record is None or salt is None:
        raise ErasedRecordError("the record behind this commitment was erased; it cannot be proven any more")
    return dict(record), Salt(bytes(salt))
