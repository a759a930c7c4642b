"""The measured cost of a record, carried to a consortium; which engine takes over where."""

import json
import os

from api.report.blocks import Code, Part, Section
from api.report.material import Material
from api.report.sections.work import seconds_per_decision


def feasibility(material: Material) -> Section:
    """Measured costs, what they come to, and the points at which another engine takes over."""
    _measure(material)
    carried, engines = _carried(material), _engines(material)
    return material.section(
        "feasibility",
        [
            material.text("sections.feasibility.lead"),
            material.table(
                "measured", [_row(material, name) for name in MEASURED if f"feasibility.{name}" in material.book]
            ),
            material.text("sections.feasibility.carried"),
            material.table("carried", carried),
            material.text("sections.feasibility.engines"),
            material.table("engines", engines, words=4),
            material.text("sections.feasibility.assumed"),
            material.table("assumptions", _assumed(material)),
        ],
    )


MEASURED = (
    "storeBytesPerRecord",
    "recordsCompared",
    "comparingSeconds",
    "comparingSecondsPerRecord",
    "cores",
    "recordsPerApplicant",
    "waitingPerRecord",
)


def _row(material: Material, name: str) -> tuple[Part, Part]:
    return material.wording.text(f"feasibility.{name}"), material.book[f"feasibility.{name}"]


def _measure(material: Material) -> None:
    records = int(material.book["corpus.records"].value) or 1
    postgres = material.connection.dialect.name == "postgresql"
    size = (
        "pg_database_size(current_database())"
        if postgres
        else "(SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size())"
    )
    stored = material.count("feasibility.storeBytes", f"SELECT {size}", "bytes")
    material.enter("feasibility.storeBytesPerRecord", float(stored.value) / records, "bytes")
    compared, seconds = _longest_comparison(material)
    if compared:
        material.enter("feasibility.recordsCompared", compared)
        material.enter("feasibility.comparingSeconds", seconds, "seconds")
        material.enter("feasibility.comparingSecondsPerRecord", seconds / compared, "seconds")
    material.enter("feasibility.cores", os.cpu_count() or 1)
    clusters = int(material.book["corpus.all.clusters"].value) or 1
    material.enter("feasibility.recordsPerApplicant", records / clusters, "ratio")
    material.enter("feasibility.waitingPerRecord", int(material.book["work.waiting"].value) / records, "share")


def _longest_comparison(material: Material) -> tuple[int, float]:
    """Records and seconds of the longest comparison on record; (0, 0.0) when none was timed."""
    runs = []
    for (detail,) in material.rows("SELECT detail FROM audit_events WHERE action = 'proposals_raised'"):
        run = json.loads(detail) if isinstance(detail, str) else detail
        if isinstance(run, dict) and run.get("seconds"):
            runs.append((float(run["seconds"]), int(run["records"])))
    seconds, records = max(runs, default=(0.0, 0))
    return records, seconds


def _applicants(material: Material) -> float:
    return material.assumptions.records / float(material.book["feasibility.recordsPerApplicant"].value)


def _hours(material: Material, records: float) -> float:
    """Hours to compare everything on the machine assumed."""
    book, assumed = material.book, material.assumptions
    if "feasibility.comparingSeconds" not in book:
        return 0.0
    grown: float = (records / float(book["feasibility.recordsCompared"].value)) ** assumed.matching_exponent
    cores = float(book["feasibility.cores"].value) / assumed.matching_cores
    return float(book["feasibility.comparingSeconds"].value) * grown * cores / 3600


def _carried(material: Material) -> list[tuple[Part, Part]]:
    book, assumed = material.book, material.assumptions
    applicants = _applicants(material)
    links = applicants * assumed.further_offices(assumed.offices)
    gas = applicants * float(book["ledger.gasInFullBatches"].value) + links * float(book["ledger.gasPerLink"].value)
    per_day = assumed.block_gas * assumed.share_of_blocks * 86_400 / assumed.block_seconds
    decisions = assumed.records * float(book["feasibility.waitingPerRecord"].value)
    hours = decisions * seconds_per_decision(material) / 3600
    carried: dict[str, tuple[float, str]] = {
        "records": (assumed.records, "count"),
        "offices": (assumed.offices, "count"),
        "applicants": (round(applicants), "count"),
        "store": (assumed.records * float(book["feasibility.storeBytesPerRecord"].value), "bytes"),
        "comparing": (_hours(material, assumed.records), "hours"),
        "memory": (assumed.records * assumed.memory_per_record_bytes, "bytes"),
        "gas": (gas, "gas"),
        "chainDays": (gas / per_day, "days"),
        "decisions": (round(decisions), "count"),
        "reviewerYears": (hours / assumed.hours_per_year, "years"),
        "reviewerYearsPerOffice": (hours / assumed.hours_per_year / assumed.offices, "years"),
        "newDecisionsPerYear": (round(decisions * assumed.new_records_per_year), "count"),
    }
    if "feasibility.comparingSeconds" not in book:  # no comparison was timed here
        del carried["comparing"]
    return [
        (material.wording.text(f"carried.{name}"), material.enter(f"feasibility.carried.{name}", value, unit))
        for name, (value, unit) in carried.items()
    ]


def _engines(material: Material) -> list[tuple[Part, ...]]:
    book, assumed = material.book, material.assumptions
    sqlite = assumed.sqlite_most_bytes / float(book["feasibility.storeBytesPerRecord"].value)
    night = _hours(material, assumed.records)
    by_time = assumed.records * (assumed.longest_run_hours / night) ** (1 / assumed.matching_exponent) if night else 0.0
    by_memory = assumed.memory_bytes / assumed.memory_per_record_bytes
    per_day = assumed.block_gas * assumed.share_of_blocks * 86_400 / assumed.block_seconds
    daily = per_day / (float(book["ledger.gasInFullBatches"].value) or 1.0)
    points = {
        "postgresql": (round(sqlite), "count"),
        "spark": (round(min(by_time, by_memory) if by_time else by_memory), "count"),
        "qbft": (assumed.least_validators, "count"),
    }
    material.enter("feasibility.qbftDaily", round(daily))
    return [
        (
            material.wording.text(f"engines.{name}.name"),
            material.wording.text(f"engines.{name}.instead"),
            material.wording.text(f"engines.{name}.rule"),
            material.wording.text(f"engines.{name}.standing"),
            material.enter(f"feasibility.engine.{name}", value, unit),
        )
        for name, (value, unit) in points.items()
    ]


def _assumed(material: Material) -> list[tuple[Part, Part]]:
    assumed, rows = material.assumptions, list[tuple[Part, Part]]()
    for name in type(assumed).__slots__:
        value = getattr(assumed, name)
        held = {f"{name}.{key}": number for key, number in value.items()} if isinstance(value, dict) else {name: value}
        rows += [
            (
                Code(key),
                material.book.enter(
                    f"feasibility.assumed.{key}",
                    number,
                    "ratio" if isinstance(number, float) else "count",
                    source="gid report --assumptions FILE",
                ),
            )
            for key, number in held.items()
        ]
    return rows
