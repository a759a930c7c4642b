"""Why the records of a proposal belong together: worked out when it is raised, kept as it was when somebody decides."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from api.proposals.model import Draft, EvidenceView, Proposal, ProposalLink
from matching.explain import explain_pairs
from matching.records import OfficeRecord
from matching.tokens import TokenRarity


def explain_drafts(drafts: Sequence[Draft], records: Mapping[str, OfficeRecord], rarity: TokenRarity) -> list[Draft]:
    """Fill in the evidence of all links of new proposals at once.

    Args:
        drafts: Come back in the same order.
        records: By record id.
        rarity: Of the comparison that found the links, so that the evidence adds up to their probabilities.
    """
    links = [link for draft in drafts for link in draft.links]
    filled = iter(_filled(links, records, rarity))
    return [replace(draft, links=tuple(next(filled) for _ in draft.links)) for draft in drafts]


def explained(proposal: Proposal) -> Proposal:
    """Fill in what evidence is missing; what was found when the proposal was raised stays as it was."""
    missing = [link for link in proposal.links if not link.evidence]
    if not missing:
        return proposal
    records = {stored.record.record_id: stored.record for stored in proposal.records}
    found = {(link.left, link.right): link for link in _filled(missing, records, None)}
    return replace(proposal, links=tuple(found.get((link.left, link.right), link) for link in proposal.links))


def _filled(
    links: Sequence[ProposalLink], records: Mapping[str, OfficeRecord], rarity: TokenRarity | None
) -> list[ProposalLink]:
    pairs = [(records[link.left], records[link.right]) for link in links]
    decisions = explain_pairs(pairs, rarity=rarity, believed=[link.probability for link in links])
    return [
        replace(link, evidence=tuple(EvidenceView(**asdict(entry)) for entry in decision.evidence))
        for link, decision in zip(links, decisions, strict=True)
    ]
