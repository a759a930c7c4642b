"""What a proposal is, and the words for its kinds, states and decisions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.store.records import StoredRecord


class ProposalKind(StrEnum):
    """What a proposal would change in the registry."""

    REGISTER = "register"
    LINK = "link"
    MERGE = "merge"
    AMEND = "amend"
    SPLIT = "split"
    UNLINK = "unlink"
    REVOKE = "revoke"


class ProposalState(StrEnum):
    """Where a proposal stands; the last four are reached by anchoring only."""

    PROPOSED = "proposed"
    DEFERRED = "deferred"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    SUBMITTED = "submitted"
    ANCHORED = "anchored"
    FAILED = "failed"


class Decision(StrEnum):
    """What a person, or the policy, says about a proposal."""

    APPROVE = "approve"
    REJECT = "reject"
    DEFER = "defer"
    RELATE = "relate"
    REOPEN = "reopen"


OPEN_STATES = (ProposalState.PROPOSED, ProposalState.DEFERRED)
"""States in which a proposal waits for a judgement."""

PENDING_STATES = (ProposalState.APPROVED, ProposalState.SUBMITTED)
"""States in which a proposal is decided but its records have no GID yet."""

ALLOWED = {
    ProposalState.PROPOSED: (Decision.APPROVE, Decision.REJECT, Decision.DEFER, Decision.RELATE),
    ProposalState.DEFERRED: (Decision.APPROVE, Decision.REJECT, Decision.RELATE, Decision.REOPEN),
    ProposalState.APPROVED: (Decision.REOPEN,),
    ProposalState.REJECTED: (Decision.REOPEN,),
    ProposalState.FAILED: (Decision.REOPEN,),
}
"""The decisions each state is open to; a state that is not here is final, or the chain's to change."""

COMPARED_KINDS = (ProposalKind.REGISTER, ProposalKind.LINK, ProposalKind.MERGE)
"""Kinds that say of records that they are one applicant, so that a person may say: related, not the same."""

PARTING_KINDS = (ProposalKind.SPLIT, ProposalKind.UNLINK)
"""Kinds that say of records registered as one applicant that they are not."""

POLICY_ACTOR = "policy"
"""Who judged when no person did."""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One reason for or against, as matching gave it; see `matching.evidence.Evidence`."""

    feature: str
    score: float
    left: str
    right: str
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ProposalLink:
    """A scored pair of record ids inside a proposal; probability 0.0 to 1.0."""

    left: str
    right: str
    probability: float
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who decided what, when (RFC 3339, UTC) and why."""

    by: str
    office: str
    decision: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class ProposalSummary:
    """A proposal as a list shows it.

    Attributes:
        probability: That all records of the proposal are one applicant.
        impact: Records concerned plus the patent families they carry.
        office: Who would register or act: the office of the record that sorts first.
        reasons: Why it waits for a person; empty when the policy may accept it.
        version: Grows with every change; the ETag.
        raised_by: The person who raised it, "" for matching.
        apart: Of an unlink: whether the records that leave become an applicant of their own.
    """

    id: str
    kind: ProposalKind
    state: ProposalState
    probability: float
    impact: int
    office: str
    offices: tuple[str, ...]
    record_count: int
    gid: int | None
    other_gid: int | None
    standard_name: dict[str, Any]
    reasons: tuple[str, ...]
    failure: str
    created_at: str
    version: int
    raised_by: str = ""
    apart: bool = False

    def allowed(self) -> tuple[Decision, ...]:
        """The decisions it is open to now; only what may be one applicant can be related instead."""
        decisions = ALLOWED.get(self.state, ())
        return decisions if self.kind in COMPARED_KINDS and self.record_count > 1 else _without_relate(decisions)


def _without_relate(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    return tuple(each for each in decisions if each is not Decision.RELATE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal in full.

    Attributes:
        sides: Record ids in the groups between which the doubt lies; approving makes all of them one
            applicant, rejecting makes each side an applicant of its own.
        side_probabilities: That the records of each side are one applicant.
        records: As they are now.
        outdated: Whether an office sent a new version of one of them after the proposal was raised.
    """

    summary: ProposalSummary
    sides: tuple[tuple[str, ...], ...]
    side_probabilities: tuple[float, ...]
    records: tuple[StoredRecord, ...]
    outdated: bool
    links: tuple[ProposalLink, ...]
    judgements: tuple[Judgement, ...]

    @property
    def id(self) -> str:
        """The proposal's id."""
        return self.summary.id


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal that is about to be raised; see `ProposalSummary` and `Proposal` for the fields."""

    id: str
    kind: ProposalKind
    probability: float
    impact: int
    office: str
    offices: tuple[str, ...]
    gid: int | None
    other_gid: int | None
    standard_name: dict[str, Any]
    reasons: tuple[str, ...]
    sides: tuple[tuple[tuple[str, int], ...], ...]
    """Record ids with their versions."""
    side_probabilities: tuple[float, ...]
    links: tuple[ProposalLink, ...]
    raised_by: str = ""
    raised_from: str | None = None
    apart: bool = False
