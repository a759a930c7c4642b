"""The operations and transactions stored on their way to the chain."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update

from node.errors import ConflictError
from node.identifiers import OfficeCode
from node.operations import Operation, ordered_reference
from node.results import OPEN, OperationState
from node.tables import operations, replacements, transactions

_PLACE = (func.coalesce(operations.c.part_of, operations.c.id), operations.c.id)
"""Oldest first; the parts of an operation stand where it stood, so that what builds on it still comes after."""


def enqueue(connection: Connection, operation: Operation) -> int:
    """Write an operation into the caller's transaction; it is sent by the next `Outbox.drain`.

    Returns:
        The row's id, which its result will carry as `operation_id`.

    Raises:
        ConflictError: This office has enqueued an operation with this id before; for a registration, the same list.
            One that was refused may be enqueued again, since nothing of it took effect.
    """
    values = {
        "calldata": operation.calldata(),
        "reference": json.dumps(ordered_reference(operation), ensure_ascii=False),
        "state": OperationState.INTENDED,
        "refusal": None,
        "taken": False,
    }
    op_id = operation.op_id
    same = (operations.c.office == operation.office, operations.c.op_id == op_id)
    known = connection.execute(select(operations.c.id, operations.c.state).where(*same)).first()
    if known is None:
        row = insert(operations).values(office=operation.office, op_id=op_id, kind=operation.kind, **values)
        return int(connection.execute(row.returning(operations.c.id)).scalar_one())
    if known.state != OperationState.REFUSED:
        raise ConflictError(f"operation {op_id.hex()} of office {operation.office} was enqueued before")
    connection.execute(update(operations).where(operations.c.id == known.id).values(**values))
    return int(known.id)


def pending_transactions(engine: Engine, offices: Sequence[OfficeCode]) -> Sequence[RowMapping]:
    """Return the signed operations without a receipt, each with its newest transaction, oldest first."""
    signed = transactions.alias()
    newest = select(func.max(signed.c.nonce)).where(signed.c.operation == operations.c.id)
    query = (
        select(operations, transactions.c.hash, transactions.c.signer, transactions.c.nonce, transactions.c.raw)
        .join(transactions, transactions.c.operation == operations.c.id)
        .where(operations.c.office.in_(offices), operations.c.state == OperationState.SIGNED)
        .where(transactions.c.nonce == newest.scalar_subquery())
        .order_by(transactions.c.nonce)
    )
    with engine.connect() as connection:
        return connection.execute(query).mappings().all()


def transactions_from(engine: Engine, signer: str, nonce: int) -> Sequence[RowMapping]:
    """Return a key's transactions from this nonce on, in the order of nonces, with the states of their operations."""
    columns = (
        operations.c.id,
        operations.c.state,
        operations.c.block_number,
        transactions.c.hash,
        transactions.c.nonce,
        transactions.c.raw,
    )
    query = (
        select(*columns, transactions.c.signer)
        .join(transactions, transactions.c.operation == operations.c.id)
        .where(transactions.c.signer == signer, transactions.c.nonce >= nonce)
        .order_by(transactions.c.nonce)
    )
    with engine.connect() as connection:
        return connection.execute(query).mappings().all()


def replacements_of(engine: Engine, rows: Sequence[RowMapping]) -> list[list[RowMapping]]:
    """Return for each of these transactions those signed later for its nonce, cheapest first."""
    wanted = {row["id"] for row in rows}
    query = select(replacements).where(replacements.c.operation.in_(wanted)).order_by(replacements.c.attempt)
    with engine.connect() as connection:
        found = connection.execute(query).mappings().all()
    return [
        [each for each in found if (each["signer"], each["nonce"]) == (row["signer"], row["nonce"])] for row in rows
    ]


def operations_in(
    engine: Engine, offices: Sequence[OfficeCode], state: OperationState, *, limit: int | None = None
) -> Sequence[RowMapping]:
    """Return these offices' operations in one state, oldest first."""
    query = select(operations).where(operations.c.office.in_(offices), operations.c.state == state)
    with engine.connect() as connection:
        return connection.execute(query.order_by(*_PLACE).limit(limit)).mappings().all()


def offices_with_work(engine: Engine) -> list[OfficeCode]:
    """Return the offices that have operations not settled yet."""
    query = select(operations.c.office).where(operations.c.state.in_(OPEN)).group_by(operations.c.office)
    with engine.connect() as connection:
        return sorted(OfficeCode(office) for office in connection.execute(query).scalars())


def count_by_state(engine: Engine) -> dict[str, int]:
    """Return how many operations are in each state."""
    query = select(operations.c.state, func.count().label("total")).group_by(operations.c.state)
    with engine.connect() as connection:
        return {row.state: row.total for row in connection.execute(query)}


def next_nonce(connection: Connection, signer: str, *, mined: int) -> int:
    """Return the nonce after every one used on chain and every one ever signed, whichever is further."""
    highest = select(func.max(transactions.c.nonce)).where(transactions.c.signer == signer)
    last = connection.execute(highest).scalar()
    return mined if last is None else max(mined, last + 1)


def record(engine: Engine, operation_id: int, values: Mapping[str, object]) -> None:
    """Write what became of an operation."""
    with engine.begin() as connection:
        connection.execute(update(operations).where(operations.c.id == operation_id).values(**values))
