"""Offices and batches as they stand, from the store and the index."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from api.intake.st3 import office_names
from api.store.audit import TakenOver
from api.store.records import count_by_office
from node.identifiers import Gid, compact_gid
from node.tables import batches, offices, operations


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """One office; `status` and `key` are "" while the index knows no such member."""

    code: str
    name: str
    records: int
    applicants: int
    status: str
    key: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch; `at` is when this pilot took its result over, "" for somebody else's."""

    number: int
    first_gid: str
    count: int
    root: str
    block: int
    at: str
    transaction: str
    office: str
    gas_used: int


def office_standings(connection: Connection) -> list[OfficeStanding]:
    """Every office that sent records or takes part on the chain, by code."""
    held = count_by_office(connection)
    members = {row.code: row for row in connection.execute(select(offices))}
    standings = []
    for code in sorted(held.keys() | members.keys()):
        records, registered = held.get(code, (0, 0))
        member = members.get(code)
        standings.append(
            OfficeStanding(
                code=code,
                name=office_names().get(code, code),
                records=records,
                applicants=registered,
                status=member.status if member else "",
                key=member.key if member else "",
            )
        )
    return standings


def batch_lines(connection: Connection, *, limit: int) -> tuple[list[BatchLine], int]:
    """The newest batches, and how many there are."""
    total = connection.execute(select(func.count()).select_from(batches)).scalar_one()
    query = (
        select(batches, batches.c["count"].label("size"), offices.c.code, operations.c.gas_used)
        .join(offices, offices.c.number == batches.c.office)
        .outerjoin(operations, operations.c.transaction_hash == batches.c.transaction_hash)
        .order_by(batches.c.batch.desc())
        .limit(limit)
    )
    taken = TakenOver().by_transaction(connection)
    lines = [
        BatchLine(
            number=row.batch,
            first_gid=compact_gid(Gid(row.first_gid)),
            count=row.size,
            root="0x" + bytes(row.root).hex(),
            block=row.block_number,
            at=taken.get(bytes(row.transaction_hash).hex(), ""),
            transaction="0x" + bytes(row.transaction_hash).hex(),
            office=row.code,
            gas_used=row.gas_used or 0,
        )
        for row in connection.execute(query)
    ]
    return lines, total
