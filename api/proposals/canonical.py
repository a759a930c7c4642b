"""The record that is committed to: what the pilot says about one applicant, in one canonical form."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from api.store.record_json import name_form_to_json
from api.store.records import StoredRecord, record_order
from matching.records import ApplicantKind, NameForm, OfficeRecord
from matching.standard_name import pick_standard_name
from node.commitments import CanonicalJson, canonical_json
from node.errors import RecordTooLargeError

SCHEMA = "gid-pilot/applicant/1"

LISTS = ("nameForms", "identifiers", "officeRecords")
"""What is shortened, in this order, when a record is too long to commit to."""

Record = dict[str, Any]


def standard_name_of(records: Iterable[OfficeRecord]) -> Record:
    """The standard name of the records as JSON: text, language, script, latin, method, version."""
    forms = [form for record in sorted(records, key=lambda record: record.record_id) for form in record.name_forms]
    return asdict(pick_standard_name(forms))


def applicant_record(records: Sequence[StoredRecord]) -> tuple[Record, CanonicalJson]:
    """Describe one applicant by its office records, and give the bytes that are hashed; order does not matter.

    An applicant with hundreds of spellings would pass the 16 KiB that a commitment may cover. Then the rarest
    spellings, and after them the last office records, are left out, and their number is stated.
    """
    ordered = sorted(records, key=lambda stored: record_order(stored.record.record_id))
    forms = _name_forms(ordered)
    places = [{"officeCode": stored.record.office, "localId": stored.local_id} for stored in ordered]
    record: Record = {
        "schema": SCHEMA,
        "standardName": standard_name_of(stored.record for stored in ordered),
        "nameForms": forms,
        "kind": kind_of(stored.record for stored in ordered),
        "country": country_of(stored.record for stored in ordered),
        "identifiers": _identifiers(ordered),
        "officeRecords": places,
    }
    while True:
        try:
            return record, canonical_json(record)
        except RecordTooLargeError:
            field = next(
                (field for field in ("nameForms", "identifiers", "officeRecords") if len(record[field]) > 1), ""
            )
            if not field:
                raise
            kept = record[field][: len(record[field]) * 3 // 4]
            record[f"{field}Omitted"] = record.get(f"{field}Omitted", 0) + len(record[field]) - len(kept)
            record[field] = kept


def kind_of(records: Iterable[OfficeRecord]) -> str:
    """The kind most records state; unknown when none does."""
    stated = [str(record.kind) for record in records if record.kind is not ApplicantKind.UNKNOWN]
    return _most_common(stated) or str(ApplicantKind.UNKNOWN)


def country_of(records: Iterable[OfficeRecord]) -> str:
    """The country most records state, "" when none does."""
    return _most_common([record.country for record in records if record.country])


def _most_common(values: Sequence[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _name_forms(records: Iterable[StoredRecord]) -> list[Record]:
    """Every spelling once, the one most records have first."""
    counts: Counter[NameForm] = Counter(form for stored in records for form in stored.record.name_forms)
    order = sorted(counts, key=lambda form: (-counts[form], form.text, form.language, form.kind))
    return [name_form_to_json(form) for form in order]


def _identifiers(records: Iterable[StoredRecord]) -> list[Record]:
    found = {(entry.scheme, entry.value) for stored in records for entry in stored.record.identifiers}
    return [{"scheme": scheme, "value": value} for scheme, value in sorted(found)]
