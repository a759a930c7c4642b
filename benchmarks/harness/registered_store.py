"""A pilot's store of any size in which every applicant is registered, as `settling` leaves it, without a chain.

The records go in by the public way, `Pilot.import_extract`. Proposals, registrations and the index are written by this
module in bulk: anchoring a million records one batch after the other takes hours and is measured elsewhere.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from api.clock import stamp
from api.pilot import Pilot
from api.store.audit import note
from api.store.engine import reading, writing
from api.store.tables import (
    applicants,
    committed_records,
    judgements,
    proposal_links,
    proposal_members,
    proposals,
    record_heads,
    salts,
)
from node.tables import batches, checkpoint, entries, events, offices, operations

BATCH = 1_000
CODES = ("JP", "KR", "SA", "EA", "WO")
EXTRACT = ("office", "local_id", "name", "applicant_type", "country", "city")


def write_extract(generated: Path, target: Path) -> None:
    """Turn a generated file into an extract of the pilot's five offices; its records keep their numbers."""
    with generated.open(encoding="utf-8", newline="") as source, target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(EXTRACT)
        for number, row in enumerate(csv.DictReader(source)):
            place = (row["applicant_type"], row["country"], row["city"])
            writer.writerow([CODES[number % len(CODES)], row["record_id"], row["name"], *place])


def entities_in(generated: Path) -> dict[str, list[tuple[str, str]]]:
    """Record id and name of each record, by entity, in the order of the file."""
    found: dict[str, list[tuple[str, str]]] = {}
    with generated.open(encoding="utf-8", newline="") as source:
        for number, row in enumerate(csv.DictReader(source)):
            record = (f"{CODES[number % len(CODES)]}:{row['record_id']}", row["name"])
            found.setdefault(row["entity_id"], []).append(record)
    return found


def register_all(pilot: Pilot, entities: Mapping[str, Sequence[tuple[str, str]]]) -> int:
    """Give every entity whose records were taken a GID, from 1 on, in the order of the mapping; returns how many."""
    with reading(pilot.engine) as connection:
        held = set(connection.execute(select(record_heads.c.record_id)).scalars())
    groups = [kept for members in entities.values() if (kept := [each for each in members if each[0] in held])]
    with writing(pilot.engine) as connection:
        connection.execute(
            insert(offices),
            [{"number": n, "code": c, "key": f"0x{n:040x}", "status": "active"} for n, c in enumerate(CODES, start=1)],
        )
    at = stamp(pilot.clock())
    for number, start in enumerate(range(0, len(groups), BATCH)):
        with writing(pilot.engine) as connection:
            _write_batch(connection, number, start + 1, groups[start : start + BATCH], at)
    with writing(pilot.engine) as connection:
        last = {"block_number": number, "block_hash": bytes(32), "sequence": number + 1, "head": bytes(32)}
        connection.execute(insert(checkpoint), [{"only": 1, **last}])
    return len(groups)


def _write_batch(
    connection: Connection, number: int, first: int, groups: Sequence[Sequence[tuple[str, str]]], at: str
) -> None:
    rows: dict[Table, list[dict[str, Any]]] = {}
    for leaf, members in enumerate(groups):
        for table, row in _rows_of(first + leaf, number, leaf, members, at):
            rows.setdefault(table, []).append(row)
    leaves = b"".join(row["commitment"] for row in rows[entries])
    transaction, office = hashlib.sha256(f"transaction {number}".encode()).digest(), number % len(CODES) + 1
    shared = {"office": office, "block_number": number, "transaction_hash": transaction}
    roots = {"root": bytes(32), "tree_root": transaction}
    rows[batches] = [{"batch": number, "first_gid": first, "count": len(groups), "leaves": leaves, **roots, **shared}]
    about = {"sequence": number + 1, "gid": first, "kind": "registered", "op_id": transaction, "head": bytes(32)}
    rows[events] = [{**about, "log_index": 0, **shared}]
    rows[operations] = [
        {
            "office": CODES[office - 1], "op_id": transaction, "kind": "register", "calldata": b"", "reference": "[]",
            "state": "final", "transaction_hash": transaction, "gas_used": 1_400_000, "taken": True,
        }
    ]  # fmt: skip
    for table in (proposals, *(table for table in rows if table is not proposals)):  # the others refer to them
        if table is not record_heads:
            connection.execute(insert(table), rows[table])
    statement = update(record_heads).where(record_heads.c.record_id == bindparam("which"))
    statement = statement.values(gid=bindparam("new_gid"), committed_version=1)
    connection.execute(statement, rows[record_heads])
    detail = {"operation": number + 1, "kind": "register", "transaction": transaction.hex()}
    note(connection, "operation_anchored", CODES[office - 1], actor="anchor", at=at, detail=detail)


def _rows_of(
    gid: int, batch: int, leaf: int, members: Sequence[tuple[str, str]], at: str
) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Every row of one registered applicant."""
    commitment = hashlib.sha256(f"commitment {gid}".encode()).digest()
    name, text = f"p{gid:014d}", members[0][1]
    standard = {"text": text, "language": "", "script": "Latn", "latin": text, "method": "most-filed", "version": "1"}
    held = sorted({record.partition(":")[0] for record, _ in members})
    yield proposals, {
        "id": name, "kind": "register", "state": "anchored", "probability": 0.9995, "impact": len(members),
        "doubt": 0.0, "office": held[0], "offices": held, "record_count": len(members), "gid": gid,
        "standard_name": standard, "reasons": [], "side_probabilities": [0.9995], "commitment": commitment.hex(),
        "operation_id": str(batch), "created_at": at, "version": 3,
    }  # fmt: skip
    for record, _ in members:
        yield proposal_members, {"proposal_id": name, "record_id": record, "record_version": 1, "side": 0}
        yield record_heads, {"which": record, "new_gid": gid}
    for left, right in zip(sorted(r for r, _ in members), sorted(r for r, _ in members)[1:], strict=False):
        link = {"left": left, "right": right, "probability": 0.9995, "evidence": []}
        yield proposal_links, {"proposal_id": name, **link}
    yield judgements, {
        "proposal_id": name, "by": "policy", "office": held[0], "decision": "approve", "reason": "", "at": at,
    }  # fmt: skip
    yield applicants, {
        "gid": gid, "office": held[0], "standard_name": standard, "kind": "legalPerson", "country": "",
        "commitment": commitment.hex(), "record_version": 1, "created_at": at,
    }  # fmt: skip
    stored = {"schema": "gid-pilot/applicant/1", "standardName": standard}
    yield committed_records, {"commitment": commitment.hex(), "proposal_id": name, "record": stored, "created_at": at}
    yield salts, {"commitment": commitment.hex(), "salt": commitment}
    yield entries, {
        "gid": gid, "batch": batch, "leaf": leaf, "status": "active", "commitment": commitment, "version": 1,
        "offices": f"{sum(2 ** (CODES.index(code) + 1) for code in held):x}",
    }  # fmt: skip
