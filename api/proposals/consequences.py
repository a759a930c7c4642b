"""What approving a proposal would do, and what would undo it: for people to see before they decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from api.proposals.model import Proposal, ProposalKind
from api.store.records import records_of_gid


class Undo(StrEnum):
    """How a mistake is put right once the chain has it; before that every decision can simply be taken back."""

    SPLIT = "split"
    MERGE = "merge"
    LINK = "link"
    UNLINK = "unlink"
    REVOKE = "revoke"
    AMEND = "amend"
    REGISTER_AGAIN = "registerAgain"


_UNDO = {
    ProposalKind.REGISTER: Undo.REVOKE,
    ProposalKind.LINK: Undo.UNLINK,
    ProposalKind.MERGE: Undo.SPLIT,
    ProposalKind.SPLIT: Undo.MERGE,
    ProposalKind.UNLINK: Undo.LINK,
    ProposalKind.AMEND: Undo.AMEND,
    ProposalKind.REVOKE: Undo.REGISTER_AGAIN,
}


@dataclass(frozen=True, slots=True)
class GidChange:
    """One GID before and after; `gid` is None for one that would be allotted. Statuses are the registry's words."""

    gid: int | None
    before: str
    after: str
    records_before: int
    records_after: int
    offices_before: tuple[str, ...]
    offices_after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """An office record that changes hands; None stands for no GID, or for one that would be allotted."""

    record_id: str
    source: int | None
    target: int | None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Consequences:
    """What would change.

    Attributes:
        signing: Offices whose signed consent would be needed, as far as their records tell; the chain has the last
            word when the consents are called for.
        sending: Offices that would send a transaction of their own.
    """

    gids: tuple[GidChange, ...]
    moves: tuple[Move, ...]
    signing: tuple[str, ...]
    sending: tuple[str, ...]
    undo: Undo


def consequences_of(connection: Connection, proposal: Proposal) -> Consequences:
    """Work out what approving would do, from what is registered now."""
    summary = proposal.summary
    held = _held(connection, summary.gid)
    other = _held(connection, summary.other_gid)
    named = [stored.record.record_id for stored in proposal.records]
    moving = list(proposal.sides[-1]) if proposal.sides else []
    gids, moves = _changes(proposal, held, other, named, moving)
    offices = _offices(held | other | set(named))
    consented = summary.kind in (ProposalKind.MERGE, ProposalKind.SPLIT)
    return Consequences(
        gids=gids,
        moves=moves,
        signing=tuple(office for office in offices if consented and office != summary.office),
        sending=(summary.office,) if consented else offices,
        undo=Undo.MERGE if summary.kind is ProposalKind.UNLINK and summary.apart else _UNDO[summary.kind],
    )


def _changes(
    proposal: Proposal, held: set[str], other: set[str], named: list[str], moving: list[str]
) -> tuple[tuple[GidChange, ...], tuple[Move, ...]]:
    summary = proposal.summary
    gid, second = summary.gid, summary.other_gid
    if summary.kind is ProposalKind.REGISTER:
        return (_change(None, set(), set(named), before=""),), tuple(Move(each, None, None, True) for each in named)
    if summary.kind is ProposalKind.MERGE:
        changes = (_change(gid, held, held | other), _change(second, other, set(), after="merged"))
        return changes, tuple(Move(each, second, gid) for each in sorted(other))
    if summary.kind is ProposalKind.SPLIT:
        back = set(moving) & held
        changes = (_change(gid, held, held - back), _change(second, set(), back, before="merged"))
        return changes, tuple(Move(each, gid, second) for each in sorted(back))
    if summary.kind is ProposalKind.LINK:
        fresh = set(named) - held
        return (_change(gid, held, held | fresh),), tuple(Move(each, None, gid) for each in sorted(fresh))
    if summary.kind is ProposalKind.UNLINK:
        apart = (_change(None, set(), set(moving), before=""),) if summary.apart else ()
        return (_change(gid, held, held - set(moving)), *apart), tuple(
            Move(each, gid, None, summary.apart) for each in moving
        )
    if summary.kind is ProposalKind.REVOKE:
        return (_change(gid, held, set(), after="revoked"),), tuple(Move(each, gid, None) for each in sorted(held))
    return (_change(gid, held, held),), ()


def _change(
    gid: int | None, records: set[str], then: set[str], *, before: str = "active", after: str = "active"
) -> GidChange:
    return GidChange(gid, before, after, len(records), len(then), _offices(records), _offices(then))


def _held(connection: Connection, gid: int | None) -> set[str]:
    return {stored.record.record_id for stored in records_of_gid(connection, gid)} if gid is not None else set()


def _offices(record_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({record_id.partition(":")[0] for record_id in record_ids}))
