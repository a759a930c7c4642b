"""Precision and recall of a pilot against gold labels: of what is proposed, and of what was registered."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from api.bulk.scores import report_json
from api.bulk.tables import read_columns
from api.pilot import Pilot
from api.proposals.model import ProposalKind, ProposalState
from api.store.engine import reading
from api.store.tables import proposal_members, proposals, record_heads
from matching.quality import evaluate

GONE = (ProposalState.REJECTED, ProposalState.SUPERSEDED)


def _labels(path: Path) -> dict[str, str]:
    columns = read_columns(path, required=("record_id", "entity_id"))
    return dict(zip(columns["record_id"], columns["entity_id"], strict=True))


def _proposed(pilot: Pilot) -> dict[str, str]:
    """The standing register proposal of each record: what the matcher would make one applicant."""
    standing = (
        select(proposal_members.c.record_id, proposals.c.id)
        .join(proposals, proposals.c.id == proposal_members.c.proposal_id)
        .where(proposals.c.kind == ProposalKind.REGISTER, proposals.c.state.not_in(GONE))
    )
    with reading(pilot.engine) as connection:
        return {row.record_id: row.id for row in connection.execute(standing)}


def _registered(pilot: Pilot) -> dict[str, str]:
    with reading(pilot.engine) as connection:
        rows = connection.execute(select(record_heads.c.record_id, record_heads.c.gid))
        return {record: str(gid) for record, gid in rows if gid is not None}


def _score(gold: dict[str, str], predicted: dict[str, str]) -> dict[str, Any]:
    both = {record: entity for record, entity in gold.items() if record in predicted}
    return report_json(evaluate(both, {record: predicted[record] for record in both}))


def measure_quality(pilot: Pilot, gold_path: Path) -> dict[str, Any]:
    """Score the pilot's proposals and its registrations, each over the records it covers.

    Returns:
        "proposed": every record, grouped as proposed, doubtful groups included; "registered": only records
        that have a GID, grouped by it. Each as `api.bulk.scores.report_json`.

    Raises:
        TableError: the gold file cannot be read.
    """
    gold = _labels(gold_path)
    registered, proposed = _registered(pilot), _proposed(pilot)
    # a record linked to an existing GID later has no register proposal of its own: its GID groups it
    grouped = {record: proposed.get(record) or registered.get(record) or record for record in gold}
    return {"proposed": _score(gold, grouped), "registered": _score(gold, registered)}
