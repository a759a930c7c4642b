"""An office took back records that GIDs stand on: people are asked to take them off, or to revoke the GID."""

from collections.abc import Collection

from sqlalchemy import Connection

from api.clock import Clock
from api.logs import event_log
from api.proposals.by_hand import Wanted, raise_by_hand
from api.proposals.model import ProposalKind
from api.store.records import heads, records_of, records_of_gid
from node.errors import GidError

REASON = "Its office has withdrawn the record."
REASON_FOR_ALL = "The offices have withdrawn every record of it."


def propose_parting(connection: Connection, record_ids: Collection[str], *, by: str, clock: Clock) -> None:
    """Raise an unlink for each GID that keeps other records, a revocation for each that keeps none.

    Raised once, when the record is withdrawn: what people then reject is not raised again. What cannot be raised now,
    because something about the GID is on its way to the chain, is logged; `withdrawn_members` always lists it.
    """
    gids = {stored.gid for stored in records_of(connection, record_ids) if stored.gid is not None}
    for gid in sorted(gids):
        held = [stored.record.record_id for stored in records_of_gid(connection, gid)]
        gone = {name for name, head in heads(connection, held).items() if head.withdrawn}
        if gone == set(held):
            wanted = Wanted(ProposalKind.REVOKE, gid=gid, by=by, reason=REASON_FOR_ALL)
        else:
            leaving = tuple(sorted(gone & set(record_ids)))
            wanted = Wanted(ProposalKind.UNLINK, record_ids=leaving, by=by, reason=REASON)
        try:
            raise_by_hand(connection, wanted, clock)
        except GidError as error:
            event_log().warning("parting_not_proposed", gid=gid, error=type(error).__name__)
