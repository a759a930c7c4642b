"""Proposals, their members, links and judgements in the store."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from api.errors import UnknownProposalError, UnknownWordError
from api.proposals.model import (
    Decision,
    EvidenceView,
    Judgement,
    Proposal,
    ProposalKind,
    ProposalLink,
    ProposalState,
    ProposalSummary,
)
from api.store.records import StoredRecord, record_order, records_of
from api.store.tables import judgements, proposal_links, proposal_members, proposals


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Which proposals a list shows; empty means all."""

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    office: str = ""

    @classmethod
    def parse(cls, states: Iterable[str], kinds: Iterable[str], office: str = "") -> "ProposalFilter":
        """Read the words of a request; each may hold several, separated by commas.

        Raises:
            UnknownWordError: one is no state or kind, which would look like an empty queue.
        """
        return cls(_known("state", states, ProposalState), _known("kind", kinds, ProposalKind), office)


def _known(field: str, values: Iterable[str], words: type[StrEnum]) -> tuple[str, ...]:
    wanted = tuple(part for value in values for part in value.split(",") if part)
    for word in wanted:
        if word not in set(words):
            raise UnknownWordError(field, word, list(words))
    return wanted


def read_proposal(connection: Connection, proposal_id: str) -> Proposal:
    """A proposal with its records as they are now.

    Raises:
        UnknownProposalError: there is none with this id.
    """
    found = read_proposals(connection, [proposal_id])
    if not found:
        raise UnknownProposalError(proposal_id)
    return found[0]


def read_proposals(connection: Connection, proposal_ids: Sequence[str]) -> list[Proposal]:
    """Those of the proposals that exist, by id; a few hundred at a time."""
    rows = connection.execute(select(proposals).where(proposals.c.id.in_(proposal_ids)).order_by(proposals.c.id))
    member = proposal_members.c
    query = select(member.proposal_id, member.record_id, member.record_version, member.side)
    members: dict[str, list[tuple[str, int, int]]] = {}
    for name, record_id, version, side in connection.execute(query.where(member.proposal_id.in_(proposal_ids))):
        members.setdefault(name, []).append((record_id, version, side))
    wanted = {record_id for listed in members.values() for record_id, _, _ in listed}
    records = {stored.record.record_id: stored for stored in records_of(connection, wanted)}
    links = links_of(connection, proposal_ids)
    judged = _judgements(connection, proposal_ids)
    return [
        _proposal(row, members.get(row["id"], ()), records, links.get(row["id"], ()), judged.get(row["id"], ()))
        for row in rows.mappings().all()
    ]


def _proposal(
    row: RowMapping,
    members: Sequence[tuple[str, int, int]],
    records: Mapping[str, StoredRecord],
    links: Sequence[ProposalLink],
    judged: Sequence[Judgement],
) -> Proposal:
    sides: dict[int, list[str]] = {}
    for record_id, _, side in sorted(members, key=lambda member: (member[2], member[0])):
        sides.setdefault(side, []).append(record_id)
    ids = {record_id for record_id, _, _ in members}
    return Proposal(
        summary=summary_of(row),
        sides=tuple(tuple(side) for side in sides.values()),
        side_probabilities=tuple(row["side_probabilities"]),
        records=tuple(records[record_id] for record_id in sorted(ids, key=record_order)),
        outdated=any(records[record_id].version != version for record_id, version, _ in members),
        links=tuple(links),
        judgements=tuple(judged),
    )


def read_summary(connection: Connection, proposal_id: str) -> ProposalSummary:
    """A proposal without its records.

    Raises:
        UnknownProposalError: there is none with this id.
    """
    row = connection.execute(select(proposals).where(proposals.c.id == proposal_id)).mappings().first()
    if row is None:
        raise UnknownProposalError(proposal_id)
    return summary_of(row)


def summaries_in(connection: Connection, states: Collection[str]) -> list[ProposalSummary]:
    """All proposals in these states, by id."""
    query = select(proposals).where(proposals.c.state.in_(states)).order_by(proposals.c.id)
    return [summary_of(row) for row in connection.execute(query).mappings()]


def summaries_where(connection: Connection, condition: ColumnElement[bool]) -> list[ProposalSummary]:
    """All proposals that meet a condition, oldest first."""
    query = select(proposals).where(condition).order_by(proposals.c.created_at, proposals.c.id)
    return [summary_of(row) for row in connection.execute(query).mappings()]


def states_of(connection: Connection, proposal_ids: Sequence[str] | None = None) -> dict[str, str]:
    """The state of those of the proposals that exist, or of every proposal, by id."""
    query = select(proposals.c.id, proposals.c.state)
    if proposal_ids is not None:
        query = query.where(proposals.c.id.in_(proposal_ids))
    return {row.id: row.state for row in connection.execute(query)}


