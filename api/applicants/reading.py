"""One applicant in full: what the offices hold, what was decided, what the chain says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from api.applicants.history import HistoryEntry, anchored, cluster_links, decided, proposals_of, renamed
from api.applicants.relations import RelatedApplicant, related_applicants
from api.errors import ErasedApplicantError, MergedGidError, RevokedGidError
from api.proposals.model import ProposalLink, ProposalState
from api.proposals.standing import chain_statuses, merged_below
from api.store.applicants import ApplicantRow, applicant_page, applicants_among, find_applicant
from api.store.audit import TakenOver
from api.store.engine import reading
from api.store.records import StoredRecord, records_of_gids
from node.entries import EntryStatus
from node.errors import UnknownGidError
from node.identifiers import Gid
from node.lookups import IndexedApplicant, IndexedBatch, Lookups
from node.tables import operations


@dataclass(frozen=True, slots=True)
class Applicant:
    """A registered applicant as a list or a search result shows it."""

    row: ApplicantRow
    records: tuple[StoredRecord, ...]
    status: str

    @property
    def gid(self) -> Gid:
        """The plain number."""
        return Gid(self.row.gid)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where an applicant is on the chain; `gas_used` is that of the whole batch, 0 when sent by somebody else."""

    entry: IndexedApplicant
    batch: IndexedBatch
    gas_used: int


@dataclass(frozen=True, slots=True)
class ApplicantDetail:
    """A registered applicant with everything known about it."""

    applicant: Applicant
    anchor: Anchor | None
    links: tuple[ProposalLink, ...]
    cluster_probability: float
    history: tuple[HistoryEntry, ...]
    relations: tuple[RelatedApplicant, ...] = ()
    merged: tuple[int, ...] = ()


class ApplicantReader:
    """Looks applicants up by GID; needs the store and the index in it, no chain."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lookups = Lookups(engine)
        self._taken = TakenOver()

    def detail(self, gid: Gid) -> ApplicantDetail:
        """Everything about one living applicant.

        Raises:
            UnknownGidError: no such GID was registered here.
            ErasedApplicantError: its data were erased.
            MergedGidError: it lives on in another GID.
            RevokedGidError: it was revoked.
        """
        with reading(self._engine) as connection:
            row = find_applicant(connection, gid)
        if row is None:
            raise UnknownGidError(gid)
        if row.erased_at is not None:
            raise ErasedApplicantError(gid, row.erased_at)
        anchor = self._anchor(gid)
        if row.survivor is not None:
            raise MergedGidError(gid, self._survivor(row))
        if anchor and anchor.entry.status is EntryStatus.REVOKED:
            raise RevokedGidError(gid)
        events = self._lookups.history(gid, batch=anchor.batch) if anchor else []
        with reading(self._engine) as connection:
            summaries = proposals_of(connection, gid)
            history = [*decided(connection, summaries), *renamed(connection, row)]
            if anchor:
                history += anchored(events, self._taken.by_transaction(connection), gid, anchor.batch.number)
            held = [each.probability for each in summaries if each.state is ProposalState.ANCHORED]
            applicant = _applicant(connection, row)
            return ApplicantDetail(
                applicant=applicant,
                anchor=anchor,
                links=cluster_links(connection, summaries),
                cluster_probability=min(held, default=1.0),
                history=tuple(sorted(history, key=lambda entry: (entry.at or "9999", entry.block or 0))),
                relations=related_applicants(connection, applicant.records),
                merged=tuple(merged_below(connection, gid)),
            )

    def page(self, *, after: int, limit: int, office: str = "") -> tuple[list[Applicant], int]:
        """Applicants by GID from behind `after`, and their number in all."""
        with reading(self._engine) as connection:
            rows, total = applicant_page(connection, after=after, limit=limit, office=office)
            return _applicants(connection, rows), total

    def brief(self, gid: int) -> Applicant | None:
        """An applicant as a search result shows it; None when it was never registered here, or was erased."""
        return self.briefs([gid]).get(gid)

    def briefs(self, gids: Collection[int]) -> dict[int, Applicant]:
        """As `brief`, for several at once, by GID; those that it has no answer for are left out."""
        with reading(self._engine) as connection:
            rows = [row for row in applicants_among(connection, sorted(gids)).values() if row.erased_at is None]
            return {applicant.row.gid: applicant for applicant in _applicants(connection, rows)}

    def _survivor(self, row: ApplicantRow) -> int:
        """Follow merges to their end, by the office side's own knowledge."""
        gid = row.survivor or row.gid
        with reading(self._engine) as connection:
            while (found := find_applicant(connection, gid)) is not None and found.survivor is not None:
                gid = found.survivor
        return gid

    def _anchor(self, gid: Gid) -> Anchor | None:
        try:
            entry = self._lookups.applicant(gid)
        except UnknownGidError:
            return None  # registered a moment ago: the index has not followed yet
        batch = self._lookups.batch(entry.batch)
        used = select(operations.c.gas_used).where(operations.c.transaction_hash == batch.transaction_hash)
        with reading(self._engine) as connection:
            return Anchor(entry, batch, connection.execute(used).scalar() or 0)


def _applicant(connection: Connection, row: ApplicantRow) -> Applicant:
    return _applicants(connection, [row])[0]


def _applicants(connection: Connection, rows: Sequence[ApplicantRow]) -> list[Applicant]:
    """What is shown of each row, in their order, with as many questions to the database as for one."""
    gids = [row.gid for row in rows]
    records, statuses = records_of_gids(connection, gids), chain_statuses(connection, gids)
    return [
        Applicant(
            row,
            tuple(records.get(row.gid, ())),
            str(statuses.get(row.gid, EntryStatus.ACTIVE)) if row.survivor is None else "merged",
        )
        for row in rows
    ]
