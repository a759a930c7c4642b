"""Judgements: what a person or the policy decides, and all that follows from it, in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, select

from api.clock import Clock, stamp
from api.errors import ProposalStateError, RecordsChangedError
from api.proposals.canonical import applicant_record
from api.proposals.drafting import draft_side, proposal_id
from api.proposals.explaining import explained
from api.proposals.grouping import Group, show_doubt
from api.proposals.model import ALLOWED, POLICY_ACTOR, Decision, Judgement, Proposal, ProposalKind, ProposalState
from api.proposals.policy import Policy
from api.store.audit import note
from api.store.commitments import drop_commitment, keep_commitment
from api.store.constraints import chained, forget, remember, sides_apart
from api.store.engine import reading, writing
from api.store.proposals import (
    add_judgement,
    commitment_of,
    keep_evidence,
    members_of,
    move_proposal,
    read_proposal,
    require_version,
    states_of,
    summaries_in,
    write_draft,
)
from api.store.tables import judgements
from node.commitments import Salt, canonical_json, commit_record, draw_salt
from node.errors import InvalidInputError

POLICY_CHUNK = 250
"""Proposals the policy accepts in one transaction, so that a person's decision never waits long for the database."""

TAKEN_BACK = "A person took an earlier decision back."

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What judging needs beside the store; effects come in here.

    Attributes:
        policy: What may be accepted without a person.
        accept_from: Probability from which a proposal leaves no doubt.
        clock: For the time of a judgement.
        draw: Gives a fresh salt.
    """

    policy: Policy
    accept_from: float
    clock: Clock
    draw: Callable[[], Salt] = draw_salt


@dataclass(frozen=True, slots=True)
class JudgementRequest:
    """A decision as somebody sends it.

    Attributes:
        office: The office they act for, "" when none.
        expected_version: The version of the proposal they saw; None = whichever there is.
        groups: When rejecting a registration, which records are one applicant each: every record in exactly one group.
            Left out, every side of the proposal is an applicant of its own.
    """

    decision: Decision
    by: str
    office: str = ""
    reason: str = ""
    expected_version: int | None = None
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """How many proposals the policy accepted, and how many wait for a person."""

    accepted: int
    waiting: int


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
    at = stamp(rules.clock())
    entry = Judgement(request.by, request.office, request.decision, request.reason, at)
    judgement_id = add_judgement(connection, proposal.id, entry)
    if proposal.links and not proposal.judgements:
        keep_evidence(connection, explained(proposal))
    note(connection, f"proposal_{_PAST[request.decision]}", proposal.id, actor=request.by, at=at)
    if request.decision is Decision.APPROVE:
        _approve(connection, proposal, rules, judgement_id=judgement_id, at=at)
    elif request.decision is Decision.REJECT:
        sides = partition_of(proposal, request.groups) if request.groups else proposal
        raised = _reject(connection, sides, rules, judgement_id=judgement_id, at=at)
        if request.groups:
            _approve_groups(connection, raised, proposal, request, rules)
        else:
            _accept(connection, raised, rules)
    elif request.decision is Decision.DEFER:
        move_proposal(connection, proposal.id, ProposalState.DEFERRED)
    else:
        _reopen(connection, proposal)


_PAST = {
    Decision.APPROVE: "approved",
    Decision.REJECT: "rejected",
    Decision.DEFER: "deferred",
    Decision.REOPEN: "reopened",
}


def accept_by_policy(engine: Engine, rules: Rules, progress: Progress | None = None) -> PolicyReport:
    """Approve every proposal that has no reason to wait for a person."""
    with reading(engine) as connection:
        proposed = summaries_in(connection, (ProposalState.PROPOSED,))
    certain = [summary.id for summary in proposed if not summary.reasons]
    accepted = 0
    for start in range(0, len(certain), POLICY_CHUNK):
        chunk = certain[start : start + POLICY_CHUNK]
        with writing(engine) as connection:
            accepted += _accept(connection, chunk, rules)
        if progress:
            progress("accept what is certain", start + len(chunk), len(certain))
    return PolicyReport(accepted, len(proposed) - accepted)


def _accept(connection: Connection, proposal_ids: Sequence[str], rules: Rules) -> int:
    accepted = 0
    for name in proposal_ids:
        proposal = read_proposal(connection, name)
        if proposal.summary.state is ProposalState.PROPOSED and not proposal.summary.reasons:
            reason = f"Probability {proposal.summary.probability:.4f}, nothing speaks against it."
            judge_within(connection, proposal, JudgementRequest(Decision.APPROVE, POLICY_ACTOR, reason=reason), rules)
            accepted += 1
    return accepted


def _approve(connection: Connection, proposal: Proposal, rules: Rules, *, judgement_id: int, at: str) -> None:
    """The judgement, the salt and the commitment are one commit: after it, anchoring can always be finished.

    Raises:
        RecordsChangedError: an office sent a new version of a record after the proposal was raised.
    """
    raised_on = dict(members_of(connection, proposal.id))
    if any(raised_on[stored.record.record_id] != stored.version for stored in proposal.records):
        raise RecordsChangedError(proposal.id)
    records = [stored.record.record_id for stored in proposal.records]
    remember(connection, chained(records), together=True, judgement_id=judgement_id)
    if proposal.summary.kind is not ProposalKind.REGISTER:
        move_proposal(connection, proposal.id, ProposalState.APPROVED)
        return
    record = applicant_record(proposal.records)
    salt = rules.draw()
    commitment = commit_record(canonical_json(record), salt=salt)
    keep_commitment(connection, commitment, proposal_id=proposal.id, record=record, salt=salt, at=at)
    move_proposal(connection, proposal.id, ProposalState.APPROVED, commitment=commitment.hex())


def partition_of(proposal: Proposal, groups: tuple[tuple[str, ...], ...]) -> Proposal:
    """The proposal with its sides cut as a person wants them.

    Raises:
        InvalidInputError: not every record is in exactly one of at least two groups, or it is no registration.
    """
    if proposal.summary.kind is not ProposalKind.REGISTER:
        raise InvalidInputError("groups can be given for a registration only")
    named = sorted(record for group in groups for record in group)
    records = sorted(stored.record.record_id for stored in proposal.records)
    if named != records or len(groups) < 2 or not all(groups):
        raise InvalidInputError("every record of the proposal must be in exactly one of at least two groups")
    sides = tuple(sorted(tuple(sorted(group)) for group in groups))
    return replace(proposal, sides=sides, side_probabilities=(1.0,) * len(sides))


def _approve_groups(
    connection: Connection, raised: Sequence[str], proposal: Proposal, request: JudgementRequest, rules: Rules
) -> None:
    """A person who says which records belong together has approved these groups."""
    reason = f"Grouped by hand when {proposal.id} was rejected. {request.reason}".strip()
    for name in raised:
        part = JudgementRequest(Decision.APPROVE, request.by, request.office, reason)
        judge_within(connection, read_proposal(connection, name), part, rules)


def _reject(connection: Connection, proposal: Proposal, rules: Rules, *, judgement_id: int, at: str) -> list[str]:
    """Each side becomes an applicant of its own, proposed at once; returns the ids of what was raised."""
    move_proposal(connection, proposal.id, ProposalState.REJECTED)
    if len(proposal.sides) == 1:
        return []
    remember(connection, sides_apart(proposal.sides), together=False, judgement_id=judgement_id)
    states = states_of(connection)
    raised = []
    for number in _unregistered_sides(proposal):
        side, probability = proposal.sides[number], proposal.side_probabilities[number]
        shown = show_doubt(side, probability, rules.accept_from)
        chances = (probability,) if len(shown) == 1 else (1.0,) * len(shown)
        group = Group(shown, "", probability, chances, 0)
        draft = draft_side(proposal, number, group, rules.policy, accept_from=rules.accept_from)
        state = states.get(draft.id)
        if state is None or state == ProposalState.SUPERSEDED:
            write_draft(connection, draft, at=at, revive=state is not None)
            raised.append(draft.id)
    return raised


def _unregistered_sides(proposal: Proposal) -> list[int]:
    if proposal.summary.kind not in (ProposalKind.REGISTER, ProposalKind.LINK):
        return []
    fresh = {stored.record.record_id for stored in proposal.records if stored.gid is None}
    return [number for number, side in enumerate(proposal.sides) if fresh.issuperset(side)]


def _reopen(connection: Connection, proposal: Proposal) -> None:
    """Take a decision back with what followed from it, as long as nothing of it was sent to the chain."""
    if proposal.summary.state is ProposalState.REJECTED:
        _withdraw_sides(connection, proposal)
    _take_back(connection, proposal.id)
    reasons = [reason for reason in proposal.summary.reasons if reason != TAKEN_BACK]
    move_proposal(connection, proposal.id, ProposalState.PROPOSED, reasons=[*reasons, TAKEN_BACK])


def _withdraw_sides(connection: Connection, proposal: Proposal) -> None:
    versions = {stored.record.record_id: stored.version for stored in proposal.records}
    states = states_of(connection)
    for number in _unregistered_sides(proposal):
        members = [(record, versions[record]) for record in proposal.sides[number]]
        side_id = proposal_id(ProposalKind.REGISTER, members)
        state = states.get(side_id)
        if state in (ProposalState.SUBMITTED, ProposalState.ANCHORED):
            raise ProposalStateError(side_id, state=state, decision=Decision.REOPEN)
        if state in (ProposalState.PROPOSED, ProposalState.DEFERRED, ProposalState.APPROVED):
            _take_back(connection, side_id)
            move_proposal(connection, side_id, ProposalState.SUPERSEDED)


def _take_back(connection: Connection, name: str) -> None:
    """Forget what the judgements about a proposal taught, and a commitment that was never sent."""
    earlier = connection.execute(select(judgements.c.id).where(judgements.c.proposal_id == name)).scalars().all()
    forget(connection, list(earlier))
    commitment = commitment_of(connection, name)
    if commitment:
        move_proposal(connection, name, ProposalState.PROPOSED, commitment=None)
        drop_commitment(connection, commitment)
