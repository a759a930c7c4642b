"""CSV: one row per office record, the columns of an extract first, so that `gid import` reads it back."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from api.bulk.cells import guard_cell
from api.exports.entries import ExportEntry
from api.exports.form import LEGAL_NOTICE, ExportContext
from api.exports.losses import Losses
from api.store.records import StoredRecord
from devnet.pilot.columns import COLUMNS
from matching.records import NameForm, NameKind, OfficeRecord
from node.identifiers import compact_gid

ADDED = ("gid", "status", "standard_name", "standard_name_latin", "legal_notice")
"""Columns that an extract does not have; drop them before reading a file back."""

GUARDED = "a ' is put before text that a spreadsheet would run as a formula"
NO_SEPARATOR = "a ; inside the value, which reads back as two values or is refused"


def write_csv(entries: Iterable[ExportEntry], out: BinaryIO, context: ExportContext) -> None:
    """Write UTF-8 with `,` and CRLF."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow((*COLUMNS, *ADDED))
    for entry in entries:
        if context.shows(entry):
            context.count(entry)
            for stored in entry.records:
                rows.writerow(_guarded(_row(entry, stored, context.losses), stored, context.losses))
    text.detach()


def _row(entry: ExportEntry, stored: StoredRecord, losses: Losses) -> dict[str, str]:
    record = stored.record
    latin, others = _spread(record)
    _note_losses(record, others, losses)
    name = entry.row.standard_name
    return {
        "office": record.office,
        "local_id": stored.local_id,
        "name": record.name_forms[0].text,
        "name_language": record.name_forms[0].language,
        "name_latin": latin,
        "applicant_type": str(record.kind),
        "country": record.country,
        "city": record.city,
        "identifiers": ";".join(f"{entry.scheme}:{entry.value}" for entry in record.identifiers),
        "other_names": ";".join(f"{form.kind}|{form.language}|{form.text}" for form in others),
        "families": ";".join(record.families),
        "gid": compact_gid(entry.gid),
        "status": str(entry.status),
        "standard_name": name["text"],
        "standard_name_latin": name["latin"],
        "legal_notice": LEGAL_NOTICE,
    }


def _spread(record: OfficeRecord) -> tuple[str, list[NameForm]]:
    """The Latin name that has a column of its own, and the names that share one; as intake reads them."""
    further = list(record.name_forms[1:])
    if further and further[0].kind is NameKind.TRANSLITERATION and not further[0].language:
        return further[0].text, further[1:]
    return "", further


def _note_losses(record: OfficeRecord, others: list[NameForm], losses: Losses) -> None:
    if record.name_forms[0].kind is not NameKind.LEGAL:
        losses.note("nameForms.kind", "the filed name reads back as a legal name", record.record_id)
    for form in others:
        if form.text != form.text.strip() or any(f";{kind}|" in form.text for kind in NameKind):
            losses.note("nameForms.text", "spaces at its ends, or a name like two entries", record.record_id)
    for element, values in (
        ("identifiers", [entry.value for entry in record.identifiers]),
        ("families", list(record.families)),
    ):
        for value in values:
            if ";" in value or value != value.strip():
                losses.note(element, NO_SEPARATOR, record.record_id)


def _guarded(row: dict[str, str], stored: StoredRecord, losses: Losses) -> list[str]:
    cells = []
    for column, text in row.items():
        cell = guard_cell(text)
        if cell != text:
            losses.note(column, GUARDED, stored.record.record_id)
        cells.append(cell)
    return cells
