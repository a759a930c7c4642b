"""Accept every proposal above a stated confidence at once: counted first, then only if nothing changed since."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.errors import BulkChangedError
from api.proposals.approving import POLICY_CHUNK, Approval, approve, has_moved
from api.proposals.model import Proposal, ProposalKind, ProposalState
from api.proposals.policy import contradictions
from api.proposals.rules import Rules
from api.store.proposals import read_proposals, summaries_in

BULK_KINDS = (ProposalKind.REGISTER, ProposalKind.LINK, ProposalKind.AMEND)
"""Kinds that can be accepted many at a time; what ends, undoes or joins identifiers is decided one by one."""


@dataclass(frozen=True, slots=True)
class BulkFilter:
    """Which proposals: those at or above `least`, of one kind and office where these are given."""

    least: float
    kind: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class BulkCount:
    """What would be accepted; `mark` changes with it, `left_out` have contradicting identifiers or changed records."""

    proposals: int
    records: int
    kinds: Mapping[str, int]
    offices: Mapping[str, int]
    lowest: float | None
    left_out: int
    mark: str


def count_bulk(connection: Connection, wanted: BulkFilter) -> BulkCount:
    """Count what would be accepted."""
    chosen, left_out = _chosen(connection, wanted)
    summaries = [each.summary for each in chosen]
    seal = hashlib.sha256("\n".join(f"{each.id} {each.version}" for each in summaries).encode())
    return BulkCount(
        proposals=len(summaries),
        records=sum(each.record_count for each in summaries),
        kinds=dict(Counter(str(each.kind) for each in summaries)),
        offices=dict(sorted(Counter(office for each in summaries for office in each.offices).items())),
        lowest=min((each.probability for each in summaries), default=None),
        left_out=left_out,
        mark=seal.hexdigest()[:32],
    )


def accept_bulk(
    connection: Connection, wanted: BulkFilter, rules: Rules, *, mark: str | None, by: str, office: str, reason: str
) -> BulkCount:
    """Accept them in the caller's transaction; all or none.

    Raises:
        BulkChangedError: they are not those whose mark is given.
    """
    counted = count_bulk(connection, wanted)
    if mark is not None and mark != counted.mark:
        raise BulkChangedError
    chosen, _ = _chosen(connection, wanted)
    why = reason or f"Accepted together: probability {wanted.least:g} or more."
    for start in range(0, len(chosen), POLICY_CHUNK):
        approve(connection, [Approval(each, by, office, why) for each in chosen[start : start + POLICY_CHUNK]], rules)
    return counted


def _chosen(connection: Connection, wanted: BulkFilter) -> tuple[list[Proposal], int]:
    names = [
        each.id
        for each in summaries_in(connection, (ProposalState.PROPOSED,))
        if each.kind in BULK_KINDS
        and not each.raised_by
        and each.probability >= wanted.least
        and wanted.kind in ("", each.kind)
        and (not wanted.office or wanted.office in each.offices)
    ]
    found = _in_full(connection, names)
    clean = [each for each in found if not has_moved(each) and not _contradicts(each)]
    return clean, len(found) - len(clean)


def _in_full(connection: Connection, names: Sequence[str]) -> list[Proposal]:
    starts = range(0, len(names), POLICY_CHUNK)
    return [each for start in starts for each in read_proposals(connection, names[start : start + POLICY_CHUNK])]


def _contradicts(proposal: Proposal) -> bool:
    return bool(contradictions([stored.record for stored in proposal.records]))
