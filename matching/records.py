"""Office records and their name forms: what matching takes in."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from matching.errors import InvalidRecordError, InvalidTableError
from matching.romanise import detect_script

__all__ = ["ApplicantKind", "Identifier", "NameForm", "NameKind", "NameTable", "OfficeRecord", "record_from_name"]

MAX_NAME_FORMS = 64
"""Name forms one record may carry; the richest public records seen have about forty."""


class NameKind(StrEnum):
    """Why a name form is on record."""

    LEGAL = "legal"
    FORMER = "former"
    SHORT = "short"
    TRANSLITERATION = "transliteration"
    TRANSLATION = "translation"
    TRADING = "trading"


class ApplicantKind(StrEnum):
    """What sort of applicant an office says it has."""

    LEGAL_PERSON = "legalPerson"
    NATURAL_PERSON = "naturalPerson"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NameForm:
    """One written name.

    Attributes:
        text: The name as filed, never cleaned.
        language: ISO 639-1 code, "" when unknown; it decides how Han characters are read.
        script: ISO 15924 code; detected from `text` when left "".
        kind: Why the form is on record.
    """

    text: str
    language: str = ""
    script: str = ""
    kind: NameKind = NameKind.LEGAL

    def __post_init__(self) -> None:
        if not self.script:
            object.__setattr__(self, "script", detect_script(self.text))


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number given by somebody else, e.g. `Identifier("lei", "5493001KJTIIGC8Y1R12")`."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """One applicant as one office holds it.

    Attributes:
        record_id: Unique in the input.
        name_forms: At least one; the first is the one filed.
        office: WIPO ST.3 code, "" when unknown.
        kind: Legal or natural person, as the office has it.
        country: ISO 3166-1 alpha-2 code of the applicant, "" when unknown.
        city: City or address as the office has it, "" when unknown.
        identifiers: Numbers on record, any schemes.
        families: Keys of the patent families (earliest priorities) the applicant is named in.

    Raises:
        InvalidRecordError: no record id, no name form, or more than `MAX_NAME_FORMS` of them.
    """

    record_id: str
    name_forms: tuple[NameForm, ...]
    office: str = ""
    kind: ApplicantKind = ApplicantKind.UNKNOWN
    country: str = ""
    city: str = ""
    identifiers: tuple[Identifier, ...] = ()
    families: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.record_id:
            raise InvalidRecordError("", "expected a record id, got an empty one")
        if not 1 <= len(self.name_forms) <= MAX_NAME_FORMS:
            problem = f"expected 1 to {MAX_NAME_FORMS} name forms, got {len(self.name_forms)}"
            raise InvalidRecordError(self.record_id, problem)


@dataclass(frozen=True, slots=True)
class NameTable:
    """Many names in columns of equal length, one name a row; blanks are "" and a left-out column is all blank.

    Attributes:
        record_id: Unique per row.
        name: The name as filed.
        office: WIPO ST.3 code.
        country: ISO 3166-1 alpha-2 code.
        city: City or address.
        applicant_type: "organisation", "person", one of `ApplicantKind`, or "".
        language: ISO 639-1 code.
        script: ISO 15924 code; not needed, kept for files that have it.

    Raises:
        InvalidTableError: columns differ in length.
    """

    record_id: Sequence[str]
    name: Sequence[str]
    office: Sequence[str] = ()
    country: Sequence[str] = ()
    city: Sequence[str] = ()
    applicant_type: Sequence[str] = ()
    language: Sequence[str] = ()
    script: Sequence[str] = ()

    def __post_init__(self) -> None:
        rows = len(self.record_id)
        for column in fields(self):
            values = getattr(self, column.name)
            if len(values) == 0 and rows:
                object.__setattr__(self, column.name, [""] * rows)
            elif len(values) != rows:
                raise InvalidTableError(f"column {column.name} has {len(values)} rows, record_id has {rows}")

    def __len__(self) -> int:
        return len(self.record_id)


def record_from_name(name: str, *, record_id: str = "query", country: str = "") -> OfficeRecord:
    """Wrap a bare name, as typed by somebody who searches, into a record."""
    return OfficeRecord(record_id=record_id, name_forms=(NameForm(name),), country=country)
