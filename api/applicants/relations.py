"""Applicants that somebody judged to be related to one another, and not the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from api.proposals.canonical import standard_name_of
from api.store.applicants import applicants_among
from api.store.records import StoredRecord, records_of
from api.store.relations import relations_of


@dataclass(frozen=True, slots=True)
class RelatedApplicant:
    """The other side of a relation, who judged it and why; `gid` is None while it is not registered."""

    gid: int | None
    record_id: str
    standard_name: dict[str, Any]
    by: str
    office: str
    reason: str
    at: str


def related_applicants(connection: Connection, records: Sequence[StoredRecord]) -> tuple[RelatedApplicant, ...]:
    """What the records of one applicant are related to, each applicant once, oldest judgement first."""
    own = {stored.record.record_id for stored in records}
    found = relations_of(connection, own)
    ends = {
        each.left if each.right in own else each.right: each for each in found if not {each.left, each.right} <= own
    }
    others = {stored.record.record_id: stored for stored in records_of(connection, ends.keys())}
    rows = applicants_among(connection, [stored.gid for stored in others.values() if stored.gid is not None])
    related: dict[object, RelatedApplicant] = {}
    for record_id, relation in ends.items():
        stored = others[record_id]
        row = rows.get(stored.gid) if stored.gid is not None else None
        name = row.standard_name if row else standard_name_of([stored.record])
        judged = (relation.by, relation.office, relation.reason, relation.at)
        related.setdefault(stored.gid or record_id, RelatedApplicant(stored.gid, record_id, name, *judged))
    return tuple(related.values())
