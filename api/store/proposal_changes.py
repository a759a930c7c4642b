"""Every change of proposals in the store, many at a time: the policy decides thousands in one go."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from api.errors import StaleProposalError
from api.proposals.model import Draft, Judgement, Proposal, ProposalState
from api.store.tables import judgements, proposal_links, proposal_members, proposals

CHUNK = 500


def write_drafts(connection: Connection, drafts: Sequence[Draft], *, at: str, superseded: Collection[str]) -> None:
    """Raise proposals; those named in `superseded` are taken up again with what is known now."""
    revived = [draft.id for draft in drafts if draft.id in superseded]
    for start in range(0, len(revived), CHUNK):
        chunk = revived[start : start + CHUNK]
        connection.execute(delete(proposal_members).where(proposal_members.c.proposal_id.in_(chunk)))
        connection.execute(delete(proposal_links).where(proposal_links.c.proposal_id.in_(chunk)))
    for draft in (draft for draft in drafts if draft.id in superseded):
        move_proposal(connection, draft.id, ProposalState.PROPOSED, **_values(draft))
    fresh = [draft for draft in drafts if draft.id not in superseded]
    state = {"state": ProposalState.PROPOSED, "created_at": at, "version": 1}
    _insert(connection, proposals, [{"id": draft.id, **state, **_values(draft)} for draft in fresh])
    _insert(connection, proposal_members, [row for draft in drafts for row in _member_rows(draft)])
    links = [{"proposal_id": draft.id, **asdict(link)} for draft in drafts for link in draft.links]
    _insert(connection, proposal_links, links)


def _insert(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
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
        "raised_by": draft.raised_by,
        "raised_from": draft.raised_from,
        "apart": draft.apart,
    }


def _member_rows(draft: Draft) -> list[dict[str, Any]]:
    return [
        {"proposal_id": draft.id, "record_id": record_id, "record_version": version, "side": side}
        for side, records in enumerate(draft.sides)
        for record_id, version in records
    ]


def move_proposal(connection: Connection, proposal_id: str, state: ProposalState, **values: Any) -> None:
    """Change a proposal's state, and its version with it."""
    connection.execute(
        update(proposals)
        .where(proposals.c.id == proposal_id)
        .values(state=state, version=proposals.c.version + 1, **values)
    )


def move_proposals(
    connection: Connection, state: ProposalState, values: Mapping[str, Mapping[str, Any]], *, columns: Sequence[str]
) -> None:
    """Change many proposals to one state; `values` has the columns to set, by proposal id."""
    if not values:
        return
    assigned: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
    statement = (
        update(proposals)
        .where(proposals.c.id == bindparam("which"))
        .values(state=state, version=proposals.c.version + 1, **assigned)
    )
    rows = [{"which": name, **{f"new_{column}": row[column] for column in columns}} for name, row in values.items()]
    connection.execute(statement, rows)


def require_version(proposal: Proposal, expected: int | None) -> None:
    """Refuse a decision made on another version than the present one.

    Raises:
        StaleProposalError: the versions differ.
    """
    actual = proposal.summary.version
    if expected is not None and expected != actual:
        raise StaleProposalError(proposal.id, expected=expected, actual=actual)


def keep_evidence(connection: Connection, stored: Proposal, shown: Proposal) -> None:
    """Keep the evidence as it was shown when the decision was made, where the store lacks it."""
    for link in set(shown.links) - set(stored.links):
        table = proposal_links.c
        same = (table.proposal_id == stored.id, table.left == link.left, table.right == link.right)
        evidence = [asdict(entry) for entry in link.evidence]
        connection.execute(update(proposal_links).where(*same).values(evidence=evidence))


def add_judgements(connection: Connection, judged: Sequence[tuple[str, Judgement]]) -> list[int]:
    """Append judgements, each about one proposal; returns their numbers in the same order."""
    rows = [{"proposal_id": name, **asdict(judgement)} for name, judgement in judged]
    statement = insert(judgements).returning(judgements.c.id, sort_by_parameter_order=True)
    return [int(number) for number in connection.execute(statement, rows).scalars()]
