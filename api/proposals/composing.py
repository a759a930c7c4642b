"""From approved proposals to operations in the outbox: one commit says what was decided and what will be sent."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from api.clock import Clock, stamp
from api.proposals.acting import acting_offices
from api.proposals.batching import due
from api.proposals.canonical import applicant_record
from api.proposals.consenting import draw_up, operation_of
from api.proposals.linking import await_links, send_awaited_links
from api.proposals.model import ProposalKind, ProposalState, ProposalSummary
from api.store.applicants import ApplicantRow, applicants_among
from api.store.audit import note
from api.store.commitments import CommittedRecord, keep_commitments
from api.store.proposal_changes import move_proposals
from api.store.proposals import approval_times, commitments_of, members_of, read_proposals, summaries_in
from api.store.records import StoredRecord, mark_under_way, records_of, records_of_gid, uncommitted_gids
from api.store.tables import proposals
from node.client import RegistryClient
from node.commitments import Commitment, Salt, commit_record, draw_salt
from node.identifiers import Gid, OfficeCode
from node.keccak import keccak
from node.operations import MAX_AMENDMENTS, AmendRecords, Operation, RegisterBatch, RevokeApplicant
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
        only: Collection[str] | None = None,
        age_s: float = 0.0,
    ) -> None:
        """Prepare to compose; arguments as the attributes of `Anchoring`."""
        self._client = client
        self._signers = signers
        self._batch_size = batch_size
        self._clock = clock
        self._draw = draw
        self._age_s = age_s
        self._only = only

    def compose(self, connection: Connection) -> int:
        """Enqueue everything approved that is due, in the caller's transaction; returns the number of operations.

        What concerns an office whose key is not here stays approved: it can be taken back, and holds up nobody else.
        """
        approved = [
            each
            for each in summaries_in(connection, (ProposalState.APPROVED,))
            if self._signers.keys() >= {OfficeCode(office) for office in acting_offices(each)}
            and (self._only is None or each.id in self._only)
        ]
        if self._age_s:
            since = approval_times(connection)
            approved = due(approved, since, size=self._batch_size, age_s=self._age_s, now=self._clock())
        by_kind = {kind: [each for each in approved if each.kind is kind] for kind in ProposalKind}
        count = self._register(connection, by_kind[ProposalKind.REGISTER])
        count += self._join_and_part(connection, [*by_kind[ProposalKind.MERGE], *by_kind[ProposalKind.SPLIT]])
        count += self._revoke(connection, by_kind[ProposalKind.REVOKE])
        extending = (ProposalKind.LINK, ProposalKind.AMEND, ProposalKind.UNLINK)
        count += self._extend(connection, [each for kind in extending for each in by_kind[kind]])
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

    def _join_and_part(self, connection: Connection, approved: Iterable[ProposalSummary]) -> int:
        """Merges and splits one by one: the consents each needs depend on the ones before, so a GID is in one a round.

        What still waits for consents stays approved; here is where they are called for.
        """
        busy = _under_way(connection)
        count = 0
        for each in approved:
            gids = {gid for gid in (each.gid, each.other_gid) if gid is not None}
            if not busy.isdisjoint(gids):
                continue
            call = draw_up(connection, self._client, each)
            if call.missing or OfficeCode(call.proposer) not in self._signers:
                continue
            busy |= gids
            self._submit(connection, operation_of(call, each.kind), [each])
            count += 1
        return count

    def _revoke(self, connection: Connection, approved: Iterable[ProposalSummary]) -> int:
        count = 0
        busy = _under_way(connection)
        for each in approved:
            if each.gid in busy:
                continue
            reason_hash = keccak("|".join(("gid-pilot/revoke/1", each.id, *each.reasons)).encode())
            operation = RevokeApplicant(OfficeCode(each.office), Gid(each.gid or 0), reason_hash, [each.id])
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
        held = {stored.record.record_id: stored for stored in records_of_gid(connection, row.gid)}
        leaving = _leaving(connection, [each for each in approved if each.kind is ProposalKind.UNLINK]) & held.keys()
        adding = members_of(connection, [each.id for each in approved if each.kind is not ProposalKind.UNLINK])
        members = {record for listed in adding.values() for record, _ in listed}
        records = records_of(connection, (members | held.keys()) - leaving)
        before = self._linked(row, held.values())
        offices = {stored.record.office for stored in records}
        gone = before - offices if leaving or _uncovered(held.values()) else set()
        return _Extension(
            row=row,
            acting=row.office if row.office in offices else min(offices & before or offices),
            records=tuple(records),
            leaving=tuple(sorted(leaving)),
            joining=tuple(sorted(offices - before)),
            parting=tuple(sorted(gone)),
            approved=tuple(approved),
        )

    def _linked(self, row: ApplicantRow, held: Collection[StoredRecord]) -> set[str]:
        """The offices with a live link; the chain is asked where a merge or split moved records past our own notes."""
        if _uncovered(held):
            bitmap = self._client.offices_of(Gid(row.gid))
            return {str(office.code) for office in self._client.all_offices() if bitmap >> office.number & 1}
        return {stored.record.office for stored in held} | {row.office}

    def _amend(self, connection: Connection, extensions: Iterable["_Extension"]) -> int:
        count = 0
        ordered = sorted(extensions, key=lambda each: (each.acting, each.row.gid))
        for office, group in groupby(ordered, lambda each: each.acting):
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
        changes = [(each.row.gid, office, True) for each in extensions for office in each.joining]
        changes += [(each.row.gid, office, False) for each in extensions for office in each.parting]
        await_links(connection, changes)
        return send_awaited_links(connection, self._signers)

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
    """A GID whose record changes.

    Attributes:
        acting: The office that sends the new commitment.
        records: Those it will have.
        leaving: Record ids it will no longer have.
        joining: Offices that were not linked before.
        parting: Offices that hold no record of it any more.
    """

    row: ApplicantRow
    acting: str
    records: tuple[StoredRecord, ...]
    leaving: tuple[str, ...]
    joining: tuple[str, ...]
    parting: tuple[str, ...]
    approved: tuple[ProposalSummary, ...]

    def reference(self, leaf: Commitment) -> dict[str, Any]:
        """What the result has to say when it comes back, so that it can be taken over without the proposal."""
        return {
            "gid": self.row.gid,
            "commitment": leaf.hex(),
            "proposals": [each.id for each in self.approved],
            "records": [[stored.record.record_id, stored.version] for stored in self.records],
            "leaving": list(self.leaving),
        }


def _uncovered(held: Iterable[StoredRecord]) -> bool:
    return any(stored.committed_version is None for stored in held)


def _leaving(connection: Connection, unlinks: Sequence[ProposalSummary]) -> set[str]:
    """The records that approved unlinks take out: the last side of each."""
    proposals = read_proposals(connection, [each.id for each in unlinks])
    return {record for each in proposals for record in each.sides[-1]}


def _under_way(connection: Connection) -> set[int]:
    """GIDs with a submitted merge or amendment; their next one waits for its result."""
    table = proposals.c
    rows = connection.execute(select(table.gid, table.other_gid).where(table.state == ProposalState.SUBMITTED))
    return {gid for row in rows for gid in row if gid is not None}


def _chunks(values: Sequence[Value], size: int) -> Iterable[Sequence[Value]]:
    return (values[start : start + size] for start in range(0, len(values), size))
