"""Compare all office records and raise a proposal for everything that is not registered as it should be."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from api.clock import Clock, stamp
from api.errors import StoreUnavailableError
from api.proposals.comparing import Comparer
from api.proposals.drafting import Drafter, Plan
from api.proposals.explaining import explain_drafts
from api.proposals.grouping import Group, Grouping, group_records
from api.proposals.model import OPEN_STATES, Draft, ProposalState
from api.proposals.policy import Policy
from api.proposals.snapshot import (
    Snapshot,
    gid_of,
    last_run_digest,
    owned_pairs,
    owner_of_gid,
    owners_in,
    read_snapshot,
    remember_run,
    run_digest,
)
from api.proposals.twins import Chances, with_twins
from api.store.audit import last_change, note
from api.store.engine import reading, writing
from api.store.proposal_changes import move_proposal, write_drafts
from api.store.proposals import raised_by_people, states_of
from matching.clusters import Constraints
from matching.config import MatchConfig
from matching.explain import explain_pairs
from matching.tokens import TokenRarity

Progress = Callable[[str, int, int], None]

ATTEMPTS = 3
"""How often a run starts over when records or judgements changed while it compared."""


@dataclass(frozen=True, slots=True)
class ProposeReport:
    """What a run raised; `raised` counts new proposals by kind, `superseded` open ones that no longer hold."""

    records: int
    raised: Mapping[str, int]
    superseded: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What a run would propose, and whether records wait until an approved proposal has its GID."""

    plans: list[Plan]
    withheld: bool
    rarity: TokenRarity


def raise_proposals(
    engine: Engine,
    config: MatchConfig,
    policy: Policy,
    *,
    clock: Clock,
    comparer: Comparer,
    progress: Progress | None = None,
    again: bool = False,
) -> ProposeReport:
    """Compare, group and raise; the input's order does not matter and a second run raises nothing new.

    Args:
        engine: The store.
        config: Thresholds and effort of matching.
        policy: What may later be accepted without a person.
        clock: For the time on what is raised.
        comparer: Compares; it may remember an earlier comparison.
        progress: Told stage, done, total.
        again: Compare all, even though little or nothing changed since the last run.

    Raises:
        StoreUnavailableError: the records kept changing during every attempt.
    """
    for _ in range(ATTEMPTS):
        began = clock()
        with reading(engine) as connection:
            snapshot = read_snapshot(connection)
            last_run = last_run_digest(connection)
            states = states_of(connection)
            this_run = run_digest(connection, config, policy)
        if not again and last_run == this_run:
            kept = sum(state in OPEN_STATES for state in states.values())
            return ProposeReport(len(snapshot.records), {}, 0, kept)
        compared = _compare(snapshot, config, policy, comparer, progress, again)
        news = [plan for plan in compared.plans if states.get(plan.id) in (None, ProposalState.SUPERSEDED)]
        raised = [plan.draft() for plan in news]
        new = explain_drafts(raised, snapshot.by_id(), compared.rarity) if raised else []
        with writing(engine) as connection:
            if last_change(connection) != snapshot.seal:
                continue
            wanted = {plan.id for plan in compared.plans}
            report = _write(
                connection, new, wanted, states=states, records=len(snapshot.records), clock=clock, began=began
            )
            remember_run(connection, "" if compared.withheld else this_run)  # what waits for a GID is looked at again
            return report
    raise StoreUnavailableError(
        "records kept changing during the comparison", advice="wait for the import to end, run again"
    )


def _compare(
    snapshot: Snapshot, config: MatchConfig, policy: Policy, comparer: Comparer, progress: Progress | None, again: bool
) -> _Comparison:
    owners = owners_in(snapshot)
    constraints = Constraints(must_link=snapshot.together | owned_pairs(owners), cannot_link=snapshot.apart)
    by_id = snapshot.by_id()
    found = comparer.compare(by_id, constraints, progress=progress, in_full=again)
    clusters, links = with_twins(found.clusters, found.links, by_id, chances=_chances(found.rarity))
    grouping = group_records(
        clusters,
        links,
        owners=owners,
        foes=snapshot.apart,
        certain_from=config.auto_accept_from,
        review_from=config.review_from,
    )
    drafter = Drafter(
        {stored.record.record_id: stored for stored in snapshot.records},
        links,
        policy=policy,
        accept_from=config.auto_accept_from,
    )
    owned: dict[str, list[str]] = {}
    for record, owner in sorted(owners.items()):
        owned.setdefault(owner, []).append(record)
    plans = [
        *_group_plans(grouping, drafter),
        *_merge_plans(grouping, owned, drafter),
        *_amend_plans(snapshot, owned, drafter),
    ]
    return _Comparison(plans, any(_is_withheld(group, owners) for group in grouping.groups), found.rarity)


def _chances(rarity: TokenRarity) -> Chances:
    return lambda pairs: [decision.probability for decision in explain_pairs(pairs, rarity=rarity)]


def _group_plans(grouping: Grouping, drafter: Drafter) -> Iterable[Plan]:
    for group in grouping.groups:
        gid = gid_of(group.owner)
        if not group.owner:
            yield drafter.register(group)
        elif gid is not None and any(drafter.is_fresh(record) for side in group.sides for record in side):
            yield drafter.link(group, gid)


def _is_withheld(group: Group, owners: Mapping[str, str]) -> bool:
    """Whether records resemble an approved proposal that has no GID yet; then they will be proposed as links."""
    waits = bool(group.owner) and gid_of(group.owner) is None
    return waits and any(record not in owners for side in group.sides for record in side)


def _merge_plans(grouping: Grouping, owned: Mapping[str, list[str]], drafter: Drafter) -> Iterable[Plan]:
    for crossing in grouping.crossings:
        elder, younger = gid_of(crossing.left), gid_of(crossing.right)
        if elder is not None and younger is not None:
            sides = (tuple(owned[crossing.left]), tuple(owned[crossing.right]))
            group = Group(sides, crossing.left, crossing.probability, (1.0, 1.0), 0)
            yield drafter.merge(group, elder, younger)


def _amend_plans(snapshot: Snapshot, owned: Mapping[str, list[str]], drafter: Drafter) -> Iterable[Plan]:
    changed = {stored.gid for stored in snapshot.records if stored.record.record_id in snapshot.committed}
    for gid in sorted(gid for gid in changed if gid is not None):
        yield drafter.amend(gid, owned[owner_of_gid(gid)], snapshot.committed)


def _write(
    connection: Connection,
    new: Sequence[Draft],
    wanted: Collection[str],
    *,
    states: Mapping[str, str],
    records: int,
    clock: Clock,
    began: datetime,
) -> ProposeReport:
    now = clock()
    at = stamp(now)
    write_drafts(connection, new, at=at, superseded=states.keys())
    kept = raised_by_people(connection) | frozenset(wanted)
    stale = sorted(name for name, state in states.items() if state in OPEN_STATES and name not in kept)
    for proposal in stale:
        move_proposal(connection, proposal, ProposalState.SUPERSEDED)
    raised = dict(Counter(str(draft.kind) for draft in new))
    if new or stale:
        took = round((now - began).total_seconds(), 3)
        detail = {"raised": raised, "superseded": len(stale), "records": records, "seconds": took}
        note(connection, "proposals_raised", "", actor="matching", at=at, detail=detail)
    return ProposeReport(records, raised, len(stale), len(wanted) - len(new))
