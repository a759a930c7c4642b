"""What happened to one applicant, from the chain's events and from the judgements that led to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from api.proposals.model import ProposalLink, ProposalSummary
from api.store.audit import taken_over_at
from api.store.proposals import links_of, summaries_where
from api.store.tables import judgements, proposals
from node.lookups import IndexedEvent


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of an applicant's history; `batch`, `block` and `transaction` only for what the chain did."""

    event: str
    at: str
    office: str
    by: str
    detail: str
    batch: int | None = None
    block: int | None = None
    transaction: str = ""


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
        entries.append(HistoryEntry("proposed", summary.created_at, summary.office, "matching", detail))
        table = judgements.c
        query = select(table.decision, table.at, table.office, table.by, table.reason)
        for row in connection.execute(query.where(table.proposal_id == summary.id).order_by(table.id)):
            entries.append(HistoryEntry(_PAST[row.decision], row.at, row.office, row.by, row.reason))
    return entries


_PAST = {"approve": "approved", "reject": "rejected", "defer": "deferred", "reopen": "reopened"}


def anchored(connection: Connection, events: Iterable[IndexedEvent], batch: int) -> list[HistoryEntry]:
    """The chain's events as history; the time is when this pilot took the result over, "" for others' results."""
    taken = taken_over_at(connection)
    return [
        HistoryEntry(
            event=str(event.kind),
            at=taken.get(event.transaction_hash.hex(), ""),
            office=event.office or "",
            by="",
            detail=f"survivor {event.survivor}" if event.survivor else "",
            batch=batch if event.kind == "registered" else None,
            block=event.block_number,
            transaction="0x" + event.transaction_hash.hex(),
        )
        for event in events
    ]
