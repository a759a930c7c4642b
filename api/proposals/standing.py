"""What the registered applicants allow: whether a change to a GID can be made now, and with which records."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from api.errors import ImpossibleChangeError, UnknownRecordError
from api.proposals.model import ProposalKind
from api.store.applicants import ApplicantRow, find_applicant
from api.store.merged import brought_by
from api.store.records import StoredRecord, records_of, records_of_gid
from api.store.tables import applicants
from node.entries import EntryStatus
from node.errors import InvalidInputError, UnknownGidError
from node.identifiers import Gid, format_gid
from node.tables import entries

Records = tuple[StoredRecord, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a GID that can be made.

    Attributes:
        gid: The GID that stays or is revoked.
        other_gid: The one that is merged into it or split off again.
        office: Who sends the transaction.
        sides: The records concerned: those that stay where they are first, then those that move.
    """

    kind: ProposalKind
    gid: int
    other_gid: int | None
    office: str
    sides: tuple[Records, ...]


def change_of(
    connection: Connection, kind: ProposalKind, gid: int | None, other_gid: int | None, *, record_ids: Collection[str]
) -> Change:
    """Work out what a change would touch.

    Args:
        connection: A consistent view.
        kind: Merge, split, link, unlink or revoke.
        gid: The applicant; for a split the merged GID, or its survivor where only one was merged into that.
        other_gid: The second one of a merge.
        record_ids: The records to link or unlink.

    Raises:
        UnknownGidError, UnknownRecordError: there is none.
        InvalidInputError: something is missing, or stands twice.
        ImpossibleChangeError: it cannot be done as things stand.
    """
    if kind is ProposalKind.UNLINK:
        return _unlink(connection, record_ids)
    if kind is ProposalKind.SPLIT:
        return _split(connection, _known(connection, gid))
    row = require_active(connection, gid)
    if kind is ProposalKind.MERGE:
        return _merge(connection, row, require_active(connection, other_gid))
    if kind is ProposalKind.LINK:
        return _link(connection, row, record_ids)
    if kind is ProposalKind.REVOKE:
        return _revoke(connection, row)
    raise InvalidInputError(f"a person can propose merge, split, link, unlink or revoke; {kind} is matching's part")


def acting_office(row: ApplicantRow, records: Sequence[StoredRecord]) -> str:
    """The office that speaks for an applicant: the one that registered it, while it holds a record of it."""
    offices = {stored.record.office for stored in records}
    return row.office if row.office in offices or not offices else min(offices)


def survivor_at_end(connection: Connection, gid: int) -> list[int]:
    """The GIDs that a merged one leads to, one after the other; the last one lives."""
    path: list[int] = []
    while (row := find_applicant(connection, gid)) is not None and row.survivor is not None:
        gid = row.survivor
        path.append(gid)
    return path


def merged_below(connection: Connection, gid: int) -> list[int]:
    """The GIDs merged directly into this one, ascending."""
    query = select(applicants.c.gid).where(applicants.c.survivor == gid).order_by(applicants.c.gid)
    return list(connection.execute(query).scalars())


def _merge(connection: Connection, one: ApplicantRow, other: ApplicantRow) -> Change:
    if one.gid == other.gid:
        raise InvalidInputError("a GID cannot be merged into itself; give two")
    elder, younger = sorted((one, other), key=lambda row: row.gid)
    sides = (_held(connection, elder.gid), _held(connection, younger.gid))
    return Change(ProposalKind.MERGE, elder.gid, younger.gid, acting_office(elder, sides[0]), sides)


def _split(connection: Connection, row: ApplicantRow) -> Change:
    if row.survivor is None:
        below = merged_below(connection, row.gid)
        if len(below) != 1:
            found = ", ".join(format_gid(Gid(gid)) for gid in below) or "none"
            raise ImpossibleChangeError(
                f"{format_gid(Gid(row.gid))} is not merged; merged into it: {found}. Name the one to split off"
            )
        row = _known(connection, below[0])
    end = survivor_at_end(connection, row.gid)[-1]
    back = set(brought_by(connection, row.gid, end))
    held = _held(connection, end)
    sides = (
        tuple(stored for stored in held if stored.record.record_id not in back),
        tuple(stored for stored in held if stored.record.record_id in back),
    )
    if not all(sides):
        raise ImpossibleChangeError(
            f"splitting off {format_gid(Gid(row.gid))} would leave one of the two without a record"
        )
    return Change(ProposalKind.SPLIT, end, row.gid, acting_office(row, sides[1]), sides)


