"""Judgements: what a person or the policy decides, and all that follows from it, in one transaction."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, select

from api.clock import stamp
from api.errors import ProposalStateError
from api.proposals.approving import Approval, accept_certain, approve
from api.proposals.drafting import draft_side
from api.proposals.explaining import explained
from api.proposals.grouping import Group, show_doubt
from api.proposals.model import ALLOWED, COMPARED_KINDS, Decision, Judgement, Proposal, ProposalKind, ProposalState
from api.proposals.rules import Rules
from api.store.audit import note
from api.store.commitments import drop_commitment
from api.store.consents import drop_call
from api.store.constraints import forget, remember, sides_apart
from api.store.engine import writing
from api.store.proposal_changes import add_judgements, keep_evidence, move_proposal, require_version, write_drafts
from api.store.proposals import commitments_of, raised_from, read_proposal, read_proposals, states_of
from api.store.relations import relate, unrelate
from api.store.tables import judgements
from node.errors import InvalidInputError

TAKEN_BACK = "A person took an earlier decision back."


@dataclass(frozen=True, slots=True)
class JudgementRequest:
    """A decision as somebody sends it.

    Attributes:
        office: The office they act for, "" when none.
        expected_version: The version of the proposal they saw; None = whichever there is.
        groups: When rejecting or relating, which records are one applicant each: every record in exactly one group,
            those of a GID in the same. Left out, every side of the proposal is an applicant of its own.
    """

    decision: Decision
    by: str
    office: str = ""
    reason: str = ""
    expected_version: int | None = None
    groups: tuple[tuple[str, ...], ...] = ()


def judge_proposal(engine: Engine, proposal_id: str, request: JudgementRequest, rules: Rules) -> Proposal:
    """Decide about one proposal.

    Raises:
        UnknownProposalError: there is none with this id.
        StaleProposalError: it changed since the decision was made.
        ProposalStateError: its state is not open to this decision.
    """
    with writing(engine) as connection:
        judge_within(connection, read_proposal(connection, proposal_id), request, rules)
        return read_proposal(connection, proposal_id)


def judge_within(connection: Connection, proposal: Proposal, request: JudgementRequest, rules: Rules) -> None:
    """Decide in the caller's transaction; see `judge_proposal`."""
    require_version(proposal, request.expected_version)
    state = proposal.summary.state
    if request.decision not in ALLOWED.get(state, ()):
        raise ProposalStateError(proposal.id, state=state, decision=request.decision)
    if request.decision is Decision.APPROVE:
        approve(connection, [Approval(proposal, request.by, request.office, request.reason)], rules)
        return
    at = stamp(rules.clock())
    entry = Judgement(request.by, request.office, request.decision, request.reason, at)
    (number,) = add_judgements(connection, [(proposal.id, entry)])
    keep_evidence(connection, proposal, explained(proposal))
    note(connection, f"proposal_{_PAST[request.decision]}", proposal.id, actor=request.by, at=at)
    if request.decision is Decision.DEFER:
        move_proposal(connection, proposal.id, ProposalState.DEFERRED)
    elif request.decision is Decision.REOPEN:
        _reopen(connection, proposal)
    else:
        if request.decision is Decision.RELATE:
            _relate(connection, proposal, request, judgement_id=number)
        _reject_as_asked(connection, proposal, request, rules, judgement_id=number)


_PAST = {
    Decision.REJECT: "rejected",
    Decision.DEFER: "deferred",
    Decision.RELATE: "related",
    Decision.REOPEN: "reopened",
}


def _relate(connection: Connection, proposal: Proposal, request: JudgementRequest, *, judgement_id: int) -> None:
    """Keep that the sides are related; each is represented by its first record, wherever that is registered later."""
    sides = partition_of(proposal, request.groups).sides if request.groups else proposal.sides
    if len(sides) < 2:
        raise InvalidInputError("only one applicant is in this proposal: say with groups which records are another one")
    first = [side[0] for side in sides]
    pairs = [(one, other) for number, one in enumerate(first) for other in first[number + 1 :]]
    relate(connection, pairs, judgement_id)


def _reject_as_asked(
    connection: Connection, proposal: Proposal, request: JudgementRequest, rules: Rules, *, judgement_id: int
) -> None:
    """Each side becomes an applicant of its own; the sides are those shown, or those the person named."""
    move_proposal(connection, proposal.id, ProposalState.REJECTED)
    if not request.groups:
        raised = _raise_sides(connection, proposal, rules, judgement_id=judgement_id)
        accept_certain(connection, raised, rules)
        return
    raised = _raise_sides(connection, partition_of(proposal, request.groups), rules, judgement_id=judgement_id)
    reason = f"Grouped by hand when {proposal.id} was rejected. {request.reason}".strip()
    parts = [Approval(part, request.by, request.office, reason) for part in read_proposals(connection, raised)]
    approve(connection, parts, rules)


