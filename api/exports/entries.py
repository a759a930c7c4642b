"""The applicants an export is made of, read page by page in the order of their GIDs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, case, or_, select, union

from api.proposals.model import OPEN_STATES, ProposalKind
from api.store.applicants import ApplicantRow
from api.store.record_json import record_from_json
from api.store.records import StoredRecord, record_order
from api.store.tables import applicants, proposals, record_heads, record_versions, salts
from matching.records import ApplicantKind
from node.entries import EntryStatus
from node.events import ChangeKind
from node.identifiers import Gid
from node.tables import batches, checkpoint, entries, events

PAGE = 500
"""Applicants held in memory at once."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where an applicant is on the chain; bytes as the index has them."""

    commitment: bytes
    version: int
    batch: int
    block: int
    transaction: bytes


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """One applicant as an export sees it.

    Attributes:
        survivor: The GID that a merged one directly leads to.
        records: As committed on the chain where they are, else as they stand; none where they were erased.
        anchored: None while the index has not followed yet.
        is_new: Registered after the sequence number that a differential export begins with.
        is_disputed: A merge that concerns it waits for a person.
        is_erased: The salt of its commitment was destroyed, so that nothing can be proven any more.
    """

    row: ApplicantRow
    status: EntryStatus
    survivor: Gid | None
    records: tuple[StoredRecord, ...]
    anchored: Anchored | None
    is_new: bool
    is_disputed: bool
    is_erased: bool

    @property
    def gid(self) -> Gid:
        """The plain number."""
        return Gid(self.row.gid)

    @property
    def is_person(self) -> bool:
        """Whether any office has it as a natural person; then it is not shown unless that was asked for."""
        natural = ApplicantKind.NATURAL_PERSON
        return self.row.kind == natural or any(stored.record.kind is natural for stored in self.records)


def reached(connection: Connection) -> tuple[int, int]:
    """The last change and the last block that the index has followed; 0 and 0 before the first."""
    row = connection.execute(select(checkpoint.c.sequence, checkpoint.c.block_number)).first()
    return (int(row.sequence), int(row.block_number)) if row else (0, 0)


def read_entries(connection: Connection, *, since: int = 0, gid: Gid | None = None) -> Iterator[ExportEntry]:
    """Read all applicants, only those that the chain changed after `since`, or one; ascending by GID."""
    fresh = _batches_since(connection, since)
    after = 0
    while page := _page(connection, after=after, since=since, gid=gid):
        gids = [row["gid"] for row in page]
        held = _records(connection, gids)
        disputed = _disputed(connection, gids)
        salted = _salted(connection, [row["commitment"] for row in page])
        for row in page:
            number = row["gid"]
            yield ExportEntry(
                row=ApplicantRow(**{name: row[name] for name in ApplicantRow.__slots__}),
                status=_status(row),
                survivor=_survivor(row),
                records=tuple(held.get(number, ())),
                anchored=_anchored(row),
                is_new=row["chain_batch"] in fresh,
                is_disputed=number in disputed,
                is_erased=row["commitment"] not in salted,
            )
        after = gids[-1]


def _page(connection: Connection, *, after: int, since: int, gid: Gid | None) -> Sequence[RowMapping]:
    chain = (
        entries.c.status.label("chain_status"),
        entries.c.survivor.label("chain_survivor"),
        entries.c.commitment.label("chain_commitment"),
        entries.c.version.label("chain_version"),
        entries.c.batch.label("chain_batch"),
        batches.c.block_number.label("chain_block"),
        batches.c.transaction_hash.label("chain_transaction"),
    )
    query = (
        select(*applicants.c, *chain)
        .select_from(applicants)
        .outerjoin(entries, entries.c.gid == applicants.c.gid)
        .outerjoin(batches, batches.c.batch == entries.c.batch)
        .where(applicants.c.gid > after)
        .order_by(applicants.c.gid)
        .limit(PAGE)
    )
    if since:
        query = query.where(applicants.c.gid.in_(select(_changed(since).subquery().c.gid)))
    if gid is not None:
        query = query.where(applicants.c.gid == gid)
    return connection.execute(query).mappings().all()


def _changed(since: int) -> Any:
    """GIDs that events after `since` touched; a registration names only the first of its batch."""
    later = events.c.sequence > since
    return union(
        select(events.c.gid).where(later, events.c.kind != ChangeKind.REGISTERED),
        select(events.c.survivor).where(later, events.c.survivor.is_not(None)),
        select(entries.c.gid).where(entries.c.batch.in_(_registered(since))),
    )


def _registered(since: int) -> Select[int]:
    first = (events.c.gid == batches.c.first_gid) & (events.c.kind == ChangeKind.REGISTERED)
    return select(batches.c.batch).join(events, first).where(events.c.sequence > since)


def _batches_since(connection: Connection, since: int) -> frozenset[int]:
    return frozenset(connection.execute(_registered(since)).scalars()) if since else frozenset()


def _records(connection: Connection, gids: Sequence[int]) -> dict[int, list[StoredRecord]]:
    """The office records of these GIDs, each in the version that its applicant's commitment covers."""
    head, version = record_heads.c, record_versions.c
    covered = case((head.committed_version > 0, head.committed_version), else_=head.version)
    query = (
        select(head.record_id, head.local_id, version.version, head.gid, head.committed_version, version.body)
        .select_from(record_heads)
        .join(record_versions, (version.record_id == head.record_id) & (version.version == covered))
        .where(head.gid.in_(gids))
    )
    found: dict[int, list[StoredRecord]] = defaultdict(list)
    for record_id, local_id, number, gid, committed, body in connection.execute(query):
        if gid is not None:
            record = record_from_json(record_id, body)
            found[gid].append(StoredRecord(record, local_id, number, gid, committed))
    for held in found.values():
        held.sort(key=lambda stored: record_order(stored.record.record_id))
    return found


def _disputed(connection: Connection, gids: Sequence[int]) -> frozenset[int]:
    table = proposals.c
    query = select(table.gid, table.other_gid).where(
        table.kind == ProposalKind.MERGE,
        table.state.in_(OPEN_STATES),
        or_(table.gid.in_(gids), table.other_gid.in_(gids)),
    )
    return frozenset(gid for row in connection.execute(query) for gid in row if gid is not None)


def _salted(connection: Connection, commitments: Sequence[str]) -> frozenset[str]:
    query = select(salts.c.commitment).where(salts.c.commitment.in_(commitments))
    return frozenset(connection.execute(query).scalars())


def _status(row: RowMapping) -> EntryStatus:
    if row["chain_status"] is not None:
        return EntryStatus(row["chain_status"])
    return EntryStatus.ACTIVE if row["survivor"] is None else EntryStatus.MERGED


def _survivor(row: RowMapping) -> Gid | None:
    number = row["chain_survivor"] if row["chain_survivor"] is not None else row["survivor"]
    return Gid(number) if number is not None else None


def _anchored(row: RowMapping) -> Anchored | None:
    if row["chain_batch"] is None:
        return None
    return Anchored(
        commitment=bytes(row["chain_commitment"]),
        version=row["chain_version"],
        batch=row["chain_batch"],
        block=row["chain_block"],
        transaction=bytes(row["chain_transaction"]),
    )
