"""Why the records of a proposal belong together: worked out when somebody reads it, kept when somebody decides.

Most proposals of a run are never opened, and explaining a pair costs a hundred times what scoring it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from api.proposals.model import EvidenceView, Proposal, ProposalLink
from matching.explain import explain_against
from matching.records import OfficeRecord


def explained(proposal: Proposal) -> Proposal:
    """Fill in the evidence of every link that has none yet; what was kept at a judgement stays as it was."""
    records = {stored.record.record_id: stored.record for stored in proposal.records}
    waiting: dict[str, list[str]] = {}
    for link in proposal.links:
        if not link.evidence:
            waiting.setdefault(link.left, []).append(link.right)
    found = {left: _against(records[left], others, records) for left, others in waiting.items()}
    return replace(proposal, links=tuple(_filled(link, found.get(link.left, {})) for link in proposal.links))


def _filled(link: ProposalLink, found: Mapping[str, tuple[EvidenceView, ...]]) -> ProposalLink:
    return link if link.evidence else replace(link, evidence=found[link.right])


def _against(
    left: OfficeRecord, others: Sequence[str], records: Mapping[str, OfficeRecord]
) -> dict[str, tuple[EvidenceView, ...]]:
    decisions = explain_against(left, [records[record_id] for record_id in others])
    return {
        right: tuple(EvidenceView(**asdict(entry)) for entry in decision.evidence)
        for right, decision in zip(others, decisions, strict=True)
    }
