"""Divide an operation that no single transaction can hold into two that do the same together."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, RowMapping, insert, update

from node.abi import load_artifact
from node.keccak import keccak
from node.merkle import tree_root
from node.operations import OperationKind, commitments_in, register_calldata
from node.results import OperationState
from node.tables import operations

GAS_PER_ITEM = {
    OperationKind.REGISTER: 1_400,
    OperationKind.AMEND: 56_000,
    OperationKind.LINK: 29_000,
    OperationKind.UNLINK: 9_000,
}
"""Upper bounds (contracts/gas.json), for nodes that refuse an estimate without saying why."""
GAS_BESIDE_ITEMS = 120_000


@dataclass(frozen=True, slots=True)
class Part:
    """One half of an operation; its id follows from the whole's, so that a restored backup divides into the same."""

    op_id: bytes
    calldata: bytes
    reference: str


def may_exceed(row: RowMapping, gas_cap: int) -> bool:
    """Say whether an operation with several items could need more gas than that."""
    kind = OperationKind(row["kind"])
    items = count_items(kind, bytes(row["calldata"]))
    return items > 1 and GAS_BESIDE_ITEMS + items * GAS_PER_ITEM[kind] > gas_cap


def count_items(kind: OperationKind, calldata: bytes) -> int:
    """Return how many commitments or GIDs an operation is about; 1 for those about one applicant."""
    if kind is OperationKind.REGISTER:
        return len(commitments_in(calldata))
    return len(_arguments(kind, calldata)[0]) if kind in GAS_PER_ITEM else 1


def split_operation(engine: Engine, row: RowMapping) -> bool:
    """Put two halves in the place of an operation not yet signed; False when it cannot be divided or was signed."""
    kind = OperationKind(row["kind"])
    if count_items(kind, bytes(row["calldata"])) < 2:
        return False
    fixed = {"office": row["office"], "kind": kind, "state": OperationState.INTENDED, "taken": False}
    with engine.begin() as connection:
        mine = (operations.c.id == row["id"], operations.c.state == OperationState.INTENDED)
        claimed = connection.execute(update(operations).where(*mine).values(state=OperationState.SPLIT))
        if claimed.rowcount != 1:
            return True  # another process has divided or signed it in the meantime
        for part in divide(dict(row)):
            values = {"op_id": part.op_id, "calldata": part.calldata, "reference": part.reference}
            connection.execute(insert(operations).values(**fixed, **values, part_of=row["part_of"] or row["id"]))
    return True


def divide(row: Mapping[str, Any]) -> tuple[Part, Part]:
    """Return the two halves, in order; references go with their items when there is one for each, else with both."""
    kind, calldata = OperationKind(row["kind"]), bytes(row["calldata"])
    count = count_items(kind, calldata)
    reference = json.loads(str(row["reference"]))
    own = len(reference) == count
    parts = []
    for number, span in enumerate((slice(0, count // 2), slice(count // 2, count))):
        op_id, data = _part(kind, calldata, span, fresh=keccak(bytes(row["op_id"]) + bytes([number])))
        parts.append(Part(op_id, data, json.dumps(reference[span] if own else reference, ensure_ascii=False)))
    return parts[0], parts[1]


def ids_if_divided(row: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the ids under which the first and the last item would stand on the chain, had this been divided before.

    A database restored from a backup has the whole again; its parts, sent in an earlier life, must not be sent as one.
    """
    for end in (0, 1):
        part = dict(row)
        while count_items(OperationKind(part["kind"]), bytes(part["calldata"])) > 1:
            half = divide(part)[end]
            part |= {"op_id": half.op_id, "calldata": half.calldata, "reference": half.reference}
            yield half.op_id


def _part(kind: OperationKind, calldata: bytes, span: slice, *, fresh: bytes) -> tuple[bytes, bytes]:
    if kind is OperationKind.REGISTER:
        leaves = commitments_in(calldata)[span]
        return tree_root(leaves), register_calldata(leaves)
    *lists, _op_id = _arguments(kind, calldata)
    function = load_artifact("ApplicantRegistry").functions[kind]
    return fresh, function.calldata(*(each[span] for each in lists), fresh)


def _arguments(kind: OperationKind, calldata: bytes) -> Sequence[Any]:
    return load_artifact("ApplicantRegistry").functions[kind].read_arguments(calldata)
