"""Consents to merges and splits: what offices are asked to sign, and what they signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from api.store.tables import consent_calls, consents


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """One office's signature, and who gave it when."""

    office: str
    signature: bytes
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class ConsentCall:
    """What the offices concerned are asked for before an approved merge or split can be sent.

    Attributes:
        proposer: The office that sends the transaction; sending it is its consent.
        merged: The GID that is merged, or was and is to be split off.
        survivor: The GID it leads to.
        op_id: The operation id that the signatures name, 32 bytes.
        deadline: Last second at which they count, unix time of the chain.
        numbers: Office number on the chain by code, for every office concerned, the proposer among them.
    """

    proposal_id: str
    proposer: str
    merged: int
    survivor: int
    op_id: bytes
    deadline: int
    numbers: Mapping[str, int]
    given: Sequence[GivenConsent] = ()

    @property
    def missing(self) -> list[str]:
        """The offices that have not signed yet, sorted."""
        return sorted(self.numbers.keys() - {each.office for each in self.given} - {self.proposer})


def keep_call(connection: Connection, call: ConsentCall) -> None:
    """Keep what offices are asked for, in place of what they were asked before; earlier signatures are void then."""
    drop_call(connection, call.proposal_id)
    connection.execute(
        insert(consent_calls).values(
            proposal_id=call.proposal_id,
            proposer=call.proposer,
            merged=call.merged,
            survivor=call.survivor,
            op_id=call.op_id,
            deadline=call.deadline,
            offices=dict(call.numbers),
        )
    )


def drop_call(connection: Connection, proposal_id: str) -> None:
    """Forget what was asked for and what was given."""
    connection.execute(delete(consents).where(consents.c.proposal_id == proposal_id))
    connection.execute(delete(consent_calls).where(consent_calls.c.proposal_id == proposal_id))


def keep_consent(connection: Connection, proposal_id: str, given: GivenConsent) -> None:
    """Keep one office's signature; a second one replaces the first."""
    same = (consents.c.proposal_id == proposal_id) & (consents.c.office == given.office)
    connection.execute(delete(consents).where(same))
    values = {"office": given.office, "signature": given.signature, "by": given.by, "at": given.at}
    connection.execute(insert(consents).values(proposal_id=proposal_id, **values))


def read_call(connection: Connection, proposal_id: str) -> ConsentCall | None:
    """What is asked for about a proposal, with what was given; None while nothing is."""
    row = connection.execute(select(consent_calls).where(consent_calls.c.proposal_id == proposal_id)).first()
    if row is None:
        return None
    query = select(consents).where(consents.c.proposal_id == proposal_id).order_by(consents.c.office)
    given = tuple(
        GivenConsent(each.office, bytes(each.signature), each.by, each.at) for each in connection.execute(query)
    )
    return ConsentCall(
        row.proposal_id,
        row.proposer,
        row.merged,
        row.survivor,
        bytes(row.op_id),
        row.deadline,
        dict(row.offices),
        given,
    )
