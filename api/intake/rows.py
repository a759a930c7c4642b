"""One row of an extract, or one record of an upload: checked and turned into an office record."""

import re
import unicodedata
from dataclasses import dataclass
from typing import TypeVar

from api.intake.countries import OFFICES_ONLY
from api.intake.limits import IntakeLimits
from api.intake.st3 import is_office_code
from matching.errors import NameTooLongError
from matching.folding import MAX_NAME_CHARS, fold_name
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
_FLOATED = re.compile(r"\d[.,]?\d*[eE]\+\d{1,3}")
"""How a spreadsheet writes a number of more than eleven digits: 1.20E+11."""

MOST_UNFOLDED = 3
"""Most code points that one becomes when what is NFKC already is folded: case folding gives three, so do brackets."""

REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they make a name look like another one. The marks U+200E, U+200F and U+061C,
which names in Arabic letters really hold, reorder no letters and stay, as do the joiners U+200C and U+200D."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a cell as a formula."""


class RowProblem(Exception):  # noqa: N818 - not an error of the program: it becomes a line of the report
    """Why a row cannot be taken, in words for the person who made the file.

    Attributes:
        field: The column or element at fault, "" when it is the row as a whole.
        got: What stands there, shortened and with nothing unprintable.
        expected: What may stand there.
        advice: What to do about it.
    """

    def __init__(self, detail: str, *, field: str = "", got: str = "", expected: str = "", advice: str = "") -> None:
        super().__init__(detail)
        self.field = field
        self.got = got
        self.expected = expected
        self.advice = advice or "correct it at the source and send the file again"


def not_a(field: str, got: str, expected: str, *, where: str = "", advice: str = "") -> RowProblem:
    """The problem that a value is not of the form expected; `where` names the field where its name alone does not."""
    shown = _shown(got)
    return RowProblem(
        f"{where or field} {shown} is not {expected}", field=field, got=shown, expected=expected, advice=advice
    )


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
    operation: str = ""


OPERATIONS = ("", "select", "insert", "update", "delete")
"""What a differential feed says about a record, in the words of ST.96; only `delete` is treated apart."""


def check_key(raw: RawRecord) -> str:
    """The record id of a row, whose other columns may be anything: all that a deletion needs.

    Raises:
        RowProblem: office or number cannot be used, or the operation is unknown.
    """
    if raw.operation.lower() not in OPERATIONS:
        raise not_a("operation", raw.operation, "insert, update, delete or blank")
    if not is_office_code(raw.office):
        raise not_a("office", raw.office, "a current WIPO ST.3 code, such as JP or EP")
    _check_text("local_id", raw.local_id, MAX_LOCAL_ID_CHARS)
    if not raw.local_id.strip():
        raise RowProblem(
            "local_id is blank; expected the office's own number of the applicant",
            field="local_id",
            expected="the office's own number of the applicant",
        )
    if _FLOATED.fullmatch(raw.local_id):
        raise not_a(
            "local_id",
            raw.local_id,
            "a whole number: a spreadsheet has rounded it",
            advice="export again with the column formatted as text",
        )
    return f"{raw.office}:{raw.local_id}"


