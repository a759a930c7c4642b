"""Proposals, their members, links and judgements in the store."""

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, func, insert, or_, select, update

from api.errors import StaleProposalError, UnknownProposalError
from api.proposals.model import (
    Draft,
    EvidenceView,
    Judgement,
    Proposal,
    ProposalKind,
    ProposalLink,
    ProposalState,
    ProposalSummary,
)
from api.store.records import records_of
from api.store.tables import judgements, proposal_links, proposal_members, proposals
from node.errors import InvalidInputError

MAX_CURSOR_NUMBER = 2**53


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Which proposals a list shows; empty means all."""

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    office: str = ""


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A stretch of the queue, the greatest impact and doubt first."""

    items: tuple[ProposalSummary, ...]
    total: int
    next_cursor: str | None


def proposal_page(connection: Connection, wanted: ProposalFilter, *, limit: int, cursor: str = "") -> ProposalPage:
    """List proposals by impact, then doubt, then id.

    Raises:
        InvalidInputError: `cursor` is not one that an earlier page gave.
    """
    table = proposals.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(table.state.in_(wanted.states))
    if wanted.kinds:
        conditions.append(table.kind.in_(wanted.kinds))
    if wanted.office:
        member = select(proposal_members.c.proposal_id).where(
            proposal_members.c.record_id.startswith(f"{wanted.office}:", autoescape=True)
        )
        conditions.append(table.id.in_(member))
    total = connection.execute(select(func.count()).select_from(proposals).where(*conditions)).scalar_one()
    if cursor:
        impact, doubt, last = _read_cursor(cursor)
        conditions.append(
            or_(
                table.impact < impact,
                and_(table.impact == impact, table.doubt < doubt),
                and_(table.impact == impact, table.doubt == doubt, table.id > last),
            )
        )
    order = (table.impact.desc(), table.doubt.desc(), table.id)
    rows = connection.execute(select(proposals).where(*conditions).order_by(*order).limit(limit + 1)).mappings().all()
    following = _write_cursor(rows[limit - 1]) if len(rows) > limit else None
    return ProposalPage(tuple(_summary(row) for row in rows[:limit]), total, following)


def read_proposal(connection: Connection, proposal_id: str) -> Proposal:
    """A proposal with its records as they stood when it was raised or, for changed ones, as they are now.

    Raises:
        UnknownProposalError: there is none with this id.
    """
    row = connection.execute(select(proposals).where(proposals.c.id == proposal_id)).mappings().first()
    if row is None:
        raise UnknownProposalError(proposal_id)
    member = proposal_members.c
    members = connection.execute(
        select(member.record_id, member.side)
        .where(member.proposal_id == proposal_id)
        .order_by(member.side, member.record_id)
    ).all()
    sides: dict[int, list[str]] = {}
    for record_id, side in members:
        sides.setdefault(side, []).append(record_id)
    return Proposal(
        summary=_summary(row),
        sides=tuple(tuple(records) for records in sides.values()),
        side_probabilities=tuple(row["side_probabilities"]),
        records=tuple(records_of(connection, [record_id for record_id, _ in members])),
        links=links_of(connection, proposal_id),
        judgements=_judgements(connection, proposal_id),
    )


def read_summary(connection: Connection, proposal_id: str) -> ProposalSummary:
    """A proposal without its records.

    Raises:
        UnknownProposalError: there is none with this id.
    """
    row = connection.execute(select(proposals).where(proposals.c.id == proposal_id)).mappings().first()
    if row is None:
        raise UnknownProposalError(proposal_id)
    return _summary(row)


def summaries_in(connection: Connection, states: Collection[str]) -> list[ProposalSummary]:
    """All proposals in these states, by id."""
    query = select(proposals).where(proposals.c.state.in_(states)).order_by(proposals.c.id)
    return [_summary(row) for row in connection.execute(query).mappings()]


def summaries_where(connection: Connection, condition: ColumnElement[bool]) -> list[ProposalSummary]:
    """All proposals that meet a condition, oldest first."""
    query = select(proposals).where(condition).order_by(proposals.c.created_at, proposals.c.id)
    return [_summary(row) for row in connection.execute(query).mappings()]


def states_of(connection: Connection) -> dict[str, str]:
    """The state of every proposal, by id."""
    return {row.id: row.state for row in connection.execute(select(proposals.c.id, proposals.c.state))}


def members_of(connection: Connection, proposal_id: str) -> list[tuple[str, int]]:
    """Record ids and versions of a proposal, by record id."""
    member = proposal_members.c
    query = select(member.record_id, member.record_version).where(member.proposal_id == proposal_id)
    return [(row.record_id, row.record_version) for row in connection.execute(query.order_by(member.record_id))]


def members_in(connection: Connection, states: Collection[str]) -> dict[str, str]:
    """Record id to proposal id, for the proposals in these states; amendments and merges apart, they own nothing."""
    member = proposal_members.c
    query = (
        select(member.record_id, member.proposal_id)
        .join(proposals, proposals.c.id == member.proposal_id)
        .where(proposals.c.state.in_(states), proposals.c.kind.in_((ProposalKind.REGISTER, ProposalKind.LINK)))
    )
    return {row.record_id: row.proposal_id for row in connection.execute(query)}


