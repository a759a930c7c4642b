"""Approvals: judgement, salt and commitment in one transaction, one proposal or thousands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from api.clock import stamp
from api.errors import RecordsChangedError
from api.proposals.by_hand import require_possible
from api.proposals.canonical import applicant_record
from api.proposals.explaining import explained
from api.proposals.model import PARTING_KINDS, POLICY_ACTOR, Decision, Judgement, Proposal, ProposalKind, ProposalState
from api.proposals.rules import Rules
from api.store.audit import note
from api.store.commitments import CommittedRecord, keep_commitments
from api.store.constraints import chained, remember, sides_apart
from api.store.engine import reading, writing
from api.store.proposal_changes import add_judgements, keep_evidence, move_proposals
from api.store.proposals import read_proposals, summaries_in
from node.commitments import commit_record

POLICY_CHUNK = 250
"""Proposals the policy accepts in one transaction, so that a person's decision never waits long for the database."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """How many proposals the policy accepted, and how many wait for a person."""

    accepted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Approval:
    """One proposal, whose records somebody says are one applicant."""

    proposal: Proposal
    by: str
    office: str
    reason: str


def approve(connection: Connection, approvals: Sequence[Approval], rules: Rules) -> None:
    """Approve proposals in the caller's transaction: after its commit, anchoring can always be finished.

    Raises:
        RecordsChangedError: an office sent a new version of a record after the proposal was raised, or it was
            registered.
        ImpossibleChangeError: the GIDs moved since it was raised.
    """
    if not approvals:
        return
    for each in approvals:
        if has_moved(each.proposal):
            raise RecordsChangedError(each.proposal.id)
        require_possible(connection, each.proposal)
    at = stamp(rules.clock())
    entries = [
        (each.proposal.id, Judgement(each.by, each.office, Decision.APPROVE, each.reason, at)) for each in approvals
    ]
    numbers = add_judgements(connection, entries)
    names = [each.proposal.id for each in approvals]
    subject, detail = (names[0], {}) if len(names) == 1 else ("", {"proposals": names})
    note(connection, "proposal_approved", subject, actor=approvals[0].by, at=at, detail=detail)
    for each in approvals:
        keep_evidence(connection, each.proposal, explained(each.proposal))
    _teach(connection, [(each.proposal, number) for each, number in zip(approvals, numbers, strict=True)])
    _commit(connection, [each.proposal for each in approvals], rules, at)


_MADE_OF_VERSIONS = (ProposalKind.REGISTER, ProposalKind.LINK, ProposalKind.AMEND)
"""Kinds that commit to the records as they were shown; the others are about GIDs, whatever their records say by now."""


def has_moved(proposal: Proposal) -> bool:
    """Whether a record changed since, or one that is to get a GID has one by now; it must never get a second."""
    summary = proposal.summary
    if summary.kind is ProposalKind.REGISTER and any(stored.gid is not None for stored in proposal.records):
        return True
    if summary.kind is ProposalKind.LINK and any(stored.gid not in (None, summary.gid) for stored in proposal.records):
        return True
    return proposal.outdated and summary.kind in _MADE_OF_VERSIONS


def _teach(connection: Connection, approved: Sequence[tuple[Proposal, int]]) -> None:
    """Remember for later comparisons what the judgements, given by their numbers, say about pairs of records."""
    joined = [each for each in approved if each[0].summary.kind not in (*PARTING_KINDS, ProposalKind.REVOKE)]
    parted = [each for each in approved if each[0].summary.kind in PARTING_KINDS]
    together = [(chained([stored.record.record_id for stored in each.records]), number) for each, number in joined]
    remember(connection, together, together=True)
    remember(connection, [(sides_apart(each.sides), number) for each, number in parted], together=False)


def _commit(connection: Connection, approved: Sequence[Proposal], rules: Rules, at: str) -> None:
    """Fix what each registration will commit to; what extends a GID commits when its operation is composed."""
    registrations = [each for each in approved if each.summary.kind is ProposalKind.REGISTER]
    committed = {}
    for proposal in registrations:
        record, canonical = applicant_record(proposal.records)
        salt = rules.draw()
        committed[proposal.id] = CommittedRecord(commit_record(canonical, salt=salt), proposal.id, record, salt)
    keep_commitments(connection, list(committed.values()), at=at)
    values = {
        proposal.id: {"commitment": committed[proposal.id].commitment.hex() if proposal.id in committed else None}
        for proposal in approved
    }
    move_proposals(connection, ProposalState.APPROVED, values, columns=("commitment",))


def accept_by_policy(engine: Engine, rules: Rules, progress: Progress | None = None) -> PolicyReport:
    """Approve every proposal that has no reason to wait for a person."""
    with reading(engine) as connection:
        proposed = summaries_in(connection, (ProposalState.PROPOSED,))
    certain = [summary.id for summary in proposed if not summary.reasons]
    accepted = 0
    for start in range(0, len(certain), POLICY_CHUNK):
        chunk = certain[start : start + POLICY_CHUNK]
        with writing(engine) as connection:
            accepted += accept_certain(connection, chunk, rules)
        if progress:
            progress("accept what is certain", start + len(chunk), len(certain))
    return PolicyReport(accepted, len(proposed) - accepted)


def accept_certain(connection: Connection, proposal_ids: Sequence[str], rules: Rules) -> int:
    """Let the policy approve those of the proposals that have no reason to wait; returns how many."""
    approvals = [
        Approval(each, POLICY_ACTOR, "", f"Probability {each.summary.probability:.4f}, nothing speaks against it.")
        for each in read_proposals(connection, proposal_ids)
        if each.summary.state is ProposalState.PROPOSED and not each.summary.reasons and not each.outdated
    ]
    approve(connection, approvals, rules)
    return len(approvals)
