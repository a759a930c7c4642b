"""Types and properties of applicants in the words of the reconciliation API."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from api.applicants.reading import Applicant
from api.did.documents import applicant_did
from api.store.records import StoredRecord
from matching.records import NameKind
from node.identifiers import format_gid

IDENTIFIER_SPACE = "urn:gid-pilot:applicant:"
SCHEMA_SPACE = "urn:gid-pilot:type:"

TYPES: dict[str, dict[str, Any]] = {
    "applicant": {"id": "applicant", "name": "Applicant"},
    "legalPerson": {"id": "legalPerson", "name": "Legal person", "broader": [{"id": "applicant", "name": "Applicant"}]},
    "unknown": {"id": "unknown", "name": "Kind not stated", "broader": [{"id": "applicant", "name": "Applicant"}]},
}
"""Natural persons are applicants too, but this service does not show them."""

Values = Callable[[Applicant], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Property:
    """A property: how it is shown, and how its values are read; `asks` tells whether a query may use it."""

    id: str
    name: str
    description: str
    values: Values
    asks: bool = False

    def shown(self) -> dict[str, str]:
        """As a suggestion or proposal."""
        return {"id": self.id, "name": self.name, "description": self.description}


def _of_records(read: Callable[[StoredRecord], Iterable[str]]) -> Values:
    return lambda applicant: dict.fromkeys(value for stored in applicant.records for value in read(stored) if value)


def _names(*kinds: NameKind) -> Values:
    return _of_records(lambda stored: [form.text for form in stored.record.name_forms if form.kind in kinds])


def _country(applicant: Applicant) -> list[str]:
    return [applicant.row.country] if applicant.row.country else []


_ALL = tuple(NameKind)
_PROPERTIES = (
    Property("gid", "GID", "The identifier as people read it", lambda one: [format_gid(one.gid)]),
    Property("did", "DID", "The identifier as a DID", lambda one: [applicant_did(one.gid)]),
    Property("standardName", "Standard name", "The name shown", lambda one: [one.row.standard_name["text"]]),
    Property("latinName", "Latin name", "The name in Latin letters", lambda one: [one.row.standard_name["latin"]]),
    Property("name", "Names", "All names on record", _names(*_ALL)),
    Property("formerName", "Former names", "Names given up", _names(NameKind.FORMER)),
    Property("kind", "Kind", "Legal person or not stated", lambda one: [one.row.kind]),
    Property("country", "Country", "ISO 3166-1, two letters", _country, True),
    Property("city", "City", "As the offices have it", _of_records(lambda stored: [stored.record.city]), True),
    Property("office", "Office", "ST.3 codes of the offices", _of_records(lambda stored: [stored.record.office]), True),
    Property(
        "officeNumber",
        "Office number",
        "An office and its own number, as JP:123456789",
        _of_records(lambda stored: [stored.record.record_id]),
        True,
    ),
    Property(
        "identifier",
        "Identifier",
        "A number of others with its scheme, as lei:5493001KJTIIGC8Y1R12",
        _of_records(lambda stored: [f"{each.scheme}:{each.value}" for each in stored.record.identifiers]),
        True,
    ),
)
PROPERTIES = {each.id: each for each in _PROPERTIES}

_SCHEME = re.compile(r"identifier:([a-z0-9][a-z0-9-]{0,39})")
COMMON_SCHEMES = ("lei", "ror", "isni", "edinet")


def find_property(pid: str) -> Property | None:
    """The property with this id; `identifier:SCHEME` is there for every scheme, and gives the bare number."""
    if scheme := scheme_of(pid):
        values = _of_records(lambda stored: [each.value for each in stored.record.identifiers if each.scheme == scheme])
        return Property(pid, scheme.upper(), f"The number under the scheme {scheme}", values, True)
    return PROPERTIES.get(pid)


def scheme_of(pid: str) -> str:
    """The scheme in `identifier:SCHEME`, else ""."""
    found = _SCHEME.fullmatch(pid)
    return found.group(1) if found else ""


def all_properties() -> list[Property]:
    """Every property that is proposed."""
    schemes = [find_property(f"identifier:{scheme}") for scheme in COMMON_SCHEMES]
    return [*PROPERTIES.values(), *(each for each in schemes if each)]
