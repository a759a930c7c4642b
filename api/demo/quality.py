"""Precision and recall of a pilot against gold labels: of what is proposed, and of what was registered."""

from pathlib import Path
from typing import Any

from api.applicants.corpus import live_proposals, registered_groups
from api.bulk.scores import report_json
from api.bulk.tables import read_columns
from api.pilot import Pilot
from api.store.engine import reading
from matching.quality import evaluate


def read_labels(path: Path) -> dict[str, str]:
    """The entity of each record id, from a file of gold labels.

    Raises:
        TableError: it cannot be read.
    """
    columns = read_columns(path, required=("record_id", "entity_id"))
    return dict(zip(columns["record_id"], columns["entity_id"], strict=True))


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
    gold = read_labels(gold_path)
    with reading(pilot.engine) as connection:
        registered, proposed = registered_groups(connection), live_proposals(connection)
    # a record linked to an existing GID later has no register proposal of its own: its GID groups it
    grouped = {record: proposed.get(record) or registered.get(record) or record for record in gold}
    return {"proposed": _score(gold, grouped), "registered": _score(gold, registered)}
