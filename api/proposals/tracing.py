"""How far a proposal has come: its transaction and block, and what was decided about the same records before."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from api.proposals.model import Proposal
from api.store.tables import judgements, proposal_members, proposals
from node.tables import operations

MOST_EARLIER = 20
LEAST_SHARED = 2
"""Records another proposal must share with this one to say something about it; one is shared by chance."""


@dataclass(frozen=True, slots=True)
class SentOperation:
    """The operation that carries a proposal; `batch` only for registrations."""

    office: str
    kind: str
    state: str
    transaction: str
    block: int | None
    batch: int | None
    gas_used: int


@dataclass(frozen=True, slots=True)
class EarlierJudgement:
    """A judgement about another proposal that holds at least two of the same records, or the same GIDs."""

    proposal_id: str
    kind: str
    by: str
    office: str
    decision: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a proposal stands on its way, and where it comes from."""

    operation: SentOperation | None
    earlier: tuple[EarlierJudgement, ...]


def trace_of(connection: Connection, proposal: Proposal) -> Trace:
    """Read both."""
    return Trace(_operation(connection, proposal.id), _earlier(connection, proposal))


def _operation(connection: Connection, proposal_id: str) -> SentOperation | None:
    number = connection.execute(select(proposals.c.operation_id).where(proposals.c.id == proposal_id)).scalar()
    if not number or not number.isdigit():
        return None
    row = connection.execute(select(operations).where(operations.c.id == int(number))).first()
    if row is None:
        return None
    sent = "0x" + bytes(row.transaction_hash).hex() if row.transaction_hash else ""
    return SentOperation(row.office, row.kind, row.state, sent, row.block_number, row.batch, row.gas_used or 0)


def _earlier(connection: Connection, proposal: Proposal) -> tuple[EarlierJudgement, ...]:
    member, table, judged = proposal_members.c, proposals.c, judgements.c
    own = select(member.record_id).where(member.proposal_id == proposal.id)
    sharing = (
        select(member.proposal_id)
        .where(member.record_id.in_(own), member.proposal_id != proposal.id)
        .group_by(member.proposal_id)
        .having(func.count() >= min(LEAST_SHARED, max(len(proposal.records), 1)))
    )
    gids = [gid for gid in (proposal.summary.gid, proposal.summary.other_gid) if gid is not None]
    same_gids = (table.gid.in_(gids)) & (table.other_gid.in_(gids)) & (table.id != proposal.id)
    query = (
        select(judged.proposal_id, table.kind, judged.by, judged.office, judged.decision, judged.reason, judged.at)
        .join(proposals, table.id == judged.proposal_id)
        .where(or_(table.id.in_(sharing), same_gids))
        .order_by(judged.id.desc())
        .limit(MOST_EARLIER)
    )
    return tuple(EarlierJudgement(*row) for row in connection.execute(query))
