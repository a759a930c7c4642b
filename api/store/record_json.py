"""An office record as JSON and back; one form for storage, hashing and the canonical record."""

import hashlib
import json
from typing import Any

from matching.records import ApplicantKind, Identifier, NameForm, NameKind, OfficeRecord

Json = dict[str, Any]


class JsonText(str):
    """JSON that is text already, so that it is not read and written again on its way into the store."""

    __slots__ = ()

    def value(self) -> Json:
        """What it says."""
        parsed: Json = json.loads(self)
        return parsed


def json_text(value: Any) -> str:
    """Serialise for the store; what is text already stays as it is."""
    return str(value) if isinstance(value, JsonText) else json.dumps(value)


def record_to_json(record: OfficeRecord) -> Json:
    """All that the office said, and the script we detected (so that it is not detected again at each reading)."""
    return {
        "office": record.office,
        "kind": str(record.kind),
        "country": record.country,
        "city": record.city,
        "nameForms": [name_form_to_json(form) for form in record.name_forms],
        "identifiers": [{"scheme": entry.scheme, "value": entry.value} for entry in record.identifiers],
        "families": list(record.families),
    }


def name_form_to_json(form: NameForm) -> Json:
    """One written name."""
    return {"text": form.text, "language": form.language, "script": form.script, "kind": str(form.kind)}


def record_from_json(record_id: str, body: Json) -> OfficeRecord:
    """The inverse of `record_to_json`; trusts its input, which only intake writes."""
    return OfficeRecord(
        record_id=record_id,
        name_forms=tuple(
            NameForm(form["text"], form["language"], form["script"], NameKind(form["kind"]))
            for form in body["nameForms"]
        ),
        office=body["office"],
        kind=ApplicantKind(body["kind"]),
        country=body["country"],
        city=body["city"],
        identifiers=tuple(Identifier(entry["scheme"], entry["value"]) for entry in body["identifiers"]),
        families=tuple(body["families"]),
    )


def content_hash(body: Json) -> str:
    """SHA-256 over what the office said, in hexadecimal: equal exactly when nothing was changed.

    The detected script is left out: a better detector must not make every record look changed.
    """
    said = {**body, "nameForms": [{**form, "script": ""} for form in body["nameForms"]]}
    return hashlib.sha256(_SORTED.encode(said).encode("utf-8", "surrogatepass")).hexdigest()


_SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact_json(body: Json) -> str:
    """As it is stored."""
    return _COMPACT.encode(body)