def raised_from(connection: Connection, proposal_id: str) -> list[str]:
    """The proposals that a judgement about this one raised."""
    query = select(proposals.c.id).where(proposals.c.raised_from == proposal_id).order_by(proposals.c.id)
    return list(connection.execute(query).scalars())


def raised_by_people(connection: Connection) -> frozenset[str]:
    """The proposals that a person raised; a comparison leaves them alone."""
    return frozenset(connection.execute(select(proposals.c.id).where(proposals.c.raised_by != "")).scalars())


def gids_of(connection: Connection, proposal_ids: Sequence[str]) -> dict[str, int]:
    """The GID of those of the proposals that have one."""
    query = select(proposals.c.id, proposals.c.gid).where(proposals.c.id.in_(proposal_ids))
    return {row.id: row.gid for row in connection.execute(query) if row.gid is not None}


def members_in(connection: Connection, states: Collection[str]) -> dict[str, str]:
    """Record id to proposal id, for the proposals in these states; amendments and merges apart, they own nothing."""
    member = proposal_members.c
    query = (
        select(member.record_id, member.proposal_id)
        .join(proposals, proposals.c.id == member.proposal_id)
        .where(proposals.c.state.in_(states), proposals.c.kind.in_((ProposalKind.REGISTER, ProposalKind.LINK)))
    )
    return {row.record_id: row.proposal_id for row in connection.execute(query)}


def count_by_state(connection: Connection) -> dict[str, int]:
    """Proposals in each state, zero included."""
    query = select(proposals.c.state, func.count()).group_by(proposals.c.state)
    counted = {row[0]: row[1] for row in connection.execute(query)}
    return {str(state): counted.get(state, 0) for state in ProposalState}


def commitments_of(connection: Connection, proposal_ids: Sequence[str]) -> dict[str, str]:
    """The commitments made when these proposals were approved, hexadecimal, by proposal id."""
    table = proposals.c
    query = select(table.id, table.commitment).where(table.id.in_(proposal_ids), table.commitment.is_not(None))
    return {name: commitment for name, commitment in connection.execute(query) if commitment is not None}


def members_of(connection: Connection, proposal_ids: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """Record ids and versions of proposals, by proposal id."""
    member = proposal_members.c
    query = select(member.proposal_id, member.record_id, member.record_version)
    members: dict[str, list[tuple[str, int]]] = {}
    rows = connection.execute(query.where(member.proposal_id.in_(proposal_ids)).order_by(member.record_id))
    for name, record_id, version in rows:
        members.setdefault(name, []).append((record_id, version))
    return members


def links_of(connection: Connection, proposal_ids: Sequence[str]) -> dict[str, list[ProposalLink]]:
    """The scored pairs of proposals, strongest first, by proposal id; evidence is empty until somebody decided."""
    table = proposal_links.c
    query = select(proposal_links).where(table.proposal_id.in_(proposal_ids))
    links: dict[str, list[ProposalLink]] = {}
    for row in connection.execute(query.order_by(table.probability.desc(), table.left, table.right)).mappings():
        evidence = tuple(EvidenceView(**entry) for entry in row["evidence"])
        link = ProposalLink(row["left"], row["right"], row["probability"], evidence)
        links.setdefault(row["proposal_id"], []).append(link)
    return links


def approval_times(connection: Connection) -> dict[str, str]:
    """When each proposal that waits to be sent was approved last, by id."""
    newest = select(proposals.c.id, func.max(judgements.c.at).label("at")).join(judgements)
    approvals = newest.where(proposals.c.state == ProposalState.APPROVED, judgements.c.decision == Decision.APPROVE)
    return {row.id: row.at for row in connection.execute(approvals.group_by(proposals.c.id))}


def _judgements(connection: Connection, proposal_ids: Sequence[str]) -> dict[str, list[Judgement]]:
    table = judgements.c
    query = select(table.proposal_id, table.by, table.office, table.decision, table.reason, table.at)
    judged: dict[str, list[Judgement]] = {}
    for name, *fields in connection.execute(query.where(table.proposal_id.in_(proposal_ids)).order_by(table.id)):
        judged.setdefault(name, []).append(Judgement(*fields))
    return judged


def summary_of(row: RowMapping) -> ProposalSummary:
    """A row of the table as a value."""
    return ProposalSummary(
        id=row["id"],
        kind=ProposalKind(row["kind"]),
        state=ProposalState(row["state"]),
        probability=row["probability"],
        impact=row["impact"],
        office=row["office"],
        offices=tuple(row["offices"]),
        record_count=row["record_count"],
        gid=row["gid"],
        other_gid=row["other_gid"],
        standard_name=row["standard_name"],
        reasons=tuple(row["reasons"]),
        failure=row["failure"] or "",
        created_at=row["created_at"],
        version=row["version"],
        raised_by=row["raised_by"],
        apart=bool(row["apart"]),
    )
