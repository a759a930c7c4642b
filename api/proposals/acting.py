"""Which offices have to act for a proposal to reach the chain, each with its own key."""

from collections.abc import Collection

from api.proposals.consenting import CONSENTED_KINDS
from api.proposals.model import ProposalState, ProposalSummary


def acting_offices(summary: ProposalSummary) -> tuple[str, ...]:
    """The offices that send a transaction; of a merge or split only one does, the others sign their consent."""
    return (summary.office,) if summary.kind in CONSENTED_KINDS else summary.offices


def missing_keys(summary: ProposalSummary, codes: Collection[str]) -> list[str]:
    """The offices without whose keys an approved proposal stays where it is; `codes` are those at hand."""
    if summary.state is not ProposalState.APPROVED:
        return []
    return [office for office in acting_offices(summary) if office not in codes]
