"""Parquet: one row per office record, lists as lists; nothing is lost."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from api.exports.entries import ExportEntry
from api.exports.form import LEGAL_NOTICE, ExportContext
from api.store.records import StoredRecord
from node.identifiers import compact_gid

ROW_GROUP = 5_000
"""Rows held in memory before they are written."""


def write_parquet(entries: Iterable[ExportEntry], out: BinaryIO, context: ExportContext) -> None:
    """Write with zstd compression; the file's metadata carries the notice and the sequence number."""
    import pyarrow as pa  # takes a second to load, and only this form needs it
    from pyarrow import parquet

    schema = _schema(pa).with_metadata({"legal_notice": LEGAL_NOTICE, "sequence": str(context.sequence)})
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        rows: list[dict[str, Any]] = []
        for entry in entries:
            if not context.shows(entry):
                continue
            context.count(entry)
            rows += [_row(entry, stored) for stored in entry.records]
            if len(rows) >= ROW_GROUP:
                writer.write_table(pa.Table.from_pylist(rows, schema))
                rows = []
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, schema))


def _schema(pa: Any) -> Any:
    form = pa.struct([(name, pa.string()) for name in ("text", "language", "script", "kind")])
    identifier = pa.struct([("scheme", pa.string()), ("value", pa.string())])
    plain = ("gid", "status", "standard_name", "standard_name_latin", "office", "local_id")
    return pa.schema(
        [
            *((name, pa.string()) for name in plain),
            ("record_version", pa.int32()),
            ("applicant_kind", pa.string()),
            ("country", pa.string()),
            ("city", pa.string()),
            ("name_forms", pa.list_(form)),
            ("identifiers", pa.list_(identifier)),
            ("families", pa.list_(pa.string())),
        ]
    )


def _row(entry: ExportEntry, stored: StoredRecord) -> dict[str, Any]:
    record = stored.record
    return {
        "gid": compact_gid(entry.gid),
        "status": str(entry.status),
        "standard_name": entry.row.standard_name["text"],
        "standard_name_latin": entry.row.standard_name["latin"],
        "office": record.office,
        "local_id": stored.local_id,
        "record_version": stored.version,
        "applicant_kind": str(record.kind),
        "country": record.country,
        "city": record.city,
        "name_forms": [
            {"text": form.text, "language": form.language, "script": form.script, "kind": str(form.kind)}
            for form in record.name_forms
        ],
        "identifiers": [{"scheme": each.scheme, "value": each.value} for each in record.identifiers],
        "families": list(record.families),
    }
