"""What a receipt, a refusal or the chain itself says about an operation, as column values of the outbox."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import RowMapping

from node.client import RegistryClient
from node.connection import Receipt
from node.errors import (
    GidError,
    IndexMismatchError,
    OfficeNotActiveError,
    RegistryPausedError,
    RevertedError,
    UnknownGidError,
)
from node.events import Change, Registered, decode_log
from node.merkle import tree_root
from node.operations import OperationKind
from node.results import OperationState
from node.reverts import OPERATION_USED

SEARCH_STEP = 2_000
"""Blocks searched at a time for an operation that an earlier life of the database had sent."""


def mined_values(
    client: RegistryClient, row: RowMapping, receipt: Receipt, *, newest: int | None = None
) -> dict[str, Any]:
    """Return what a receipt decides for an operation: final or mined by its depth, refused when it reverted.

    Args:
        client: The registry.
        row: The operation.
        receipt: Of one of its transactions.
        newest: Number of the newest block, asked for when not given and needed.
    """
    wanted = client.config.finality_depth
    final = wanted == 0 or (newest or client.tip().number) - receipt.block_number >= wanted
    values: dict[str, Any] = {
        "state": OperationState.FINAL if final else OperationState.MINED,
        "transaction_hash": receipt.transaction_hash,
        "block_number": receipt.block_number,
        "block_hash": receipt.block_hash,
        "gas_used": receipt.gas_used,
    }
    if receipt.succeeded:
        return values | _range(_registrations(client, receipt.logs))
    if not final:
        return values
    error = _why_reverted(client, receipt)
    if isinstance(error, RevertedError) and error.name == OPERATION_USED:  # signed twice, and the other one took effect
        return values_from_chain(client, row)
    if isinstance(error, RegistryPausedError):  # a pause passes, the intention stays
        return {"state": OperationState.INTENDED}
    return values | refused_values(error)


def refused_values(error: GidError) -> dict[str, Any]:
    """Return what a refusal leaves: the contract's error by name, or this layer's own text."""
    if isinstance(error, RevertedError | OfficeNotActiveError):
        refusal = {"name": error.name, "arguments": error.arguments}
    elif isinstance(error, UnknownGidError):
        refusal = {"name": "RegistryUnknownGid", "arguments": {"gid": error.gid}}
    else:
        refusal = {"name": type(error).__name__, "arguments": {"reason": str(error)}}
    return {"state": OperationState.REFUSED, "refusal": json.dumps(refusal, default=str)}


def values_from_chain(client: RegistryClient, row: RowMapping) -> dict[str, Any]:
    """Find the transaction by which an office used an operation id, when this database knows nothing of it.

    Raises:
        IndexMismatchError: The contract says the id was used, but no event shows it.
    """
    tip = client.tip().number
    for first in range(0, tip + 1, SEARCH_STEP):
        for log in client.logs(first, min(first + SEARCH_STEP - 1, tip)):
            if _is_of(log, row):
                receipt = client.receipts([bytes.fromhex(log["transactionHash"][2:])])[0]
                if receipt is not None:
                    return mined_values(client, row, receipt)
    raise IndexMismatchError(f"operation {bytes(row['op_id']).hex()} counts as used, but no event shows it")


def _is_of(log: Mapping[str, Any], row: RowMapping) -> bool:
    event = decode_log(log)
    if row["kind"] == OperationKind.REGISTER:
        return isinstance(event, Registered) and event.office == row["office"] and _anchors(event, row)
    return isinstance(event, Change) and event.op_id == row["op_id"] and event.office in (None, row["office"])


def _anchors(event: Registered, row: RowMapping) -> bool:
    return event.leaves == bytes(row["calldata"])[68:] and tree_root(event.commitments()) == row["op_id"]


def _registrations(client: RegistryClient, logs: Iterable[Mapping[str, Any]]) -> list[Registered]:
    registry = client.config.registry.lower()
    decoded = (decode_log(log) for log in logs if log["address"].lower() == registry)
    return [event for event in decoded if isinstance(event, Registered)]


def _range(registrations: list[Registered]) -> dict[str, Any]:
    if not registrations:
        return {}
    return {"first_gid": registrations[0].first_gid, "batch": registrations[0].batch}


def _why_reverted(client: RegistryClient, receipt: Receipt) -> GidError:
    """Ask again, as the chain stands now, for the reason a mined transaction reverted; receipts do not carry it."""
    sent = client.rpc.call("eth_getTransactionByHash", "0x" + receipt.transaction_hash.hex())
    try:
        client.call_registry(sent["from"], bytes.fromhex(sent["input"][2:]))
    except GidError as error:
        return error
    return RevertedError("unknown", {"reason": "the same call would succeed now"})
