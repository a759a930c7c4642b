"""Proposals that a person raises: merge, split, link, unlink, revoke. They are judged like those of matching."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from sqlalchemy import Connection

from api.clock import Clock, stamp
from api.proposals.canonical import standard_name_of
from api.proposals.drafting import MAX_LINKS_SHOWN, impact_of, proposal_id
from api.proposals.model import COMPARED_KINDS, OPEN_STATES, PENDING_STATES, Draft, Proposal, ProposalKind, ProposalLink
from api.proposals.model import ProposalState as State
from api.proposals.policy import contradictions
from api.proposals.standing import Change, change_of, require_active
from api.store.audit import note
from api.store.proposal_changes import write_drafts
from api.store.proposals import states_of
from api.store.records import StoredRecord
from matching.explain import explain_pairs

MOST_COMPARED = 6
"""Records of each side that are compared for the evidence; 36 pairs are more than anybody reads."""

MOST_ATTEMPTS = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person proposes; `gid`, `other_gid` and `record_ids` as in `standing.change_of`.

    Attributes:
        apart: Of an unlink: whether the records that leave are registered as an applicant of their own.
    """

    kind: ProposalKind
    gid: int | None = None
    other_gid: int | None = None
    record_ids: tuple[str, ...] = ()
    apart: bool = False
    by: str = ""
    office: str = ""
    reason: str = ""


def draft_by_hand(connection: Connection, wanted: Wanted) -> tuple[Draft, bool]:
    """Draft what a person proposes, in the caller's view; and whether it stands in the queue already.

    Raises:
        GidError: it cannot be done; see `standing.change_of`.
    """
    change = change_of(connection, wanted.kind, wanted.gid, wanted.other_gid, record_ids=wanted.record_ids)
    name, known = _free_name(connection, change, wanted)
    records = [stored.record for side in change.sides for stored in side]
    links = _links(change)
    best = max((link.probability for link in links), default=1.0)
    draft = Draft(
        id=name,
        kind=change.kind,
        probability=best,
        impact=impact_of(records),
        office=change.office,
        offices=tuple(sorted({record.office for record in records} | {change.office})),
        gid=change.gid,
        other_gid=change.other_gid,
        standard_name=standard_name_of(records) if records else {},
        reasons=_reasons(wanted, change),
        sides=tuple(tuple((each.record.record_id, each.version) for each in side) for side in change.sides),
        side_probabilities=(1.0,) * len(change.sides),
        links=links,
        raised_by=wanted.by,
        apart=wanted.apart and change.kind is ProposalKind.UNLINK,
    )
    return draft, known


def raise_by_hand(connection: Connection, wanted: Wanted, clock: Clock) -> str:
    """Put what a person proposes into the queue; returns its id, or that of the same idea already there."""
    draft, known = draft_by_hand(connection, wanted)
    if known:
        return draft.id
    at = stamp(clock())
    superseded = states_of(connection, [draft.id]).keys()
    write_drafts(connection, [draft], at=at, superseded=superseded)
    detail = {"kind": str(draft.kind), "office": wanted.office}
    note(connection, "proposal_raised", draft.id, actor=wanted.by, at=at, detail=detail)
    return draft.id


def require_possible(connection: Connection, proposal: Proposal) -> None:
    """Check that an approval would still do what the proposal says.

    Raises:
        ImpossibleChangeError: the GIDs or records have moved since it was raised.
    """
    summary = proposal.summary
    if summary.kind in (ProposalKind.REGISTER, ProposalKind.AMEND):
        return
    if summary.kind is ProposalKind.LINK:  # thousands at a time, and their records were just looked at
        require_active(connection, summary.gid)
        return
    moving = proposal.sides[-1] if summary.kind is ProposalKind.UNLINK else ()
    gid = summary.other_gid if summary.kind is ProposalKind.SPLIT else summary.gid
    change_of(connection, summary.kind, gid, summary.other_gid, record_ids=moving)


def _free_name(connection: Connection, change: Change, wanted: Wanted) -> tuple[str, bool]:
    """An id for the idea; a new one when it was decided before, because what was done may be undone and done again."""
    moving = [] if change.kind in (ProposalKind.MERGE, ProposalKind.SPLIT) else change.sides[-1]
    identity = [(stored.record.record_id, stored.version) for stored in moving]
    for attempt in range(MOST_ATTEMPTS):
        kind = f"{change.kind}{'/apart' if wanted.apart else ''}{f'/{attempt}' if attempt else ''}"
        name = proposal_id(kind, identity, gid=change.gid, other_gid=change.other_gid)
        state = states_of(connection, [name]).get(name)
        if state in (*OPEN_STATES, *PENDING_STATES):
            return name, True
        if state in (None, State.SUPERSEDED):
            return name, False
    raise RuntimeError("the same change was decided a thousand times")


def _links(change: Change) -> tuple[ProposalLink, ...]:
    if len(change.sides) < 2:
        return ()
    left, right = (side[:MOST_COMPARED] for side in change.sides)
    pairs = [(one, other) for one, other in product(left, right) if not _same(one, other)]
    found = explain_pairs([(one.record, other.record) for one, other in pairs])
    links = []
    for (one, other), decision in zip(pairs, found, strict=True):
        first, second = sorted((one.record.record_id, other.record.record_id))
        links.append(ProposalLink(first, second, decision.probability, ()))
    links.sort(key=lambda link: (-link.probability, link.left, link.right))
    return tuple(links[:MAX_LINKS_SHOWN])


def _same(one: StoredRecord, other: StoredRecord) -> bool:
    return one.record.record_id == other.record.record_id


def _reasons(wanted: Wanted, change: Change) -> tuple[str, ...]:
    by = f"{wanted.by} ({wanted.office})" if wanted.office else wanted.by
    reasons = [f"Proposed by {by}: {wanted.reason}" if wanted.reason else f"Proposed by {by}."]
    if change.kind is ProposalKind.MERGE:
        reasons.append("A merge ends the life of one identifier, so a person decides.")
    if change.kind in COMPARED_KINDS:
        records: Sequence[StoredRecord] = [stored for side in change.sides for stored in side]
        for scheme in contradictions([stored.record for stored in records]):
            reasons.append(f"The records state different values of the identifier {scheme}.")
    return tuple(reasons)
