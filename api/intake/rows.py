"""One row of an extract, or one record of an upload: checked and turned into an office record."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from api.intake.limits import IntakeLimits
from api.intake.st3 import is_office_code
from matching.errors import NameTooLongError
from matching.folding import fold_name
from matching.records import MAX_NAME_FORMS, ApplicantKind, Identifier, NameForm, NameKind, OfficeRecord

MAX_LOCAL_ID_CHARS = 150
MAX_CITY_CHARS = 512
MAX_LISTED_VALUES = 1_000
MAX_VALUE_CHARS = 128
MAX_LANGUAGE_CHARS = 40

KINDS = {
    "": ApplicantKind.UNKNOWN,
    "unknown": ApplicantKind.UNKNOWN,
    "organisation": ApplicantKind.LEGAL_PERSON,
    "organization": ApplicantKind.LEGAL_PERSON,
    "legalPerson": ApplicantKind.LEGAL_PERSON,
    "person": ApplicantKind.NATURAL_PERSON,
    "naturalPerson": ApplicantKind.NATURAL_PERSON,
}

_COUNTRY = re.compile(r"[A-Z]{2}|")
_LANGUAGE = re.compile(r"([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?")
Entry = TypeVar("Entry")
_SCHEME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_CONTROLLING = ("Cc", "Cs", "Zl", "Zp")
"""Categories of control characters, halves of surrogate pairs, and separators of lines and paragraphs."""

REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they make a name look like another one. The marks U+200E, U+200F and U+061C,
which names in Arabic letters really hold, reorder no letters and stay, as do the joiners U+200C and U+200D."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a cell as a formula."""


class RowProblem(Exception):  # noqa: N818 - not an error of the program: it becomes a line of the report
    """Why a row cannot be taken, in words for the person who made the file."""


@dataclass(frozen=True, slots=True)
class OtherName:
    """A further name form as it came in; `kind` is one of `NameKind`."""

    kind: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A row as it came in: text only, nothing checked yet."""

    office: str
    local_id: str
    name: str
    name_language: str = ""
    name_latin: str = ""
    applicant_type: str = ""
    country: str = ""
    city: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    other_names: tuple[OtherName, ...] = ()
    families: tuple[str, ...] = ()


def check_row(raw: RawRecord, limits: IntakeLimits) -> OfficeRecord:
    """Turn a row into an office record, names untouched.

    Raises:
        RowProblem: something is missing, too long, or not of the expected form.
    """
    if not is_office_code(raw.office):
        raise RowProblem(f"office {_shown(raw.office)} is not a current WIPO ST.3 code, such as JP or EP")
    _check_text("local_id", raw.local_id, MAX_LOCAL_ID_CHARS)
    if not raw.local_id.strip():
        raise RowProblem("local_id is blank; expected the office's own number of the applicant")
    if not _COUNTRY.fullmatch(raw.country):
        raise RowProblem(f"country {_shown(raw.country)} is not an ISO 3166-1 code of two capital letters")
    if raw.applicant_type not in KINDS:
        raise RowProblem(f"applicant_type {_shown(raw.applicant_type)} is not organisation, person or blank")
    _check_text("city", raw.city, MAX_CITY_CHARS)
    return OfficeRecord(
        record_id=f"{raw.office}:{raw.local_id}",
        name_forms=_name_forms(raw, limits),
        office=raw.office,
        kind=KINDS[raw.applicant_type],
        country=raw.country,
        city=raw.city,
        identifiers=tuple(_identifier(scheme, value) for scheme, value in _capped("identifiers", raw.identifiers)),
        families=tuple(sorted({_value("families", family) for family in _capped("families", raw.families)})),
    )


def _name_forms(raw: RawRecord, limits: IntakeLimits) -> tuple[NameForm, ...]:
    if len(raw.other_names) + 2 > MAX_NAME_FORMS:
        raise RowProblem(f"other_names has {len(raw.other_names)} entries, at most {MAX_NAME_FORMS - 2} are taken")
    forms = [_name_form("name", raw.name, raw.name_language, NameKind.LEGAL, limits)]
    if raw.name_latin:
        forms.append(_name_form("name_latin", raw.name_latin, "", NameKind.TRANSLITERATION, limits))
    for other in raw.other_names:
        if other.kind not in set(NameKind):
            raise RowProblem(f"other_names: kind {_shown(other.kind)} is not one of {', '.join(NameKind)}")
        forms.append(_name_form("other_names", other.text, other.language, NameKind(other.kind), limits))
    return tuple(dict.fromkeys(forms))


def _name_form(column: str, text: str, language: str, kind: NameKind, limits: IntakeLimits) -> NameForm:
    check_name(column, text, limits)
    if len(language) > MAX_LANGUAGE_CHARS or not _LANGUAGE.fullmatch(language):
        raise RowProblem(f"language {_shown(language)} of {column} is not an ISO 639 code such as ja")
    return NameForm(text=text, language=language, kind=kind)


def check_name(column: str, text: str, limits: IntakeLimits) -> None:
    """Refuse what is no written name, or cannot be compared; `column` says in the reason which one it is.

    Raises:
        RowProblem: blank, too long, or with characters that are not for names.
    """
    _check_text(column, text, limits.max_name_chars)
    size = len(text.encode("utf-8"))
    if size > limits.max_name_bytes:
        raise RowProblem(f"{column} has {size:,} bytes in UTF-8, at most {limits.max_name_bytes:,} are taken")
    if not text.strip():
        raise RowProblem(f"{column} is blank; expected a written name")
    if not any(character.isalnum() for character in text):
        raise RowProblem(f"{column} holds no letter and no digit; expected a written name")
    try:
        fold_name(text)  # some characters unfold to many: what cannot be compared later must not come in now
    except NameTooLongError as error:
        raise RowProblem(
            f"{column} unfolds to {error.size:,} {error.unit}, at most {error.limit:,} are taken"
        ) from None


def _identifier(scheme: str, value: str) -> Identifier:
    if not _SCHEME.fullmatch(scheme):
        raise RowProblem(f"identifiers: scheme {_shown(scheme)} is not lower-case letters, digits and hyphens")
    return Identifier(scheme, _value("identifiers", value))


def _value(column: str, value: str) -> str:
    _check_text(column, value, MAX_VALUE_CHARS)
    if not value.strip():
        raise RowProblem(f"{column} holds a blank entry")
    return value


def _capped(column: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if len(entries) > MAX_LISTED_VALUES:
        raise RowProblem(f"{column} has {len(entries):,} entries, at most {MAX_LISTED_VALUES:,} are taken")
    return entries


def _check_text(column: str, text: str, limit: int) -> None:
    """Length first, so that nothing walks through a text of any size."""
    if len(text) > limit:
        raise RowProblem(f"{column} has {len(text):,} characters, at most {limit:,} are taken")
    for character in text:
        if unicodedata.category(character) in _CONTROLLING or character in REORDERING:
            raise RowProblem(f"{column} holds the control character U+{ord(character):04X}")


def _shown(text: str) -> str:
    return ascii(text[:24])
