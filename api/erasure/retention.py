"""Retention: earlier versions of records, and commitments that an amendment replaced, go after a while."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Engine, String, and_, cast, delete, or_, select

from api.clock import Clock, stamp
from api.store.audit import note
from api.store.engine import writing
from api.store.tables import applicants, committed_records, proposals, record_heads, record_versions, salts


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """How long what no longer holds is kept.

    Attributes:
        earlier_days: Days after a version of a record, or a commitment, was replaced, until `gid erase --expired`
            deletes it, the salt included; 0 keeps them.
    """

    earlier_days: int = 0


@dataclass(frozen=True, slots=True)
class Expired:
    """How many earlier versions and replaced commitments were deleted."""

    versions: int
    commitments: int


def delete_expired(engine: Engine, settings: RetentionSettings, clock: Clock) -> Expired:
    """Delete what is older than the settings keep; what holds now, or was committed last, always stays."""
    if settings.earlier_days == 0:
        return Expired(0, 0)
    now = clock()
    before = stamp(now - timedelta(days=settings.earlier_days))
    with writing(engine) as connection:
        done = Expired(_versions(connection, before), _commitments(connection, before))
        if done.versions or done.commitments:
            detail = {"versions": done.versions, "commitments": done.commitments, "before": before}
            note(connection, "expired_deleted", "", actor="retention", at=stamp(now), detail=detail)
    return done


def _versions(connection: Connection, before: str) -> int:
    version, head, following = record_versions.c, record_heads.c, record_versions.alias("following")
    holds = select(head.record_id).where(
        head.record_id == version.record_id,
        or_(head.version == version.version, head.committed_version == version.version),
    )
    replaced = select(following.c.version).where(
        following.c.record_id == version.record_id,
        following.c.version == version.version + 1,
        following.c.received_at < before,
    )
    return connection.execute(delete(record_versions).where(replaced.exists(), ~holds.exists())).rowcount


def _commitments(connection: Connection, before: str) -> int:
    """Commitments of applicants that were amended since; one still on its way is younger than the present one."""
    old, present = committed_records.alias("old"), committed_records.alias("present")
    registered = and_(old.c.proposal_id == proposals.c.id, proposals.c.gid == applicants.c.gid)
    amended = old.c.proposal_id == "gid " + cast(applicants.c.gid, String)
    replaced = (
        select(old.c.commitment)
        .select_from(old)
        .join(proposals, old.c.proposal_id == proposals.c.id, isouter=True)
        .join(applicants, or_(registered, amended))
        .join(present, present.c.commitment == applicants.c.commitment)
        .where(present.c.created_at < before, old.c.created_at < present.c.created_at)
    )
    gone = list(connection.execute(replaced).scalars())
    connection.execute(delete(salts).where(salts.c.commitment.in_(gone)))
    return connection.execute(delete(committed_records).where(committed_records.c.commitment.in_(gone))).rowcount
