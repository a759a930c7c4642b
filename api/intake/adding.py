"""A document feed adds to what is known of a party: no document says all of it, and none takes anything back."""

from api.intake.rows import MAX_LISTED_VALUES
from api.store.record_json import Json
from matching.records import MAX_NAME_FORMS, ApplicantKind


def added(known: Json, said: Json) -> Json:
    """What is known once a document has said something more; the same again changes nothing."""
    body = {name: value for name, value in known.items() if name != "withdrawn"}
    spelled = {(form["text"], form["language"]) for form in known["nameForms"]}
    news = [form for form in said["nameForms"] if (form["text"], form["language"]) not in spelled]
    body["nameForms"] = [*known["nameForms"], *news][:MAX_NAME_FORMS]
    held = {(entry["scheme"], entry["value"]) for entry in known["identifiers"]}
    numbers = [entry for entry in said["identifiers"] if (entry["scheme"], entry["value"]) not in held]
    body["identifiers"] = [*known["identifiers"], *numbers][:MAX_LISTED_VALUES]
    families = sorted({*known["families"], *said["families"]}) if said["families"] else known["families"]
    body["families"] = known["families"] if len(families) > MAX_LISTED_VALUES else families
    if known["kind"] == ApplicantKind.UNKNOWN:
        body["kind"] = said["kind"]
    for name in ("country", "city"):
        body[name] = known[name] or said[name]
    return body
