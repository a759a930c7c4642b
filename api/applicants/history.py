"""What happened to one applicant, from the chain's events and from the judgements that led to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import Connection, or_, select

from api.proposals.model import ProposalLink, ProposalSummary
from api.store.applicants import ApplicantRow
from api.store.proposals import links_of, summaries_where
from api.store.tables import committed_records, judgements, proposals
from node.lookups import IndexedEvent


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of an applicant's history; `batch`, `block` and `transaction` only for what the chain did.

    Attributes:
        other_gid: The other applicant of a merge or split.
        proposal: The id of the proposal it is about, "" for what the chain did.
    """

    event: str
    at: str
    office: str
    by: str
    detail: str
    batch: int | None = None
    block: int | None = None
    transaction: str = ""
    other_gid: int | None = None
    proposal: str = ""


def proposals_of(connection: Connection, gid: int) -> list[ProposalSummary]:
    """Every proposal that concerns a GID, oldest first."""
    table = proposals.c
    return summaries_where(connection, or_(table.gid == gid, table.other_gid == gid))


def cluster_links(connection: Connection, summaries: Iterable[ProposalSummary]) -> tuple[ProposalLink, ...]:
    """The scored pairs that the proposals of an applicant stood on, each once, strongest first."""
    links = links_of(connection, [summary.id for summary in summaries])
    found = {(link.left, link.right): link for listed in links.values() for link in listed}
    return tuple(sorted(found.values(), key=lambda link: (-link.probability, link.left, link.right)))


def decided(connection: Connection, summaries: Iterable[ProposalSummary]) -> list[HistoryEntry]:
    """Proposals raised and judged, as history."""
    entries = []
    for summary in summaries:
        detail = f"{summary.kind}, probability {summary.probability:.3f}"
        about = replace(HistoryEntry("", "", "", "", ""), other_gid=summary.other_gid, proposal=summary.id)
        by = summary.raised_by or "matching"
        entries.append(
            replace(about, event="proposed", at=summary.created_at, office=summary.office, by=by, detail=detail)
        )
        table = judgements.c
        query = select(table.decision, table.at, table.office, table.by, table.reason)
        for row in connection.execute(query.where(table.proposal_id == summary.id).order_by(table.id)):
            event = _PAST[row.decision]
            entries.append(replace(about, event=event, at=row.at, office=row.office, by=row.by, detail=row.reason))
    return entries


_PAST = {
    "approve": "approved",
    "reject": "rejected",
    "defer": "deferred",
    "relate": "related",
    "reopen": "reopened",
}


def renamed(connection: Connection, row: ApplicantRow) -> list[HistoryEntry]:
    """When the standard name changed, by the records that were committed to one after the other."""
    table = committed_records.c
    first = select(proposals.c.commitment).where(proposals.c.gid == row.gid, proposals.c.commitment.is_not(None))
    kept = select(table.record, table.created_at)
    found = [  # one query for both looks through the whole table
        *connection.execute(kept.where(table.proposal_id == f"gid {row.gid}")),
        *connection.execute(kept.where(table.commitment.in_(first))),
    ]
    found.sort(key=lambda each: each.created_at)
    named = [(each.record["standardName"]["text"], each.created_at) for each in found]
    return [
        HistoryEntry("renamed", at, row.office, "", f"{before} → {after}")
        for (before, _), (after, at) in pairwise(named)
        if before != after
    ]


def anchored(events: Iterable[IndexedEvent], taken: Mapping[str, str], gid: int, batch: int) -> list[HistoryEntry]:
    """The chain's events as history; the time is when this pilot took the result over, "" for others' results."""
    return [
        HistoryEntry(
            event=str(event.kind),
            at=taken.get(event.transaction_hash.hex(), ""),
            office=event.office or "",
            by="",
            detail="",
            other_gid=_other(event, gid),
            batch=batch if event.kind == "registered" else None,
            block=event.block_number,
            transaction="0x" + event.transaction_hash.hex(),
        )
        for event in events
    ]


def _other(event: IndexedEvent, gid: int) -> int | None:
    if event.survivor is None:
        return None
    return event.survivor if event.gid == gid else event.gid