def write_draft(connection: Connection, draft: Draft, *, at: str, revive: bool) -> None:
    """Raise a proposal, or take a superseded one up again with what is known now."""
    values: dict[str, Any] = {
        "kind": draft.kind,
        "state": ProposalState.PROPOSED,
        "probability": draft.probability,
        "impact": draft.impact,
        "doubt": round(1.0 - abs(2.0 * draft.probability - 1.0), 6),
        "office": draft.office,
        "offices": list(draft.offices),
        "record_count": sum(len(side) for side in draft.sides),
        "gid": draft.gid,
        "other_gid": draft.other_gid,
        "standard_name": draft.standard_name,
        "reasons": list(draft.reasons),
        "side_probabilities": list(draft.side_probabilities),
    }
    if revive:
        connection.execute(delete(proposal_members).where(proposal_members.c.proposal_id == draft.id))
        connection.execute(delete(proposal_links).where(proposal_links.c.proposal_id == draft.id))
        connection.execute(
            update(proposals).where(proposals.c.id == draft.id).values(**values, version=proposals.c.version + 1)
        )
    else:
        connection.execute(insert(proposals).values(id=draft.id, created_at=at, version=1, **values))
    members = [
        {"proposal_id": draft.id, "record_id": record_id, "record_version": version, "side": side}
        for side, records in enumerate(draft.sides)
        for record_id, version in records
    ]
    connection.execute(insert(proposal_members), members)
    if draft.links:
        connection.execute(insert(proposal_links), [{"proposal_id": draft.id, **asdict(link)} for link in draft.links])


def move_proposal(connection: Connection, proposal_id: str, state: ProposalState, **values: Any) -> None:
    """Change a proposal's state, and its version with it."""
    connection.execute(
        update(proposals)
        .where(proposals.c.id == proposal_id)
        .values(state=state, version=proposals.c.version + 1, **values)
    )


def require_version(proposal: Proposal, expected: int | None) -> None:
    """Refuse a decision made on another version than the present one.

    Raises:
        StaleProposalError: the versions differ.
    """
    actual = proposal.summary.version
    if expected is not None and expected != actual:
        raise StaleProposalError(proposal.id, expected=expected, actual=actual)


def keep_evidence(connection: Connection, proposal: Proposal) -> None:
    """Keep the evidence as it was shown when the decision was made."""
    for link in proposal.links:
        table = proposal_links.c
        same = (table.proposal_id == proposal.id, table.left == link.left, table.right == link.right)
        evidence = [asdict(entry) for entry in link.evidence]
        connection.execute(update(proposal_links).where(*same).values(evidence=evidence))


def add_judgement(connection: Connection, proposal_id: str, judgement: Judgement) -> int:
    """Append a judgement; returns its number."""
    done = connection.execute(insert(judgements).values(proposal_id=proposal_id, **asdict(judgement)))
    key = done.inserted_primary_key
    return int(key[0]) if key else 0


def count_by_state(connection: Connection) -> dict[str, int]:
    """Proposals in each state, zero included."""
    query = select(proposals.c.state, func.count()).group_by(proposals.c.state)
    counted = {row[0]: row[1] for row in connection.execute(query)}
    return {str(state): counted.get(state, 0) for state in ProposalState}


def commitment_of(connection: Connection, proposal_id: str) -> str | None:
    """The commitment made when the proposal was approved, hexadecimal."""
    return connection.execute(select(proposals.c.commitment).where(proposals.c.id == proposal_id)).scalar()


def _summary(row: RowMapping) -> ProposalSummary:
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
    )


def links_of(connection: Connection, proposal_id: str) -> tuple[ProposalLink, ...]:
    """The explained pairs of a proposal, strongest first."""
    table = proposal_links.c
    query = select(proposal_links).where(table.proposal_id == proposal_id)
    rows = connection.execute(query.order_by(table.probability.desc(), table.left, table.right)).mappings()
    return tuple(
        ProposalLink(
            left=row["left"],
            right=row["right"],
            probability=row["probability"],
            evidence=tuple(EvidenceView(**entry) for entry in row["evidence"]),
        )
        for row in rows
    )


def _judgements(connection: Connection, proposal_id: str) -> tuple[Judgement, ...]:
    table = judgements.c
    query = select(table.by, table.office, table.decision, table.reason, table.at)
    rows = connection.execute(query.where(table.proposal_id == proposal_id).order_by(table.id))
    return tuple(Judgement(*row) for row in rows)


def _write_cursor(row: RowMapping) -> str:
    place = json.dumps([row["impact"], row["doubt"], row["id"]], separators=(",", ":"))
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[int, float, str]:
    try:
        text = base64.urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor[:200]) % 4))
        impact, doubt, last = json.loads(text)
        if not abs(int(impact)) < MAX_CURSOR_NUMBER:
            raise ValueError("beyond what a database column holds")
        return int(impact), float(doubt), str(last)
    except (ValueError, TypeError, binascii.Error, OverflowError):
        raise InvalidInputError("the cursor is not one that an earlier page gave", advice="start without it") from None