def partition_of(proposal: Proposal, groups: tuple[tuple[str, ...], ...]) -> Proposal:
    """The proposal with its sides cut as a person wants them.

    Raises:
        InvalidInputError: not every record is in exactly one of at least two groups, or it is no registration.
    """
    if proposal.summary.kind not in (ProposalKind.REGISTER, ProposalKind.LINK):
        raise InvalidInputError("groups can be given for a registration or a link only")
    named = sorted(record for group in groups for record in group)
    records = sorted(stored.record.record_id for stored in proposal.records)
    if named != records or len(groups) < 2 or not all(groups):
        raise InvalidInputError("every record of the proposal must be in exactly one of at least two groups")
    registered = {stored.record.record_id for stored in proposal.records if stored.gid is not None}
    if registered and not any(registered <= set(group) for group in groups):
        raise InvalidInputError("the records that have the GID already must stay in one group; unlink takes one out")
    sides = tuple(sorted(tuple(sorted(group)) for group in groups))
    return replace(proposal, sides=sides, side_probabilities=(1.0,) * len(sides))


def _raise_sides(connection: Connection, proposal: Proposal, rules: Rules, *, judgement_id: int) -> list[str]:
    """Remember that the sides are different applicants and propose each of them; returns the new proposals' ids."""
    if len(proposal.sides) == 1 or proposal.summary.kind not in COMPARED_KINDS:
        return []
    remember(connection, [(sides_apart(proposal.sides), judgement_id)], together=False)
    drafts = []
    for number in _fresh_sides(proposal):
        side, probability = proposal.sides[number], proposal.side_probabilities[number]
        shown = show_doubt(side, probability, rules.accept_from)
        chances = (probability,) if len(shown) == 1 else (1.0,) * len(shown)
        group = Group(shown, "", probability, chances, 0)
        drafts.append(draft_side(proposal, number, group, rules.policy, accept_from=rules.accept_from))
    states = states_of(connection, [draft.id for draft in drafts])
    new = [draft for draft in drafts if states.get(draft.id) in (None, ProposalState.SUPERSEDED)]
    write_drafts(connection, new, at=stamp(rules.clock()), superseded=states.keys())
    return [draft.id for draft in new]


def _fresh_sides(proposal: Proposal) -> list[int]:
    """The sides with records that have no GID yet: they become applicants, or are linked to the GID beside them."""
    if proposal.summary.kind not in (ProposalKind.REGISTER, ProposalKind.LINK):
        return []
    fresh = {stored.record.record_id for stored in proposal.records if stored.gid is None}
    return [number for number, side in enumerate(proposal.sides) if not fresh.isdisjoint(side)]


def _reopen(connection: Connection, proposal: Proposal) -> None:
    """Take a decision back with what followed from it, as long as nothing of it was sent to the chain."""
    if proposal.summary.state is ProposalState.REJECTED:
        _withdraw_sides(connection, proposal)
    _take_back(connection, proposal.id)
    reasons = [reason for reason in proposal.summary.reasons if reason != TAKEN_BACK]
    move_proposal(connection, proposal.id, ProposalState.PROPOSED, reasons=[*reasons, TAKEN_BACK])


def _withdraw_sides(connection: Connection, proposal: Proposal) -> None:
    if _sent(proposal):
        raise ProposalStateError(proposal.id, state=ProposalState.ANCHORED, decision=Decision.REOPEN)
    for side, state in states_of(connection, raised_from(connection, proposal.id)).items():
        if state in (ProposalState.SUBMITTED, ProposalState.ANCHORED):
            raise ProposalStateError(side, state=state, decision=Decision.REOPEN)
        if state in (ProposalState.PROPOSED, ProposalState.DEFERRED, ProposalState.APPROVED):
            _take_back(connection, side)
            move_proposal(connection, side, ProposalState.SUPERSEDED)


def _sent(proposal: Proposal) -> bool:
    """Whether a side that the rejection set apart has been registered since."""
    registers = proposal.summary.kind in (ProposalKind.REGISTER, ProposalKind.LINK)
    return registers and any(stored.gid not in (None, proposal.summary.gid) for stored in proposal.records)


def _take_back(connection: Connection, name: str) -> None:
    """Forget what the judgements about a proposal taught, consents, and a commitment that was never sent."""
    earlier = connection.execute(select(judgements.c.id).where(judgements.c.proposal_id == name)).scalars().all()
    forget(connection, list(earlier))
    unrelate(connection, list(earlier))
    drop_call(connection, name)
    for commitment in commitments_of(connection, [name]).values():
        move_proposal(connection, name, ProposalState.PROPOSED, commitment=None)
        drop_commitment(connection, commitment)
