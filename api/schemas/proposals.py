"""Proposals and judgements on the wire."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from api.proposals.model import ALLOWED, Decision, Proposal, ProposalKind, ProposalState, ProposalSummary
from api.schemas.names import LinkOut, StandardNameOut
from api.schemas.records import OfficeRecordOut
from api.schemas.wire import Probability, Wire
from node.identifiers import Gid, compact_gid


def name_of_a_person(name: str) -> str:
    """Check that somebody's name can be read; raises ValueError."""
    if not name.isprintable() or not name.strip():
        raise ValueError("expected a written name without control characters")
    return name


class JudgementIn(Wire):
    """A decision. `groups` is for a rejection only: which records are one applicant each, when not the sides shown.

    `by` counts in an open pilot only; where there are accounts, it is the account's name that is kept.
    """

    decision: Decision
    reason: Annotated[str, Field(max_length=2_000)] = ""
    office: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    by: Annotated[str, Field(min_length=1, max_length=80), AfterValidator(name_of_a_person)] = "reviewer"
    groups: Annotated[list[Annotated[list[str], Field(max_length=1_000)]], Field(max_length=100, default_factory=list)]


class JudgementOut(Wire):
    """Who decided what, when and why."""

    by: str
    office: str
    decision: Decision
    reason: str
    at: str


class ProposalBrief(Wire):
    """A proposal in a list; of an approved one `missingKeys` names the offices whose keys are not here to send it."""

    id: str
    kind: ProposalKind
    state: ProposalState
    probability: Probability
    impact: int
    standard_name: StandardNameOut
    office: str
    offices: list[str]
    record_count: int
    gid: str | None
    other_gid: str | None
    reasons: list[str]
    allowed: list[Decision]
    failure: str
    created_at: str
    version: int
    missing_keys: list[str]

    @classmethod
    def of(cls, summary: ProposalSummary, *, missing_keys: list[str]) -> "ProposalBrief":
        """From the store."""
        return cls(**brief_fields(summary), missing_keys=missing_keys)


class ProposalOut(ProposalBrief):
    """A proposal in full; `groups` are the sides between which the doubt lies."""

    groups: list[list[str]]
    records: list[OfficeRecordOut]
    links: list[LinkOut]
    judgements: list[JudgementOut]

    @classmethod
    def of_proposal(cls, proposal: Proposal, *, missing_keys: list[str]) -> "ProposalOut":
        """From the store, its evidence filled in."""
        return cls(
            **brief_fields(proposal.summary),
            missing_keys=missing_keys,
            groups=[list(side) for side in proposal.sides],
            records=[OfficeRecordOut.of(stored) for stored in proposal.records],
            links=[LinkOut.of(link) for link in proposal.links],
            judgements=[
                JudgementOut(
                    by=entry.by,
                    office=entry.office,
                    decision=Decision(entry.decision),
                    reason=entry.reason,
                    at=entry.at,
                )
                for entry in proposal.judgements
            ],
        )


class ProposalsOut(Wire):
    """A stretch of the queue."""

    items: list[ProposalBrief]
    total: int
    next_cursor: str | None


def brief_fields(summary: ProposalSummary) -> dict[str, Any]:
    """The fields that a list and a single proposal have in common."""
    return {
        "id": summary.id,
        "kind": summary.kind,
        "state": summary.state,
        "probability": summary.probability,
        "impact": summary.impact,
        "standard_name": StandardNameOut.of(summary.standard_name),
        "office": summary.office,
        "offices": list(summary.offices),
        "record_count": summary.record_count,
        "gid": _gid(summary.gid),
        "other_gid": _gid(summary.other_gid),
        "reasons": list(summary.reasons),
        "allowed": list(ALLOWED.get(summary.state, ())),
        "failure": summary.failure,
        "created_at": summary.created_at,
        "version": summary.version,
    }


def _gid(number: int | None) -> str | None:
    return compact_gid(Gid(number)) if number is not None else None
