"""A small pilot to look at: rows of each pilot office's extract, chosen by rule so that offices share applicants."""

import csv
from collections import defaultdict
from pathlib import Path

from api.pilot import Pilot, open_pilot
from api.settings import Settings
from api.store.proposals import ProposalFilter

EXTRACTS = Path(__file__).parents[2] / "devnet" / "pilot"
SHARED_APPLICANTS = 40
"""Applicants taken that hold records in several offices, all their records included."""

ROWS_PER_OFFICE = 25
"""Rows taken from each extract besides, in the order of the file."""


def write_small_extracts(folder: Path) -> dict[str, Path]:
    """Write one shortened extract an office; return the paths by office code."""
    shared = _records_of_shared_applicants()
    written = {}
    for source in sorted(EXTRACTS.glob("[A-Z][A-Z].csv")):
        with source.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns = reader.fieldnames or []
            rows = list(reader)
        kept = [
            row
            for index, row in enumerate(rows)
            if index < ROWS_PER_OFFICE or f"{row['office']}:{row['local_id']}" in shared
        ]
        target = folder / source.name
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(kept)
        written[source.stem] = target
    return written


def _records_of_shared_applicants() -> set[str]:
    """Record ids of the applicants that the gold labels find in most offices."""
    holders: dict[str, list[str]] = defaultdict(list)
    for record, entity in gold_labels().items():
        holders[entity].append(record)
    by_spread = sorted(holders, key=lambda entity: (-len({record[:2] for record in holders[entity]}), entity))
    return {record for entity in by_spread[:SHARED_APPLICANTS] for record in holders[entity]}


def gold_labels() -> dict[str, str]:
    """The applicant of each record, by record id."""
    with (EXTRACTS / "gold.csv").open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: row["entity_id"] for row in csv.DictReader(file)}


def build_small_pilot(settings: Settings, folder: Path) -> None:
    """Take the small extracts, propose, accept what is certain, let a clerk approve, and anchor; needs the devnet."""
    with open_pilot(settings) as pilot:
        for office, path in write_small_extracts(folder).items():
            pilot.import_extract(path, office=office)
        pilot.propose()
        pilot.accept_by_policy()
        _approve_what_is_right(pilot)
        pilot.anchor()


def _approve_what_is_right(pilot: Pilot) -> None:
    """Every second proposal across offices that the gold labels confirm; the others stay in the queue."""
    gold = gold_labels()
    waiting = pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=200).items
    shared = [pilot.proposal(each.id) for each in waiting if len(each.offices) > 1]
    right = [each for each in shared if len({gold[stored.record.record_id] for stored in each.records}) == 1]
    for proposal in right[::2]:
        pilot.judge(
            proposal.id, "approve", by="clerk", office=proposal.summary.office, reason="Confirmed by the labels"
        )
