"""Office records written as an extract and read again, by the reader that offices' files go through."""

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path

from api.intake.limits import IntakeLimits
from api.intake.reading import open_reading
from api.intake.rows import RawRecord, RowProblem, check_row
from api.store.record_json import record_to_json
from matching.records import NameForm, NameKind, OfficeRecord

COLUMNS = (
    "office", "local_id", "name", "name_language", "name_latin", "applicant_type", "country", "city", "identifiers",
    "other_names", "families",
)  # fmt: skip


def changed_by_csv(records: Sequence[OfficeRecord]) -> tuple[list[str], dict[str, list[str]]]:
    """Write and read again.

    Returns:
        Ids of the records that the reader refuses; and by id of a record that came back otherwise, which of its
        fields differ.
    """
    if not records:
        return [], {}
    limits = IntakeLimits(max_rows=max(len(records), 1))
    refused: list[str] = []
    changed: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        with path.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(COLUMNS)
            writer.writerows(_cells(record) for record in records)
        with open_reading(path, limits) as reading:
            for record, (_, row) in zip(records, reading.rows, strict=True):
                back = _read(row, limits)
                if back is None:
                    refused.append(record.record_id)
                elif fields := _differences(record, back):
                    changed[record.record_id] = fields
    return refused, changed


def _read(row: RawRecord | RowProblem, limits: IntakeLimits) -> OfficeRecord | None:
    try:
        return None if isinstance(row, RowProblem) else check_row(row, limits)
    except RowProblem:
        return None


def _differences(sent: OfficeRecord, back: OfficeRecord) -> list[str]:
    one, other = record_to_json(sent), record_to_json(back)
    return sorted(field for field in one if one[field] != other[field])


def _cells(record: OfficeRecord) -> Sequence[str]:
    first, *others = record.name_forms
    latin = next((form for form in others if _is_latin_column(form)), None)
    rest = [form for form in others if form is not latin]
    return (
        record.office,
        record.record_id.partition(":")[2],
        first.text,
        first.language,
        latin.text if latin else "",
        record.kind,
        record.country,
        record.city,
        ";".join(f"{identifier.scheme}:{identifier.value}" for identifier in record.identifiers),
        ";".join(f"{form.kind}|{form.language}|{form.text}" for form in rest),
        ";".join(record.families),
    )


def _is_latin_column(form: NameForm) -> bool:
    return form.kind is NameKind.TRANSLITERATION and not form.language and form.script == "Latn"
