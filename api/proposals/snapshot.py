"""What a comparison depends on, read at one moment, and the mark by which the next one sees that nothing changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from sqlalchemy import Connection, insert, select, update

from api.proposals.model import PENDING_STATES, POLICY_ACTOR
from api.proposals.policy import Policy
from api.store.audit import last_change
from api.store.constraints import Pair, judged_pairs
from api.store.proposals import members_in
from api.store.records import StoredRecord, all_records, committed_versions
from api.store.tables import constraints, judgements, record_heads, runs
from matching.config import MatchConfig
from matching.records import OfficeRecord

RUN = "propose"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a run depends on; `seal` is the audit trail's head, which moves with every change."""

    records: list[StoredRecord]
    pending: dict[str, str]
    together: frozenset[Pair]
    apart: frozenset[Pair]
    committed: dict[str, OfficeRecord]
    seal: str

    def by_id(self) -> dict[str, OfficeRecord]:
        """The office records by record id."""
        return {stored.record.record_id: stored.record for stored in self.records}


def read_snapshot(connection: Connection) -> Snapshot:
    """Read all of it; the connection must give one consistent view."""
    together, apart = judged_pairs(connection)
    return Snapshot(
        records=all_records(connection),
        pending=members_in(connection, PENDING_STATES),
        together=together,
        apart=apart,
        committed=committed_versions(connection),
        seal=last_change(connection),
    )


def owners_in(snapshot: Snapshot) -> dict[str, str]:
    """What each record already belongs to: a GID, or a proposal that waits for its GID."""
    owners = {record: f"proposal {proposal}" for record, proposal in snapshot.pending.items()}
    owners |= {stored.record.record_id: owner_of_gid(stored.gid) for stored in snapshot.records if stored.gid}
    return owners


def owner_of_gid(gid: int) -> str:
    """How a GID is named as an owner; padded, so that owners sort like their GIDs and the elder one comes first."""
    return f"gid {gid:012d}"


def owned_pairs(owners: Mapping[str, str]) -> frozenset[Pair]:
    """Registered records are anchors: those of one GID stay together whatever matching thinks today."""
    first: dict[str, str] = {}
    return frozenset(
        (first[owner], record) for record, owner in sorted(owners.items()) if first.setdefault(owner, record) != record
    )


def gid_of(owner: str) -> int | None:
    """The GID an owner stands for; None for a proposal that has none yet."""
    return int(owner.removeprefix("gid ")) if owner.startswith("gid ") else None


def run_digest(connection: Connection, config: MatchConfig, policy: Policy) -> str:
    """Hash all that people and offices put into a comparison.

    What the policy accepted and what was registered since is left out: it follows from the comparison, so comparing
    again because of it could only say the same with other words.
    """
    digest = hashlib.sha256(repr((version("gid-pilot"), config, policy)).encode())
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


def remember_run(connection: Connection, digest: str) -> None:
    """Leave a mark; "" makes the next comparison run in any case."""
    done = connection.execute(update(runs).where(runs.c.name == RUN).values(digest=digest))
    if not done.rowcount:
        connection.execute(insert(runs).values(name=RUN, digest=digest))


def last_run_digest(connection: Connection) -> str | None:
    """The mark of the last comparison."""
    return connection.execute(select(runs.c.digest).where(runs.c.name == RUN)).scalar()
