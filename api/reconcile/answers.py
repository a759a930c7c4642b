"""Answers of the reconciliation API, from the search that everything else uses."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from api.applicants.reading import Applicant
from api.applicants.searching import ApplicantHit
from api.errors import MergedGidError, RevokedGidError
from api.intake.rows import RawRecord
from api.pilot import Pilot
from api.reconcile.vocabulary import TYPES, all_properties, find_property, scheme_of
from api.schemas.reconciliation import MOST_CANDIDATES, ExtendQuery, ReconcileQuery
from matching.errors import MatchingError
from matching.records import ApplicantKind
from node.errors import GidCheckError, InvalidInputError, UnknownGidError
from node.identifiers import Gid, compact_gid, parse_gid

SUGGESTED = 20
"""Suggestions on one page."""

Json = dict[str, Any]

_COUNTRY = re.compile(r"[A-Za-z]{2}")


def candidates(pilot: Pilot, query: ReconcileQuery) -> list[Json]:
    """The candidates of one query, best first; none where the question cannot be compared.

    `match` is true for at most one of them: where the question is its GID or an office's record id, or where the
    probability reaches what is accepted without a person. Clients take such matches unseen.
    """
    limit = min(query.limit, MOST_CANDIDATES)
    try:
        hits = _hits(pilot, query, top=min(2 * limit, MOST_CANDIDATES))
    except (MatchingError, InvalidInputError):
        return []  # too long a name, a mistyped GID, a country that is none: one cell of a column, not the batch
    kept = [hit for hit in hits if _fits(hit.applicant, query.type)][:limit]
    strict = [_is_settled(pilot, hit, query) for hit in kept]
    alone = sum(strict) == 1
    return [_candidate(hit, match=alone and settled) for hit, settled in zip(kept, strict, strict=True)]


def suggested_entities(pilot: Pilot, prefix: str, *, skip: int) -> list[Json]:
    """Applicants for what somebody is typing; `skip` as many as were shown before."""
    found = candidates(pilot, ReconcileQuery(query=prefix, limit=MOST_CANDIDATES)) if prefix.strip() else []
    page = found[skip : skip + SUGGESTED]
    return [
        {"id": each["id"], "name": each["name"], "description": each["description"], "notable": each["type"]}
        for each in page
    ]


def suggested_properties(prefix: str) -> list[Json]:
    """Properties whose id or name holds the prefix."""
    wanted = prefix.strip().casefold()
    return [each.shown() for each in all_properties() if wanted in each.id.casefold() or wanted in each.name.casefold()]


def suggested_types(prefix: str) -> list[Json]:
    """Types whose id or name holds the prefix."""
    wanted = prefix.strip().casefold()
    return [
        dict(each)
        for each in TYPES.values()
        if wanted in str(each["id"]).casefold() or wanted in str(each["name"]).casefold()
    ]


def extended(pilot: Pilot, query: ExtendQuery) -> Json:
    """Values of properties, entity by entity; of a merged GID those of its survivor, of an unknown one none."""
    columns = [(each.id, find_property(each.id)) for each in query.properties]
    rows: dict[str, Json] = {}
    for text in query.ids:
        applicant = shown_applicant(pilot, text)
        rows[text] = {
            pid: [{"str": value} for value in found.values(applicant)] if applicant and found else []
            for pid, found in columns
        }
    meta = [{"id": pid, "name": found.name if found else pid} for pid, found in columns]
    return {"meta": meta, "rows": rows}


def shown_applicant(pilot: Pilot, text: str) -> Applicant | None:
    """The living applicant that a GID leads to; None for what is unknown, revoked or a natural person."""
    try:
        gid = parse_gid(text)
    except GidCheckError:
        return None
    return _living(pilot, gid)


def _living(pilot: Pilot, gid: Gid) -> Applicant | None:
    try:
        found = pilot.applicant(gid).applicant
    except MergedGidError as merged:
        return _living(pilot, Gid(merged.survivor))
    except (UnknownGidError, RevokedGidError):
        return None
    return None if _is_person(found) else found


def _is_person(applicant: Applicant) -> bool:
    natural = ApplicantKind.NATURAL_PERSON
    return applicant.row.kind == natural or any(stored.record.kind is natural for stored in applicant.records)


def _hits(pilot: Pilot, query: ReconcileQuery, *, top: int) -> list[ApplicantHit]:
    if number := _office_number(query):
        return _alive(pilot, pilot.search(number, top=top))
    asked = _record(query)
    if asked is None:
        return _alive(pilot, pilot.search(query.query, top=top)) if query.query.strip() else []
    return _alive(pilot, pilot.match(asked, top=top))


def _alive(pilot: Pilot, hits: Sequence[ApplicantHit]) -> list[ApplicantHit]:
    """The hits with merged applicants replaced by their survivors, and without those that are not shown."""
    found: dict[int, ApplicantHit] = {}
    for hit in hits:
        living = _living(pilot, hit.applicant.gid)
        if living is not None:
            found.setdefault(living.gid, replace(hit, applicant=living))
    return list(found.values())


def _office_number(query: ReconcileQuery) -> str:
    return next((value for each in query.properties if each.pid == "officeNumber" for value in each.values()), "")


def _record(query: ReconcileQuery) -> RawRecord | None:
    """The question as an office record, where it has more than a name; None when it has not."""
    said: dict[str, list[str]] = {each.pid: each.values() for each in query.properties}
    numbers = [(scheme, value) for pid, values in said.items() if (scheme := scheme_of(pid)) for value in values]
    for text in said.get("identifier", []):
        scheme, colon, value = text.partition(":")
        if colon and value.strip():
            numbers.append((scheme.strip().lower(), value.strip()))
    country = next((text.upper() for text in said.get("country", []) if _COUNTRY.fullmatch(text)), "")
    city = next(iter(said.get("city", [])), "")
    name = query.query.strip() or (numbers[0][1] if numbers else "")
    if not name or not (numbers or country or city):
        return None
    return RawRecord("XX", "query", name, country=country, city=city, identifiers=tuple(numbers))


def _fits(applicant: Applicant, types: Sequence[str]) -> bool:
    return not types or "applicant" in types or applicant.row.kind in types


def _is_settled(pilot: Pilot, hit: ApplicantHit, query: ReconcileQuery) -> bool:
    if hit.evidence and not hit.exact:
        return hit.probability >= pilot.settings.match.auto_accept_from
    text = _office_number(query) or query.query.strip()
    if text in {stored.record.record_id for stored in hit.applicant.records}:
        return True
    try:
        return parse_gid(text) > 0
    except GidCheckError:
        return False  # a bare number is some office's own: which office's, the question does not say


def _candidate(hit: ApplicantHit, *, match: bool) -> Json:
    row = hit.applicant.row
    kind = TYPES.get(row.kind, TYPES["applicant"])
    return {
        "id": compact_gid(hit.applicant.gid),
        "name": row.standard_name["text"],
        "description": description(hit.applicant),
        "type": [{"id": kind["id"], "name": kind["name"]}],
        "score": round(100 * hit.probability, 2),
        "match": match,
        "features": [{"id": feature, "value": value} for feature, value in _features(hit).items()],
    }


def description(applicant: Applicant) -> str:
    """What tells namesakes apart: the Latin name where the name is not Latin, country, offices."""
    name = applicant.row.standard_name
    offices = sorted({stored.record.office for stored in applicant.records})
    latin = name["latin"] if name["latin"] != name["text"] else ""
    return " · ".join(part for part in (latin, applicant.row.country, ", ".join(offices)) if part)


def _features(hit: ApplicantHit) -> dict[str, float]:
    found = {"probability": round(hit.probability, 6)}
    for entry in hit.evidence:
        found.setdefault(entry.feature.replace(" ", "_"), round(entry.score, 4))
    return found
