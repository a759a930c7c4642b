"""Compare all office records and raise a proposal for everything that is not registered as it should be."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select, update

from api.clock import Clock, stamp
from api.errors import StoreUnavailableError
from api.proposals.drafting import Drafter
from api.proposals.explaining import explain_drafts
from api.proposals.grouping import Group, Grouping, group_records
from api.proposals.model import OPEN_STATES, PENDING_STATES, POLICY_ACTOR, Draft, ProposalState
from api.proposals.policy import Policy
from api.proposals.twins import Chances, with_twins
from api.store.audit import last_digest, note
from api.store.constraints import Pair, judged_pairs
from api.store.engine import reading, writing
from api.store.proposal_changes import move_proposal, write_drafts
from api.store.proposals import members_in, states_of
from api.store.records import StoredRecord, all_records, committed_versions
from api.store.tables import constraints, judgements, record_heads, runs
from matching.clusters import Constraints
from matching.config import MatchConfig
from matching.explain import explain_pairs
from matching.pipeline import cluster_records
from matching.records import OfficeRecord
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
class _Snapshot:
    """Everything a run depends on; `seal` is the audit trail's head, which moves with every change."""

    records: list[StoredRecord]
    pending: dict[str, str]
    together: frozenset[Pair]
    apart: frozenset[Pair]
    committed: dict[str, OfficeRecord]
    seal: str

    def by_id(self) -> dict[str, OfficeRecord]:
        return {stored.record.record_id: stored.record for stored in self.records}


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What a run would propose, and whether records wait until an approved proposal has its GID."""

    drafts: list[Draft]
    withheld: bool
    rarity: TokenRarity


def raise_proposals(
    engine: Engine,
    config: MatchConfig,
    policy: Policy,
    *,
    clock: Clock,
    progress: Progress | None = None,
    again: bool = False,
) -> ProposeReport:
    """Compare, group and raise; the input's order does not matter and a second run raises nothing new.

    Args:
        engine: The store.
        config: Thresholds and effort of matching.
        policy: What may later be accepted without a person.
        clock: For the time on what is raised.
        progress: Told stage, done, total.
        again: Compare even though nothing changed since the last run.

    Raises:
        StoreUnavailableError: the records kept changing during every attempt.
    """
    for _ in range(ATTEMPTS):
        with reading(engine) as connection:
            snapshot = _read_snapshot(connection)
            last_run = connection.execute(select(runs.c.digest).where(runs.c.name == "propose")).scalar()
            states = states_of(connection)
            this_run = _run_digest(connection, config, policy)
        if not again and last_run == this_run:
            kept = sum(state in OPEN_STATES for state in states.values())
            return ProposeReport(len(snapshot.records), {}, 0, kept)
        compared = _compare(snapshot, config, policy, progress)
        raised = [draft for draft in compared.drafts if states.get(draft.id) in (None, ProposalState.SUPERSEDED)]
        new = explain_drafts(raised, snapshot.by_id(), compared.rarity) if raised else []
        with writing(engine) as connection:
            if last_digest(connection) != snapshot.seal:
                continue
            wanted = {draft.id for draft in compared.drafts}
            report = _write(connection, new, wanted, states=states, records=len(snapshot.records), clock=clock)
            _remember_run(connection, "" if compared.withheld else this_run)  # what waits for a GID is looked at again
            return report
    raise StoreUnavailableError(
        "records kept changing during the comparison", advice="wait for the import to end, run again"
    )


def _read_snapshot(connection: Connection) -> _Snapshot:
    together, apart = judged_pairs(connection)
    return _Snapshot(
        records=all_records(connection),
        pending=members_in(connection, PENDING_STATES),
        together=together,
        apart=apart,
        committed=committed_versions(connection),
        seal=last_digest(connection),
    )


def _compare(snapshot: _Snapshot, config: MatchConfig, policy: Policy, progress: Progress | None) -> _Comparison:
    owners = _owners(snapshot)
    constraints = Constraints(must_link=snapshot.together | _owned_pairs(owners), cannot_link=snapshot.apart)
    by_id = snapshot.by_id()
    found = cluster_records(list(by_id.values()), constraints=constraints, config=config, progress=progress)
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
    drafts = [
        *_group_drafts(grouping, drafter),
        *_merge_drafts(grouping, owned, drafter),
        *_amend_drafts(snapshot, owned, drafter),
    ]
    return _Comparison(drafts, any(_is_withheld(group, owners) for group in grouping.groups), found.rarity)


def _chances(rarity: TokenRarity) -> Chances:
    return lambda pairs: [decision.probability for decision in explain_pairs(pairs, rarity=rarity)]


def _owners(snapshot: _Snapshot) -> dict[str, str]:
    """What each record already belongs to: a GID, or a proposal that waits for its GID."""
    owners = {record: f"proposal {proposal}" for record, proposal in snapshot.pending.items()}
    owners |= {stored.record.record_id: _owner_of_gid(stored.gid) for stored in snapshot.records if stored.gid}
    return owners


def _owner_of_gid(gid: int) -> str:
    return f"gid {gid:012d}"  # padded, so that owners sort like their GIDs and the elder one comes first


def _owned_pairs(owners: Mapping[str, str]) -> frozenset[Pair]:
    """Registered records are anchors: those of one GID stay together whatever matching thinks today."""
    first: dict[str, str] = {}
    return frozenset(
        (first[owner], record) for record, owner in sorted(owners.items()) if first.setdefault(owner, record) != record
    )


def _gid_of(owner: str) -> int | None:
    return int(owner.removeprefix("gid ")) if owner.startswith("gid ") else None


def _group_drafts(grouping: Grouping, drafter: Drafter) -> Iterable[Draft]:
    for group in grouping.groups:
        gid = _gid_of(group.owner)
        if not group.owner:
            yield drafter.register(group)
        elif gid is not None and any(drafter.is_fresh(record) for side in group.sides for record in side):
            yield drafter.link(group, gid)


def _is_withheld(group: Group, owners: Mapping[str, str]) -> bool:
    """Whether records resemble an approved proposal that has no GID yet; then they will be proposed as links."""
    waits = bool(group.owner) and _gid_of(group.owner) is None
    return waits and any(record not in owners for side in group.sides for record in side)


def _merge_drafts(grouping: Grouping, owned: Mapping[str, list[str]], drafter: Drafter) -> Iterable[Draft]:
    for crossing in grouping.crossings:
        elder, younger = _gid_of(crossing.left), _gid_of(crossing.right)
        if elder is not None and younger is not None:
            sides = (tuple(owned[crossing.left]), tuple(owned[crossing.right]))
            group = Group(sides, crossing.left, crossing.probability, (1.0, 1.0), 0)
            yield drafter.merge(group, elder, younger)


def _amend_drafts(snapshot: _Snapshot, owned: Mapping[str, list[str]], drafter: Drafter) -> Iterable[Draft]:
    changed = {stored.gid for stored in snapshot.records if stored.record.record_id in snapshot.committed}
    for gid in sorted(gid for gid in changed if gid is not None):
        yield drafter.amend(gid, owned[_owner_of_gid(gid)], snapshot.committed)


def _write(
    connection: Connection,
    new: Sequence[Draft],
    wanted: Collection[str],
    *,
    states: Mapping[str, str],
    records: int,
    clock: Clock,
) -> ProposeReport:
    at = stamp(clock())
    write_drafts(connection, new, at=at, superseded=states.keys())
    stale = sorted(name for name, state in states.items() if state in OPEN_STATES and name not in wanted)
    for proposal in stale:
        move_proposal(connection, proposal, ProposalState.SUPERSEDED)
    raised = dict(Counter(str(draft.kind) for draft in new))
    if new or stale:
        detail = {"raised": raised, "superseded": len(stale)}
        note(connection, "proposals_raised", "", actor="matching", at=at, detail=detail)
    return ProposeReport(records, raised, len(stale), len(wanted) - len(new))


def _run_digest(connection: Connection, config: MatchConfig, policy: Policy) -> str:
    """Hash all that people and offices put into a comparison.

    What the policy accepted and what was registered since is left out: it follows from the comparison, so comparing
    again because of it could only say the same with other words.
    """
    digest = hashlib.sha256(repr((config, policy)).encode())
    head, pair = record_heads.c, constraints.c
    for row in connection.execute(select(head.record_id, head.content_hash).order_by(head.record_id)):
        digest.update(repr(tuple(row)).encode())
    judged = (
        select(pair.left, pair.right, pair.together)
        .join(judgements, judgements.c.id == pair.judgement_id)
        .where(judgements.c.by != POLICY_ACTOR)
        .order_by(pair.left, pair.right)
    )
    for judged_pair in connection.execute(judged):
        digest.update(repr(tuple(judged_pair)).encode())
    return digest.hexdigest()


def _remember_run(connection: Connection, digest: str) -> None:
    done = connection.execute(update(runs).where(runs.c.name == "propose").values(digest=digest))
    if not done.rowcount:
        connection.execute(insert(runs).values(name="propose", digest=digest))