def check_row(raw: RawRecord, limits: IntakeLimits) -> OfficeRecord:
    """Turn a row into an office record, names untouched.

    Raises:
        RowProblem: something is missing, too long, or not of the expected form.
    """
    record_id = check_key(raw)
    if not _COUNTRY.fullmatch(raw.country):
        raise not_a("country", raw.country, "an ISO 3166-1 code of two capital letters")
    if raw.country in OFFICES_ONLY:
        raise not_a("country", raw.country, "a country: it is a WIPO ST.3 code of an office", advice="leave it blank")
    if raw.applicant_type not in KINDS:
        raise not_a("applicant_type", raw.applicant_type, "organisation, person or blank")
    _check_text("city", raw.city, MAX_CITY_CHARS)
    return OfficeRecord(
        record_id=record_id,
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
        raise _too_many("other_names", len(raw.other_names), MAX_NAME_FORMS - 2)
    forms = [_name_form("name", raw.name, raw.name_language, NameKind.LEGAL, limits)]
    if raw.name_latin:
        forms.append(_name_form("name_latin", raw.name_latin, "", NameKind.TRANSLITERATION, limits))
    for other in raw.other_names:
        if other.kind not in set(NameKind):
            raise not_a("other_names", other.kind, f"one of {', '.join(NameKind)}", where="other_names: kind")
        forms.append(_name_form("other_names", other.text, other.language, NameKind(other.kind), limits))
    return tuple(dict.fromkeys(forms))


def _name_form(column: str, text: str, language: str, kind: NameKind, limits: IntakeLimits) -> NameForm:
    check_name(column, text, limits)
    if len(language) > MAX_LANGUAGE_CHARS or not _LANGUAGE.fullmatch(language):
        detail = f"language {_shown(language)} of {column} is not an ISO 639 code such as ja"
        raise RowProblem(
            detail, field=f"{column}_language", got=_shown(language), expected="an ISO 639 code such as ja"
        )
    return NameForm(text=text, language=language, kind=kind)


def check_name(column: str, text: str, limits: IntakeLimits) -> None:
    """Refuse what is no written name, or cannot be compared; `column` says in the reason which one it is.

    Raises:
        RowProblem: blank, too long, or with characters that are not for names.
    """
    _check_text(column, text, limits.max_name_chars)
    size = len(text.encode("utf-8"))
    if size > limits.max_name_bytes:
        raise _too_long(column, f"{size:,} bytes in UTF-8", limits.max_name_bytes)
    if not text.strip():
        raise RowProblem(f"{column} is blank; expected a written name", field=column, expected="a written name")
    if not any(character.isalnum() for character in text):
        raise RowProblem(
            f"{column} holds no letter and no digit; expected a written name",
            field=column,
            got=_shown(text),
            expected="a written name",
        )
    if len(unicodedata.normalize("NFKC", text)) * MOST_UNFOLDED <= MAX_NAME_CHARS:
        return
    try:
        fold_name(text)  # some characters unfold to many: what cannot be compared later must not come in now
    except NameTooLongError as error:
        detail = f"{column} unfolds to {error.size:,} {error.unit}, at most {error.limit:,} are taken"
        raise RowProblem(detail, field=column, expected=f"at most {error.limit:,} {error.unit}") from None


def _identifier(scheme: str, value: str) -> Identifier:
    if not _SCHEME.fullmatch(scheme):
        raise not_a("identifiers", scheme, "lower-case letters, digits and hyphens", where="identifiers: scheme")
    return Identifier(scheme, _value("identifiers", value))


def _value(column: str, value: str) -> str:
    _check_text(column, value, MAX_VALUE_CHARS)
    if not value.strip():
        raise RowProblem(f"{column} holds a blank entry", field=column, expected="a value, or nothing at all")
    return value


def _capped(column: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if len(entries) > MAX_LISTED_VALUES:
        raise _too_many(column, len(entries), MAX_LISTED_VALUES)
    return entries


def _too_many(column: str, entries: int, limit: int) -> RowProblem:
    expected = f"at most {limit:,} entries"
    return RowProblem(f"{column} has {entries:,} entries, at most {limit:,} are taken", field=column, expected=expected)


def _too_long(column: str, size: str, limit: int) -> RowProblem:
    expected = f"at most {limit:,}"
    return RowProblem(f"{column} has {size}, at most {limit:,} are taken", field=column, got=size, expected=expected)


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029" + "".join(sorted(REORDERING)) + "]")
"""Control characters, halves of surrogate pairs, separators of lines and paragraphs, and what reorders letters."""


def _check_text(column: str, text: str, limit: int) -> None:
    """Length first, so that nothing walks through a text of any size."""
    if len(text) > limit:
        raise _too_long(column, f"{len(text):,} characters", limit)
    if found := _CONTROL.search(text):
        code = f"U+{ord(found.group()):04X}"
        raise RowProblem(
            f"{column} holds the control character {code}",
            field=column,
            got=code,
            expected="written characters only",
        )


def _shown(text: str) -> str:
    return ascii(text[:24])
