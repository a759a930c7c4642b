"""All that the pilot holds, read once: what the report's figures and the rules of the issue log are counted from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, select

from api.exports.all_losses import count_losses
from api.exports.form import ExportForm
from api.exports.losses import Loss
from api.proposals.model import ProposalKind, ProposalState
from api.store.records import StoredRecord, all_records
from api.store.tables import proposal_links, proposal_members, proposals, record_heads
from matching.analysis import NameColumns, NameKey, analyse_names

GONE = (ProposalState.REJECTED, ProposalState.SUPERSEDED)
"""States in which a proposal no longer says that its records are one applicant."""


@dataclass(frozen=True)
class Corpus:
    """Office records, and how they stand together.

    Attributes:
        records: By record id, in their present version.
        proposed: Group by record id, as matching proposes it, doubtful groups included; a record that stands in no
            live proposal is in the group of its GID, else alone.
        registered: GID, as text, by record id; only records that have one.
        proposal_of: The live register proposal by record id.
        links: Probability by pair of record ids, of every scored pair inside a live register proposal.
        losses: What each form of export loses of the registered applicants.
    """

    records: Mapping[str, StoredRecord]
    proposed: Mapping[str, str]
    registered: Mapping[str, str]
    proposal_of: Mapping[str, str]
    links: Mapping[tuple[str, str], float]
    losses: Mapping[ExportForm, tuple[Loss, ...]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, int]:
        """Row of the filed name of each record in `columns`."""
        return {record_id: row for row, record_id in enumerate(self.records)}

    @cached_property
    def columns(self) -> NameColumns:
        """The filed names, analysed as matching analyses them; one row a record."""
        keys = [_name_key(stored) for stored in self.records.values()]
        rows = {key: row for row, key in enumerate(dict.fromkeys(keys))}
        return analyse_names(list(rows)).take([rows[key] for key in keys])

    def filed_name(self, record_id: str) -> str:
        """The name as filed."""
        return self.records[record_id].record.name_forms[0].text


def read_corpus(connection: Connection) -> Corpus:
    """Read it; a few seconds per 100,000 records."""
    records = {stored.record.record_id: stored for stored in all_records(connection)}
    proposal_of = live_proposals(connection)
    registered = registered_groups(connection)
    proposed = {record_id: proposal_of.get(record_id) or registered.get(record_id, record_id) for record_id in records}
    link = proposal_links.c
    query = (
        select(link.left, link.right, link.probability)
        .join(proposals, proposals.c.id == link.proposal_id)
        .where(proposals.c.kind == ProposalKind.REGISTER, proposals.c.state.not_in(GONE))
    )
    links = {(row.left, row.right): row.probability for row in connection.execute(query)}
    return Corpus(records, proposed, registered, proposal_of, links, count_losses(connection))


def live_proposals(connection: Connection) -> dict[str, str]:
    """The standing register proposal of each record: what the matcher would make one applicant."""
    standing = (
        select(proposal_members.c.record_id, proposals.c.id)
        .join(proposals, proposals.c.id == proposal_members.c.proposal_id)
        .where(proposals.c.kind == ProposalKind.REGISTER, proposals.c.state.not_in(GONE))
    )
    return {row.record_id: row.id for row in connection.execute(standing)}


def registered_groups(connection: Connection) -> dict[str, str]:
    """The GID, as text, of each record that has one."""
    rows = connection.execute(select(record_heads.c.record_id, record_heads.c.gid))
    return {record: str(gid) for record, gid in rows if gid is not None}


def _name_key(stored: StoredRecord) -> NameKey:
    record = stored.record
    form = record.name_forms[0]
    kind = record.kind if record.kind != "unknown" else ""
    return NameKey(form.text, record.country, form.language, kind)
