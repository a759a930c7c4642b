"""States of an operation in the outbox, and the results handed back to whoever enqueued it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from node.commitments import Commitment, Json
from node.errors import GidError
from node.identifiers import Gid, OfficeCode
from node.operations import OperationKind, commitments_in
from node.reverts import error_for
from node.tables import operations


class OperationState(StrEnum):
    """How far an operation has come; only a receipt moves it beyond SIGNED."""

    INTENDED = "intended"  # committed together with the caller's own change
    SIGNED = "signed"  # raw transaction stored, so possibly sent
    MINED = "mined"  # has a receipt, waits for finality
    FINAL = "final"
    REFUSED = "refused"  # the contract reverted; nothing changed on chain
    SPLIT = "split"  # too large for one transaction: its parts have results, it has none


SETTLED = (OperationState.FINAL, OperationState.REFUSED)
OPEN = (OperationState.INTENDED, OperationState.SIGNED, OperationState.MINED)


@dataclass(frozen=True, slots=True)
class OperationResult:
    """What became of one operation, beyond the configured finality depth, so it can be acted upon.

    Attributes:
        reference: The caller's own ids, as enqueued.
        first_gid: For a registration the GID of its first commitment; the others follow in order.
        refusal: The contract's error, name and arguments, when `state` is REFUSED.
    """

    operation_id: int
    office: OfficeCode
    kind: OperationKind
    op_id: bytes
    reference: Sequence[Json]
    state: OperationState
    transaction_hash: bytes | None
    block_number: int | None
    gas_used: int
    batch: int | None
    first_gid: Gid | None
    commitments: tuple[Commitment, ...]
    refusal: Mapping[str, Any] | None

    def allotted(self) -> tuple[tuple[Gid, Commitment], ...]:
        """Return, for a registration that went through, each new GID with its commitment, in the order enqueued."""
        if self.first_gid is None:
            return ()
        return tuple((Gid(self.first_gid + index), each) for index, each in enumerate(self.commitments))

    def error(self) -> GidError | None:
        """Return the refusal as a domain error, or None when the operation went through."""
        return error_for(self.refusal["name"], self.refusal["arguments"]) if self.refusal else None


def take_results(connection: Connection, *, limit: int = 1_000) -> list[OperationResult]:
    """Take over results not taken before, oldest first, in the caller's own transaction.

    The caller applies them in the same transaction: if that fails, nothing was taken and the next call repeats them.
    A result comes a second time, perhaps with other GIDs, only if the chain dropped blocks beyond `finality_depth`.
    """
    query = (
        select(operations)
        .where(operations.c.state.in_(SETTLED), operations.c.taken.is_(False))
        .order_by(operations.c.id)
        .limit(limit)
    )
    rows = connection.execute(query).mappings().all()
    if rows:
        taken = update(operations).where(operations.c.id.in_([row["id"] for row in rows])).values(taken=True)
        connection.execute(taken)
    return [_result(row) for row in rows]


def _result(row: RowMapping) -> OperationResult:
    kind = OperationKind(row["kind"])
    return OperationResult(
        operation_id=row["id"],
        office=OfficeCode(row["office"]),
        kind=kind,
        op_id=bytes(row["op_id"]),
        reference=json.loads(row["reference"]),
        state=OperationState(row["state"]),
        transaction_hash=bytes(row["transaction_hash"]) if row["transaction_hash"] else None,
        block_number=row["block_number"],
        gas_used=row["gas_used"] or 0,
        batch=row["batch"],
        first_gid=Gid(row["first_gid"]) if row["first_gid"] is not None else None,
        commitments=commitments_in(bytes(row["calldata"])) if kind is OperationKind.REGISTER else (),
        refusal=json.loads(row["refusal"]) if row["refusal"] else None,
    )
