"""From approved proposals to operations in the outbox: one commit says what was decided and what will be sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from api.clock import Clock, stamp
from api.proposals.batching import due
from api.proposals.canonical import applicant_record
from api.proposals.model import ProposalKind, ProposalState, ProposalSummary
from api.store.applicants import ApplicantRow, applicants_among
from api.store.audit import note
from api.store.commitments import CommittedRecord, keep_commitments
from api.store.proposal_changes import move_proposals
from api.store.proposals import approval_times, commitments_of, members_of, summaries_in
from api.store.records import StoredRecord, mark_under_way, records_of, records_of_gid, uncommitted_gids
from api.store.tables import proposals
from node.client import RegistryClient
from node.commitments import Commitment, Salt, commit_record, draw_salt
from node.consents import prepare_merge
from node.identifiers import Gid, OfficeCode
from node.operations import MAX_AMENDMENTS, MAX_LINKS, AmendRecords, LinkRecords, Operation, RegisterBatch
from node.outbox import enqueue
from node.signer import Signer

Value = TypeVar("Value")


class Composer:
    """Makes the operations of one round of anchoring."""

    def __init__(
        self,
        client: RegistryClient,
        signers: Mapping[OfficeCode, Signer],
        batch_size: int,
        clock: Clock,
        draw: Callable[[], Salt] = draw_salt,
        *,
        age_s: float = 0.0,
    ) -> None:
        self._client = client
        self._signers = signers
        self._batch_size = batch_size
        self._clock = clock
        self._draw = draw
        self._age_s = age_s

    def compose(self, connection: Connection) -> int:
        """Enqueue everything approved that is due, in the caller's transaction; returns the number of operations.

        What concerns an office whose key is not here stays approved: it can be taken back, and holds up nobody else.
        """
        approved = [
            each
            for each in summaries_in(connection, (ProposalState.APPROVED,))
            if self._signers.keys() >= {OfficeCode(office) for office in each.offices}
        ]
        if self._age_s:
            since = approval_times(connection)
            approved = due(approved, since, size=self._batch_size, age_s=self._age_s, now=self._clock())
        by_kind = {kind: [each for each in approved if each.kind is kind] for kind in ProposalKind}
        count = self._register(connection, by_kind[ProposalKind.REGISTER])
        count += self._merge(connection, by_kind[ProposalKind.MERGE])
        count += self._extend(connection, [*by_kind[ProposalKind.LINK], *by_kind[ProposalKind.AMEND]])
        if count:
            note(connection, "operations_enqueued", "", actor="anchor", at=self._now(), detail={"operations": count})
        return count

    def _register(self, connection: Connection, approved: Iterable[ProposalSummary]) -> int:
        """One batch per office and `batch_size` approvals; ordered by id, so that the order of upload stays private."""
        count = 0
        for office, group in groupby(
            sorted(approved, key=lambda each: (each.office, each.id)), lambda each: each.office
        ):
            for chunk in _chunks(list(group), self._batch_size):
                reference = [each.id for each in chunk]
                committed = commitments_of(connection, reference)
                leaves = tuple(Commitment(bytes.fromhex(committed[name])) for name in reference)
                self._submit(connection, RegisterBatch(OfficeCode(office), leaves, reference), chunk)
                count += 1
        return count

    def _merge(self, connection: Connection, approved: Iterable[ProposalSummary]) -> int:
        """Merges one by one: the consents each needs depend on the ones before, so one GID is in one merge a round."""
        busy: set[int] = set()
        count = 0
        for each in approved:
            gids = (Gid(each.gid or 0), Gid(each.other_gid or 0))
            if not busy.isdisjoint(gids):
                continue
            busy.update(gids)
            office = OfficeCode(applicants_among(connection, gids)[gids[0]].office)
            operation = prepare_merge(self._client, office, gids, signers=self._signers, reference=[each.id])
            self._submit(connection, operation, [each])
            count += 1
        return count

    def _extend(self, connection: Connection, approved: Sequence[ProposalSummary]) -> int:
        """Commit to what links, merges and new versions made of GIDs' records, and link the offices that joined."""
        joining: dict[int, list[ProposalSummary]] = {gid: [] for gid in uncommitted_gids(connection)}
        for each in approved:
            joining.setdefault(each.gid or 0, []).append(each)
        rows = applicants_among(connection, sorted(joining))
        busy = _under_way(connection)
        extensions = [
            self._extension(connection, row, joining[gid])
            for gid, row in sorted(rows.items())
            if row.survivor is None and gid not in busy
        ]
        return self._amend(connection, extensions) + self._link(connection, extensions)

    def _extension(
        self, connection: Connection, row: ApplicantRow, approved: Sequence[ProposalSummary]
    ) -> "_Extension":
        held = records_of_gid(connection, row.gid)
        before = {stored.record.office for stored in held if stored.committed_version is not None}
        joining = members_of(connection, [each.id for each in approved])
        members = {record for listed in joining.values() for record, _ in listed}
        records = records_of(connection, members | {stored.record.record_id for stored in held})
        offices = {stored.record.office for stored in records} - before - {row.office}
        return _Extension(row, tuple(records), tuple(sorted(offices)), tuple(approved))

    def _amend(self, connection: Connection, extensions: Iterable["_Extension"]) -> int:
        count = 0
        ordered = sorted(extensions, key=lambda each: (each.row.office, each.row.gid))
        for office, group in groupby(ordered, lambda each: each.row.office):
            for chunk in _chunks(list(group), MAX_AMENDMENTS):
                leaves = tuple(self._commit(connection, each) for each in chunk)
                gids = tuple(Gid(each.row.gid) for each in chunk)
                reference = [each.reference(leaf) for each, leaf in zip(chunk, leaves, strict=True)]
                operation = AmendRecords(OfficeCode(office), gids, leaves, reference)
                self._submit(connection, operation, [proposal for each in chunk for proposal in each.approved])
                mark_under_way(connection, [each.row.gid for each in chunk])
                count += 1
        return count

    def _link(self, connection: Connection, extensions: Iterable["_Extension"]) -> int:
        joining: dict[str, list[int]] = {}
        for each in extensions:
            for office in each.offices:
                joining.setdefault(office, []).append(each.row.gid)
        return enqueue_links(connection, joining)

    def _commit(self, connection: Connection, extension: "_Extension") -> Commitment:
        record, canonical = applicant_record(extension.records)
        salt = self._draw()
        commitment = commit_record(canonical, salt=salt)
        committed = CommittedRecord(commitment, f"gid {extension.row.gid}", record, salt)
        keep_commitments(connection, [committed], at=self._now())
        return commitment

    def _submit(self, connection: Connection, operation: Operation, approved: Iterable[ProposalSummary]) -> None:
        number = str(enqueue(connection, operation))
        values = {each.id: {"operation_id": number} for each in approved}
        move_proposals(connection, ProposalState.SUBMITTED, values, columns=("operation_id",))

    def _now(self) -> str:
        return stamp(self._clock())