def _link(connection: Connection, row: ApplicantRow, record_ids: Collection[str]) -> Change:
    records = _named(connection, record_ids)
    for stored in records:
        if stored.gid is not None:
            raise ImpossibleChangeError(
                f"{stored.record.record_id} belongs to {format_gid(Gid(stored.gid))}; merge the two, or unlink it first"
            )
    held = _held(connection, row.gid)
    return Change(ProposalKind.LINK, row.gid, None, acting_office(row, held), (held, records))


def _unlink(connection: Connection, record_ids: Collection[str]) -> Change:
    leaving = _named(connection, record_ids)
    gids = {stored.gid for stored in leaving}
    if len(gids) != 1 or None in gids:
        raise ImpossibleChangeError("the records to unlink do not belong to one and the same GID")
    row = _known(connection, gids.pop())
    names = {stored.record.record_id for stored in leaving}
    staying = tuple(stored for stored in _held(connection, row.gid) if stored.record.record_id not in names)
    if not staying:
        raise ImpossibleChangeError(
            f"{format_gid(Gid(row.gid))} has no other record; revoke it instead, or merge it into another"
        )
    return Change(ProposalKind.UNLINK, row.gid, None, acting_office(row, staying), (staying, leaving))


def _revoke(connection: Connection, row: ApplicantRow) -> Change:
    held = _held(connection, row.gid)
    offices = sorted({stored.record.office for stored in held})
    if len(offices) > 1:
        raise ImpossibleChangeError(
            f"{', '.join(offices)} hold records of {format_gid(Gid(row.gid))}; unlink all but those of one office first"
        )
    if below := merged_below(connection, row.gid):
        names = ", ".join(format_gid(Gid(gid)) for gid in below)
        raise ImpossibleChangeError(f"{names} lead to {format_gid(Gid(row.gid))}; split them off first")
    return Change(ProposalKind.REVOKE, row.gid, None, acting_office(row, held), (held,))


def _known(connection: Connection, gid: int | None) -> ApplicantRow:
    if gid is None:
        raise InvalidInputError("a GID is missing")
    row = find_applicant(connection, gid)
    if row is None:
        raise UnknownGidError(gid)
    return row


def require_active(connection: Connection, gid: int | None) -> ApplicantRow:
    """The applicant with this GID.

    Raises:
        UnknownGidError: there is none.
        ImpossibleChangeError: it was merged or revoked.
    """
    row = _known(connection, gid)
    if row.survivor is not None:
        path = survivor_at_end(connection, row.gid)
        raise ImpossibleChangeError(
            f"{format_gid(Gid(row.gid))} was merged into {format_gid(Gid(path[-1]))}; propose it for that one"
        )
    if chain_status(connection, row.gid) is EntryStatus.REVOKED:
        raise ImpossibleChangeError(f"{format_gid(Gid(row.gid))} was revoked")
    return row


def chain_status(connection: Connection, gid: int) -> EntryStatus | None:
    """Where a GID stands by the index; None when that has not followed yet."""
    return chain_statuses(connection, [gid]).get(gid)


def chain_statuses(connection: Connection, gids: Collection[int]) -> dict[int, EntryStatus]:
    """Where GIDs stand by the index; those that it has not followed yet are left out."""
    query = select(entries.c.gid, entries.c.status).where(entries.c.gid.in_(gids))
    return {row.gid: EntryStatus(row.status) for row in connection.execute(query)}


def _held(connection: Connection, gid: int) -> Records:
    return tuple(records_of_gid(connection, gid))


def _named(connection: Connection, record_ids: Collection[str]) -> Records:
    found = records_of(connection, set(record_ids))
    if not record_ids:
        raise InvalidInputError("no office record is named")
    missing = set(record_ids) - {stored.record.record_id for stored in found}
    if missing:
        raise UnknownRecordError(min(missing))
    return tuple(found)
