"""Proposals and judgements on the wire."""

from typing import Annotated, Any

from pydantic import Field

from api.desk import ProposalView
from api.proposals.model import Decision, Proposal, ProposalKind, ProposalState, ProposalSummary
from api.schemas.changes import ConsentsOut, ConsequencesOut, OperationOut, PersonName, Reason, gid_text
from api.schemas.names import LinkOut, StandardNameOut
from api.schemas.records import OfficeRecordOut
from api.schemas.wire import Probability, Wire


class JudgementIn(Wire):
    """A decision. `relate` rejects, and keeps that the sides are related.

    `groups` is for rejecting and relating: which records are one applicant each, when not the sides shown.
    `by` counts in an open pilot only; where there are accounts, it is the account's name that is kept.
    """

    decision: Decision
    reason: Reason = ""
    office: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    by: PersonName = "reviewer"
    groups: Annotated[list[Annotated[list[str], Field(max_length=1_000)]], Field(max_length=100, default_factory=list)]


class JudgementOut(Wire):
    """Who decided what, when and why."""

    by: str
    office: str
    decision: Decision
    reason: str
    at: str


class EarlierOut(JudgementOut):
    """A judgement about another proposal on the same records or GIDs."""

    proposal_id: str
    kind: ProposalKind


class ProposalBrief(Wire):
    """A proposal in a list; of an approved one `missingKeys` names the offices whose keys are not here to send it,
    and `missingConsents` those whose signature is awaited.

    `raisedBy` is the person who proposed it, "" for matching; `apart`: what an unlink takes out is registered anew.
    """

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
    raised_by: str
    apart: bool
    missing_keys: list[str]
    missing_consents: list[str]

    @classmethod
    def of(cls, summary: ProposalSummary, *, missing_keys: list[str], missing_consents: list[str]) -> "ProposalBrief":
        """From the store."""
        return cls(**brief_fields(summary), missing_keys=missing_keys, missing_consents=missing_consents)


class ProposalOut(ProposalBrief):
    """A proposal in full; `groups` are the sides between which the doubt lies, or those that part.

    `consequences` are null once the chain has it; `consents` until they are called for, which needs the chain.
    """

    groups: list[list[str]]
    records: list[OfficeRecordOut]
    links: list[LinkOut]
    judgements: list[JudgementOut]
    earlier: list[EarlierOut]
    consequences: ConsequencesOut | None
    consents: ConsentsOut | None
    operation: OperationOut | None

    @classmethod
    def of_proposal(cls, proposal: Proposal, view: ProposalView) -> "ProposalOut":
        """From the store, its evidence filled in."""
        trace = view.trace
        return cls(
            **brief_fields(proposal.summary),
            missing_keys=list(view.missing_keys),
            missing_consents=view.missing_consents,
            consequences=ConsequencesOut.of(view.consequences) if view.consequences else None,
            consents=ConsentsOut.of(*view.consents, view.keys) if view.consents else None,
            operation=OperationOut.of(trace.operation) if trace.operation else None,
            earlier=[
                EarlierOut(
                    proposal_id=entry.proposal_id,
                    kind=ProposalKind(entry.kind),
                    by=entry.by,
                    office=entry.office,
                    decision=Decision(entry.decision),
                    reason=entry.reason,
                    at=entry.at,
                )
                for entry in trace.earlier
            ],
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
        "gid": gid_text(summary.gid),
        "other_gid": gid_text(summary.other_gid),
        "reasons": list(summary.reasons),
        "allowed": list(summary.allowed()),
        "failure": summary.failure,
        "created_at": summary.created_at,
        "version": summary.version,
        "raised_by": summary.raised_by,
        "apart": summary.apart,
    }