@dataclass(frozen=True, slots=True)
class _Extension:
    """A GID whose record grows or changes: the records it will have, and the offices that were not linked before."""

    row: ApplicantRow
    records: tuple[StoredRecord, ...]
    offices: tuple[str, ...]
    approved: tuple[ProposalSummary, ...]

    def reference(self, leaf: Commitment) -> dict[str, Any]:
        """What the result has to say when it comes back, so that it can be taken over without the proposal."""
        return {
            "gid": self.row.gid,
            "commitment": leaf.hex(),
            "proposals": [each.id for each in self.approved],
            "records": [[stored.record.record_id, stored.version] for stored in self.records],
        }


def enqueue_links(connection: Connection, joining: Mapping[str, Sequence[int]]) -> int:
    """Enqueue what says that offices hold records of GIDs too; `joining` has GIDs by office code."""
    count = 0
    for office, gids in sorted(joining.items()):
        for chunk in _chunks(sorted(gids), MAX_LINKS):
            operation = LinkRecords(OfficeCode(office), tuple(Gid(gid) for gid in chunk), list(chunk))
            enqueue(connection, operation)
            count += 1
    return count


def _under_way(connection: Connection) -> set[int]:
    """GIDs with a submitted merge or amendment; their next one waits for its result."""
    table = proposals.c
    rows = connection.execute(select(table.gid, table.other_gid).where(table.state == ProposalState.SUBMITTED))
    return {gid for row in rows for gid in row if gid is not None}


def _chunks(values: Sequence[Value], size: int) -> Iterable[Sequence[Value]]:
    return (values[start : start + size] for start in range(0, len(values), size))
