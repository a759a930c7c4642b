"""From a group of records to a draft of a proposal, with the evidence a person needs to judge it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.proposals.canonical import standard_name_of
from api.proposals.grouping import Group
from api.proposals.model import Draft, Proposal, ProposalKind, ProposalLink
from api.proposals.policy import Case, Policy, reasons_to_wait
from api.store.records import StoredRecord, record_order
from matching.explain import explain_pairs
from matching.pipeline import Link
from matching.records import OfficeRecord

MAX_LINKS_SHOWN = 24
"""Scored pairs one proposal explains; a cluster of 50 records has 1,225 pairs and nobody reads those."""

Members = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be proposed; most of it was proposed before, so the draft is written only where it was not."""

    id: str
    draft: Callable[[], Draft]


class Drafter:
    """Plans proposals for groups; holds what all drafts of a run share. Evidence is added when a draft is raised."""

    def __init__(
        self, records: Mapping[str, StoredRecord], links: Iterable[Link], *, policy: Policy, accept_from: float
    ) -> None:
        self._records = records
        self._policy = policy
        self._accept_from = accept_from
        self._links: dict[str, list[Link]] = {}
        for link in links:
            self._links.setdefault(link.left, []).append(link)

    def register(self, group: Group) -> Plan:
        """Propose a GID for records that have none."""
        return self._plan(ProposalKind.REGISTER, lambda: group, self._members(group))

    def link(self, group: Group, gid: int) -> Plan:
        """Propose to add the unregistered records of a group to the GID that its other records have."""
        fresh = [member for member in self._members(group) if self._records[member[0]].gid is None]
        return self._plan(ProposalKind.LINK, lambda: group, fresh, gid=gid)

    def merge(self, group: Group, elder: int, younger: int) -> Plan:
        """Propose to make one applicant of two GIDs; a rejected merge of two GIDs is not proposed again."""
        return self._plan(ProposalKind.MERGE, lambda: group, (), gid=elder, other_gid=younger)

    def amend(self, gid: int, members: Sequence[str], before: Mapping[str, OfficeRecord]) -> Plan:
        """Propose to commit to the present versions of registered records; `before` has the committed ones."""
        changed = sorted(record for record in members if record in before)

        def group() -> Group:
            decisions = explain_pairs([(before[record], self._records[record].record) for record in changed])
            probability = min(decision.probability for decision in decisions)
            return Group((tuple(members),), "", probability, (probability,), 0)

        identity = [(record, self._records[record].version) for record in changed]
        return self._plan(ProposalKind.AMEND, group, identity, gid=gid)

    def is_fresh(self, record: str) -> bool:
        """Whether a record has no GID yet."""
        return self._records[record].gid is None

    def _members(self, group: Group) -> list[tuple[str, int]]:
        return [(record, self._records[record].version) for side in group.sides for record in side]

    def _plan(
        self,
        kind: ProposalKind,
        group: Callable[[], Group],
        identity: Members,
        *,
        gid: int | None = None,
        other_gid: int | None = None,
    ) -> Plan:
        name = proposal_id(kind, identity, gid=gid, other_gid=other_gid)
        return Plan(name, lambda: self._draft(kind, group(), name, gid=gid, other_gid=other_gid))

    def _draft(self, kind: ProposalKind, group: Group, name: str, *, gid: int | None, other_gid: int | None) -> Draft:
        stored = [self._records[record] for side in group.sides for record in side]
        records = [each.record for each in stored]
        case = Case(str(kind), len(group.sides), group.probability, group.resembles, records)
        return Draft(
            id=name,
            kind=kind,
            probability=group.probability,
            impact=impact_of(records),
            office=min(records, key=lambda record: record_order(record.record_id)).office,
            offices=tuple(sorted({record.office for record in records})),
            gid=gid,
            other_gid=other_gid,
            standard_name=standard_name_of(records),
            reasons=reasons_to_wait(case, self._policy, accept_from=self._accept_from),
            sides=tuple(tuple((record, self._records[record].version) for record in side) for side in group.sides),
            side_probabilities=group.side_probabilities,
            links=self._shown(group),
        )

    def _shown(self, group: Group) -> tuple[ProposalLink, ...]:
        """Links between the sides first, because the doubt lies there; then inside, strongest first."""
        side_of = {record: number for number, side in enumerate(group.sides) for record in side}
        links = [link for record in side_of for link in self._links.get(record, ()) if link.right in side_of]
        links.sort(
            key=lambda link: (side_of[link.left] == side_of[link.right], -link.probability, link.left, link.right)
        )
        return tuple(ProposalLink(link.left, link.right, link.probability, ()) for link in links[:MAX_LINKS_SHOWN])


def draft_side(proposal: Proposal, number: int, group: Group, policy: Policy, *, accept_from: float) -> Draft:
    """Propose one side of a rejected proposal: as an applicant of its own, or to be linked to the GID that is on it.

    Args:
        proposal: The rejected one.
        number: Which of its sides.
        group: That side, its doubt shown.
        policy: As in a run.
        accept_from: As in a run.
    """
    wanted = set(proposal.sides[number])
    stored = {each.record.record_id: each for each in proposal.records if each.record.record_id in wanted}
    records = [each.record for each in stored.values()]
    sides = tuple(tuple((record, stored[record].version) for record in side) for side in group.sides)
    fresh = [(record, each.version) for record, each in sorted(stored.items()) if each.gid is None]
    gid = proposal.summary.gid if len(fresh) < len(stored) else None
    kind = ProposalKind.REGISTER if gid is None else ProposalKind.LINK
    case = Case(str(kind), len(sides), group.probability, 0, records)
    return Draft(
        id=proposal_id(kind, fresh, gid=gid),
        kind=kind,
        probability=group.probability,
        impact=impact_of(records),
        office=min(records, key=lambda record: record_order(record.record_id)).office,
        offices=tuple(sorted({record.office for record in records})),
        gid=gid,
        other_gid=None,
        standard_name=standard_name_of(records),
        reasons=reasons_to_wait(case, policy, accept_from=accept_from),
        sides=sides,
        side_probabilities=group.side_probabilities,
        links=tuple(link for link in proposal.links if link.left in wanted and link.right in wanted),
        raised_from=proposal.id,
    )


def draft_apart(unlink: Proposal, number: int, group: Group, policy: Policy, *, accept_from: float) -> Draft:
    """Propose what leaves a GID as an applicant of its own; arguments as for `draft_side`.

    The id follows from the unlink too: the same records may have been registered alone once before.
    """
    drafted = draft_side(unlink, number, group, policy, accept_from=accept_from)
    members = [member for side in drafted.sides for member in side]
    return replace(drafted, id=proposal_id(f"{ProposalKind.REGISTER}/{unlink.id}", members))


def impact_of(records: Sequence[OfficeRecord]) -> int:
    """How much hangs on a decision: the records, and the patent families that carry them."""
    return len(records) + len({family for record in records for family in record.families})


def proposal_id(kind: str, identity: Members, *, gid: int | None = None, other_gid: int | None = None) -> str:
    """An id that follows from what is proposed: the same kind, record versions and GIDs give the same id.

    So a proposal that was judged is not raised again, while a changed record makes a new one.
    """
    content = json.dumps([str(kind), sorted(identity), gid, other_gid], ensure_ascii=False, separators=(",", ":"))
    return "p" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:15]
