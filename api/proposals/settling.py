"""Take the results of operations over: what the chain did becomes applicants, links and states of proposals."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from api.clock import stamp
from api.proposals.apart import register_apart
from api.proposals.linking import await_links
from api.proposals.model import ProposalKind, ProposalState
from api.proposals.rules import Rules
from api.proposals.standing import survivor_at_end
from api.store.applicants import ApplicantRow, add_applicants, change_applicant
from api.store.audit import note
from api.store.commitments import records_behind
from api.store.constraints import reconcile
from api.store.erasing import NO_NAME
from api.store.merged import brought_by, forget_merged, note_merged
from api.store.proposal_changes import move_proposal, move_proposals
from api.store.proposals import gids_of, members_of, read_proposals, read_summary
from api.store.records import (
    give_records,
    move_records,
    records_of_gid,
    register_records,
    split_record_id,
    uncover,
    unmark,
)
from node.operations import OperationKind
from node.results import OperationResult


@dataclass(slots=True)
class _Counts:
    batches: int = 0
    registered: int = 0
    linked: int = 0
    amended: int = 0
    merged: int = 0
    split: int = 0
    unlinked: int = 0
    revoked: int = 0
    failed: int = 0
    transactions: int = 0
    gas_used: int = 0


class Settlement:
    """Applies results, each in the transaction in which it was taken, and counts them."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._at = stamp(rules.clock())
        self._counts = _Counts()

    def counts(self) -> dict[str, int]:
        """What was applied so far, by the names `AnchorReport` has."""
        return asdict(self._counts)

    def apply(self, connection: Connection, result: OperationResult) -> None:
        """Apply one result; calling it for every result exactly once is `take_results`' part."""
        self._counts.transactions += result.transaction_hash is not None
        self._counts.gas_used += result.gas_used
        detail = {
            "operation": result.operation_id,
            "kind": str(result.kind),
            "transaction": result.transaction_hash.hex() if result.transaction_hash else "",
        }
        error = result.error()
        if error is not None:
            self._refused(connection, result, str(error))
            note(connection, "operation_refused", result.office, actor="anchor", at=self._at, detail=detail)
            return
        if result.kind is OperationKind.REGISTER:
            self._registered(connection, result)
        elif result.kind is OperationKind.AMEND:
            self._amended(connection, result)
        elif result.kind is OperationKind.LINK:
            self._counts.linked += len(result.reference)
        elif result.kind is OperationKind.UNLINK:
            self._counts.unlinked += len(result.reference)
        elif result.kind is OperationKind.MERGE:
            self._merged(connection, result)
        elif result.kind is OperationKind.SPLIT:
            self._split_off(connection, result)
        elif result.kind is OperationKind.REVOKE:
            self._revoked(connection, result)
        note(connection, "operation_anchored", result.office, actor="anchor", at=self._at, detail=detail)

    def _registered(self, connection: Connection, result: OperationResult) -> None:
        names, allotted = _names(result.reference), result.allotted()
        earlier = gids_of(connection, names)  # of a result that came before the chain lost its last blocks
        members = members_of(connection, names)
        records = records_behind(connection, [commitment.hex() for _, commitment in allotted])
        rows, committed, moved = [], [], {}
        joining: list[tuple[int, str, bool]] = []
        for (gid, commitment), name in zip(allotted, names, strict=True):
            record = records.get(commitment.hex())
            rows.append(_applicant_row(gid, commitment.hex(), record, result.office, self._at))
            committed += [(record_id, version, gid) for record_id, version in members.get(name, ())]
            moved[name] = {"gid": gid}
            if earlier.get(name) == gid:  # its links were enqueued the first time, and come again by themselves
                continue
            for office in {split_record_id(record_id)[0] for record_id, _ in members.get(name, ())} - {result.office}:
                joining.append((gid, office, True))
        add_applicants(connection, rows)
        register_records(connection, committed)
        move_proposals(connection, ProposalState.ANCHORED, moved, columns=("gid",))
        await_links(connection, joining)
        self._counts.registered += len(rows)
        self._counts.batches += 1

    def _amended(self, connection: Connection, result: OperationResult) -> None:
        for entry in _entries(result.reference):
            record = records_behind(connection, [entry["commitment"]]).get(entry["commitment"])
            shown = _shown(record, self._at)
            change_applicant(connection, entry["gid"], commitment=entry["commitment"], amended=True, **shown)
            committed = [(record_id, version, entry["gid"]) for record_id, version in entry["records"]]
            register_records(connection, committed)
            reconcile(connection, {record_id for record_id, _ in entry["records"]})
            give_records(connection, entry.get("leaving", ()), None)
            for name in entry["proposals"]:
                move_proposal(connection, name, ProposalState.ANCHORED)
            self._register_apart(connection, entry["proposals"])
            self._counts.amended += 1

    def _register_apart(self, connection: Connection, names: Sequence[str]) -> None:
        for proposal in read_proposals(connection, names):
            if proposal.summary.kind is ProposalKind.UNLINK and proposal.summary.apart:
                register_apart(connection, proposal, self._rules)

    def _merged(self, connection: Connection, result: OperationResult) -> None:
        for name in _names(result.reference):
            summary = read_summary(connection, name)
            if summary.gid is not None and summary.other_gid is not None:
                note_merged(connection, summary.other_gid)
                change_applicant(connection, summary.other_gid, survivor=summary.gid)
                move_records(connection, summary.other_gid, summary.gid)
                held = {stored.record.record_id for stored in records_of_gid(connection, summary.gid)}
                reconcile(connection, held)
            move_proposal(connection, name, ProposalState.ANCHORED)
            self._counts.merged += 1

    def _split_off(self, connection: Connection, result: OperationResult) -> None:
        """Give the GID back what it brought; both commitments are made anew, for both say less than they should."""
        for name in _names(result.reference):
            gid = read_summary(connection, name).other_gid
            path = survivor_at_end(connection, gid) if gid is not None else []
            if gid is not None and path:
                back = brought_by(connection, gid, path[-1])
                change_applicant(connection, gid, survivor=None)
                give_records(connection, back, gid)
                forget_merged(connection, [gid, *path], back)
                uncover(connection, path[-1])
            move_proposal(connection, name, ProposalState.ANCHORED)
            self._counts.split += 1

    def _revoked(self, connection: Connection, result: OperationResult) -> None:
        """Set the records free: what stands behind a revoked number may be registered again, under another one."""
        for name in _names(result.reference):
            gid = read_summary(connection, name).gid
            if gid is not None:
                held = [stored.record.record_id for stored in records_of_gid(connection, gid)]
                give_records(connection, held, None)
            move_proposal(connection, name, ProposalState.ANCHORED)
            self._counts.revoked += 1

    def _refused(self, connection: Connection, result: OperationResult, why: str) -> None:
        self._counts.failed += 1
        names = [] if result.kind in (OperationKind.LINK, OperationKind.UNLINK) else _names(result.reference)
        if result.kind is OperationKind.AMEND:
            for entry in _entries(result.reference):
                unmark(connection, entry["gid"])
            names = [name for entry in _entries(result.reference) for name in entry["proposals"]]
        for name in names:
            move_proposal(connection, name, ProposalState.FAILED, failure=why)


def _applicant_row(gid: int, commitment: str, record: dict[str, Any] | None, office: str, at: str) -> ApplicantRow:
    return ApplicantRow(
        gid=gid,
        office=office,
        commitment=commitment,
        record_version=1,
        survivor=None,
        created_at=at,
        **_shown(record, at),
    )


def _shown(record: dict[str, Any] | None, at: str) -> dict[str, Any]:
    """What is shown of an applicant; nothing where its record was erased while the chain had still to answer."""
    if record is None:
        return {"standard_name": NO_NAME, "kind": "unknown", "country": "", "erased_at": at}
    names = {"standard_name": record["standardName"], "kind": record["kind"], "country": record["country"]}
    return {**names, "erased_at": None}


def _names(reference: Sequence[Any]) -> list[str]:
    return [str(entry) for entry in reference if isinstance(entry, str)]


def _entries(reference: Sequence[Any]) -> list[dict[str, Any]]:
    return [entry for entry in reference if isinstance(entry, dict)]
