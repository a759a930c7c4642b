"""Committed records and their salts: kept in two tables, so that a salt can be destroyed on its own."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from api.errors import ErasedRecordError
from api.store.tables import committed_records, salts
from node.commitments import Commitment, Salt


def keep_commitment(
    connection: Connection, commitment: Commitment, *, proposal_id: str, record: dict[str, Any], salt: Salt, at: str
) -> None:
    """Keep what will be anchored, together with what is needed to prove it."""
    key = commitment.hex()
    connection.execute(
        insert(committed_records).values(commitment=key, proposal_id=proposal_id, record=record, created_at=at)
    )
    connection.execute(insert(salts).values(commitment=key, salt=salt))


def drop_commitment(connection: Connection, commitment: str) -> None:
    """Forget a commitment that was never sent; it must not be one that a transaction carries."""
    connection.execute(delete(salts).where(salts.c.commitment == commitment))
    connection.execute(delete(committed_records).where(committed_records.c.commitment == commitment))


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
