"""Registered applicants: what the office side knows about a GID. The chain's side is in the node's tables."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from api.store.tables import applicants, record_heads


@dataclass(frozen=True, slots=True)
class ApplicantRow:
    """One registered applicant.

    Attributes:
        office: The registering office.
        commitment: Of the present record version, hexadecimal.
        record_version: 1 as registered, one more with each amendment.
        survivor: The GID this one was merged into, by the office side's knowledge.
        erased_at: Since when nothing is known about it any more; None for all others.
    """

    gid: int
    office: str
    standard_name: dict[str, Any]
    kind: str
    country: str
    commitment: str
    record_version: int
    survivor: int | None
    created_at: str
    erased_at: str | None = None


CHUNK = 500


def add_applicants(connection: Connection, rows: Sequence[ApplicantRow]) -> None:
    """Enter GIDs that the chain has allotted.

    What is here under the same GIDs or commitments gives way: a chain that lost its last blocks allots them again, and
    what it says now holds.
    """
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        again = applicants.c.gid.in_([row.gid for row in chunk])
        same = applicants.c.commitment.in_([row.commitment for row in chunk])
        connection.execute(delete(applicants).where(again | same))
    if rows:
        connection.execute(insert(applicants), [asdict(row) for row in rows])


def change_applicant(connection: Connection, gid: int, *, amended: bool = False, **values: Any) -> None:
    """Change fields of one applicant; `amended` counts its record version up."""
    if amended:
        values["record_version"] = applicants.c.record_version + 1
    connection.execute(update(applicants).where(applicants.c.gid == gid).values(**values))


def find_applicant(connection: Connection, gid: int) -> ApplicantRow | None:
    """The applicant with this GID, if it was registered through this store."""
    row = connection.execute(select(applicants).where(applicants.c.gid == gid)).mappings().first()
    return _applicant(row) if row else None


def applicants_among(connection: Connection, gids: Sequence[int]) -> dict[int, ApplicantRow]:
    """Those of the GIDs that are here."""
    query = select(applicants).where(applicants.c.gid.in_(gids))
    return {row["gid"]: _applicant(row) for row in connection.execute(query).mappings()}


def applicant_page(
    connection: Connection, *, after: int, limit: int, office: str = ""
) -> tuple[list[ApplicantRow], int]:
    """Applicants by GID, from behind `after`, erased ones left out; and how many there are in all."""
    conditions = [applicants.c.erased_at.is_(None)]
    if office:
        conditions.append(applicants.c.gid.in_(select(record_heads.c.gid).where(record_heads.c.office == office)))
    total = connection.execute(select(func.count()).select_from(applicants).where(*conditions)).scalar_one()
    query = select(applicants).where(*conditions, applicants.c.gid > after).order_by(applicants.c.gid).limit(limit)
    return [_applicant(row) for row in connection.execute(query).mappings()], total


def count_applicants(connection: Connection) -> int:
    """Registered applicants that were not merged away."""
    query = select(func.count()).select_from(applicants).where(applicants.c.survivor.is_(None))
    return connection.execute(query).scalar_one()


def _applicant(row: RowMapping) -> ApplicantRow:
    return ApplicantRow(**{name: row[name] for name in ApplicantRow.__slots__})
