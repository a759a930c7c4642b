"""What erasing means in the tables: find all that belongs to a person, delete or blank it, count what is left."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, func, or_, select, update

from api.proposals.model import ProposalState
from api.store.access_tables import given_answers
from api.store.tables import (
    applicants,
    committed_records,
    issues,
    judgements,
    metadata,
    proposal_members,
    proposals,
    record_heads,
    record_versions,
    salts,
)
from node.operations import OperationKind
from node.tables import operations

NO_NAME = {
    "text": "",
    "language": "",
    "script": "",
    "latin": "",
    "method": "erased",
    "version": "",
    "latin_is_romanised": False,
}
"""What stands where a standard name stood."""

ERASED_TEXT = "[erased]"
"""What stands where somebody wrote about the person in the issue log."""

KEPT_STATES = (ProposalState.SUBMITTED, ProposalState.ANCHORED)
"""States that an erasure leaves: the chain has, or will have, answered."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that is held about one person.

    Attributes:
        gids: Their GID and all that were merged into it.
        records: Record ids.
        proposals: Ids of the proposals that concern a GID or a record.
        commitments: Of the committed records that describe them, hexadecimal.
        under_way: Whether the chain has still to answer to something of it.
    """

    gids: tuple[int, ...]
    records: tuple[str, ...]
    proposals: tuple[str, ...]
    commitments: tuple[str, ...]
    under_way: bool


def find_holdings(connection: Connection, *, gids: Collection[int], records: Collection[str]) -> Holdings:
    """Everything about an applicant, given by GIDs or record ids; a record with a GID stands for its applicant."""
    head = record_heads.c
    known = connection.execute(select(head.gid).where(head.record_id.in_(records), head.gid.is_not(None))).scalars()
    family = _family(connection, {*gids, *(gid for gid in known if gid is not None)})
    held = set(
        connection.execute(
            select(head.record_id).where(or_(head.gid.in_(family), head.record_id.in_(records)))
        ).scalars()
    )
    touched = _proposals(connection, family, held)
    commitments = _commitments(connection, family, held, touched)
    sent = any(state == ProposalState.SUBMITTED for state in touched.values())
    return Holdings(
        gids=tuple(sorted(family)),
        records=tuple(sorted(held)),
        proposals=tuple(sorted(touched)),
        commitments=tuple(sorted(commitments)),
        under_way=sent or bool(_amendments(connection, family, taken=False)),
    )


def _family(connection: Connection, gids: set[int]) -> set[int]:
    """GIDs with their survivors, and all that were merged into these."""
    table = applicants.c
    found, new = set(gids), set(gids)
    while new:
        merged = or_(table.gid.in_(new), table.survivor.in_(new))
        rows = connection.execute(select(table.gid, table.survivor).where(merged)).all()
        new = {gid for row in rows for gid in row if gid is not None} - found
        found |= new
    return found


def _proposals(connection: Connection, gids: Collection[int], records: Collection[str]) -> dict[str, str]:
    table, member = proposals.c, proposal_members.c
    with_record = select(member.proposal_id).where(member.record_id.in_(records))
    concerned = or_(table.gid.in_(gids), table.other_gid.in_(gids), table.id.in_(with_record))
    return {row.id: row.state for row in connection.execute(select(table.id, table.state).where(concerned))}


def _commitments(
    connection: Connection, gids: Collection[int], records: Collection[str], touched: Collection[str]
) -> set[str]:
    """Committed records that name one of the office records, or were made for one of the GIDs."""
    table = committed_records.c
    own = {f"gid {gid}" for gid in gids}
    others = connection.execute(
        select(proposals.c.gid).where(proposals.c.id.in_(touched), proposals.c.gid.is_not(None)).distinct()
    ).scalars()
    subjects = {*touched, *own, *(f"gid {gid}" for gid in others)}
    anchored = dict(
        connection.execute(select(proposals.c.id, proposals.c.gid).where(proposals.c.id.in_(touched))).all()
    )
    rows = connection.execute(
        select(table.commitment, table.proposal_id, table.record).where(table.proposal_id.in_(subjects))
    )
    current = set(connection.execute(select(applicants.c.commitment).where(applicants.c.gid.in_(gids))).scalars())
    return current | {
        row.commitment
        for row in rows
        if row.proposal_id in own or anchored.get(row.proposal_id) in gids or _names(row.record, records)
    }


def _names(record: Mapping[str, Any], records: Collection[str]) -> bool:
    return any(f"{place['officeCode']}:{place['localId']}" in records for place in record["officeRecords"])


def _amendments(connection: Connection, gids: Collection[int], *, taken: bool) -> list[tuple[int, list[Any]]]:
    """Operations that amend one of the GIDs, with their references."""
    table = operations.c
    query = select(table.id, table.reference).where(table.kind == OperationKind.AMEND, table.taken.is_(taken))
    parsed = ((number, json.loads(reference)) for number, reference in connection.execute(query))
    return [(number, entries) for number, entries in parsed if any(_gid(entry) in gids for entry in entries)]


def _gid(entry: Any) -> int | None:
    return entry.get("gid") if isinstance(entry, dict) else None


def erase_holdings(connection: Connection, held: Holdings, *, at: str) -> dict[str, int]:
    """Delete and blank everything; returns how many rows were touched, by what they are."""
    counts: dict[str, int] = {
        "salts": _delete(connection, salts, salts.c.commitment.in_(held.commitments)),
        "committedRecords": _delete(
            connection, committed_records, committed_records.c.commitment.in_(held.commitments)
        ),
        "keptAnswers": _delete(connection, given_answers),
        "judgementReasons": connection.execute(
            update(judgements).where(judgements.c.proposal_id.in_(held.proposals)).values(reason="")
        ).rowcount,
        "proposals": _blank_proposals(connection, held),
        "issues": _blank_issues(connection, held),
        "references": _delete_references(connection, held.records),
        "recordVersions": _delete(connection, record_versions, record_versions.c.record_id.in_(held.records)),
        "records": _delete(connection, record_heads, record_heads.c.record_id.in_(held.records)),
        "applicants": connection.execute(
            update(applicants)
            .where(applicants.c.gid.in_(held.gids))
            .values(standard_name=NO_NAME, kind="unknown", country="", erased_at=at)
        ).rowcount,
    }
    for number, entries in _amendments(connection, held.gids, taken=True):
        kept = [{**entry, "records": []} if _gid(entry) in held.gids else entry for entry in entries]
        connection.execute(update(operations).where(operations.c.id == number).values(reference=json.dumps(kept)))
    return counts


def _delete(connection: Connection, table: Table, *conditions: Any) -> int:
    return connection.execute(delete(table).where(*conditions)).rowcount


def _blank_proposals(connection: Connection, held: Holdings) -> int:
    table = proposals.c
    mine = table.id.in_(held.proposals)
    blank = {"standard_name": NO_NAME, "reasons": [], "version": table.version + 1}
    done = connection.execute(update(proposals).where(mine).values(**blank)).rowcount
    unsent = mine & table.state.not_in(KEPT_STATES)
    connection.execute(update(proposals).where(unsent).values(state=ProposalState.SUPERSEDED, commitment=None))
    return done


def _blank_issues(connection: Connection, held: Holdings) -> int:
    """Issues about the person: what people wrote goes; of other issues only the ids in the evidence."""
    gone, done = {*held.records, *held.proposals}, 0
    rows = connection.execute(select(issues.c.id, issues.c.gid, issues.c.evidence, issues.c.version)).all()
    for number, gid, evidence, version in rows:
        own = gid in held.gids
        if not own and gone.isdisjoint(evidence):
            continue
        kept = [name for name in evidence if name not in gone]
        texts = {"summary": ERASED_TEXT, "action": "", "resolution": "", "evidence": []} if own else {"evidence": kept}
        statement = update(issues).where(issues.c.id == number)
        done += connection.execute(statement.values(**texts, version=version + 1)).rowcount
    return done


def _delete_references(connection: Connection, records: Sequence[str]) -> int:
    """Rows anywhere that point to one of the records, or are a pair with one."""
    done = 0
    for table in reversed(metadata.sorted_tables):
        pointing = [column.in_(records) for column in table.c if _points_to_record(column.foreign_keys)]
        if {"left", "right"} <= set(table.c.keys()):
            pointing += [table.c.left.in_(records), table.c.right.in_(records)]
        if pointing:
            done += _delete(connection, table, or_(*pointing))
    return done


def _points_to_record(foreign_keys: Iterable[Any]) -> bool:
    return any(key.column is record_heads.c.record_id for key in foreign_keys)


def count_left(connection: Connection, held: Holdings) -> dict[str, int]:
    """What could still be found of a person: 0 everywhere after an erasure."""

    def count(table: Table, condition: Any) -> int:
        return int(connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one())

    return {
        "salts": count(salts, salts.c.commitment.in_(held.commitments)),
        "committedRecords": count(committed_records, committed_records.c.commitment.in_(held.commitments)),
        "recordVersions": count(record_versions, record_versions.c.record_id.in_(held.records)),
        "records": count(record_heads, record_heads.c.record_id.in_(held.records)),
        "proposalMembers": count(proposal_members, proposal_members.c.record_id.in_(held.records)),
        "keptAnswers": count(given_answers, given_answers.c.status.is_not(None)),
    }
