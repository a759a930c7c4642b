"""Tables of text: delimiter and columns found out, each row a raw record or what is wrong with it."""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from api.errors import ColumnsMissingError, ExtractError
from api.intake.countries import country_code
from api.intake.encodings import Encoding
from api.intake.joined import split_joined
from api.intake.limits import IntakeLimits
from api.intake.notes import Notes
from api.intake.readers.mapping import Mapped, applicant_types, guess_mapping, require_mapping
from api.intake.readers.mapping_table import guess_mapping_table
from api.intake.rows import KINDS, OtherName, RawRecord, RowProblem, not_a
from api.intake.source import LOOK_FOR_QUOTES, Source
from devnet.pilot.columns import COLUMNS
from matching.records import NameKind

MAX_CELL_CHARS = 200_000
"""Longest cell the reader takes in; keeps one missing quote from swallowing the file."""
MAX_COLUMNS = 1_000
DELIMITERS = ",;\t|"

_NEXT_NAME = re.compile(rf";(?=\s*(?:{'|'.join(NameKind)})\|)")
"""A `;` ends an other name only before the kind of the next one, because names hold semicolons too."""
_SHORT_NUMBER = re.compile(r"[0-9]{1,8}")
_ZEROS = re.compile(r"0+")
_NO_NUMBER = re.compile(r"00+")

LOST_ZEROS = "numbers of JP have fewer than nine digits: a spreadsheet may have taken their leading zeros"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header was read.

    Attributes:
        headings: The first line.
        mapping: Heading by our name of the column.
        by_language: Whether it is a mapping table with a name column for each language.
        unused: Headings that are none of ours.
    """

    headings: tuple[str, ...]
    delimiter: str
    mapping: Mapped
    by_language: bool

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that no column of ours has."""
        return tuple(heading for heading in self.headings if heading not in self.mapping.values())


def read_table(source: Source, encoding: Encoding, *, asked: Mapping[str, str] | None, office: str | None) -> Table:
    """Read the header.

    Raises:
        ExtractError: no header, a column twice, or what is needed has no column and `asked` names none.
    """
    first = next((line for line in source.lines(encoding) if line.strip()), "")
    if not first:
        raise ExtractError(
            f"{source.name}: the file is empty", advice=f"its first line names the columns: {','.join(COLUMNS)}"
        )
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(MAX_CELL_CHARS)
    try:
        headings = tuple(heading.strip() for heading in next(csv.reader([first], delimiter=delimiter)))
    except csv.Error as error:
        raise ExtractError(f"{source.name}: the header: {error}", advice=LOOK_FOR_QUOTES) from None
    if len(headings) > MAX_COLUMNS:
        raise ExtractError(f"{source.name}: {len(headings):,} columns, at most {MAX_COLUMNS:,} are read")
    _refuse_twins(headings, source.name)
    by_language = None if asked else guess_mapping_table(headings)
    mapping = require_mapping(asked, headings, source.name) if asked else by_language or guess_mapping(headings)
    table = Table(headings, delimiter, mapping, by_language is not None)
    _require_columns(table, source.name, office)
    return table


def _refuse_twins(headings: Sequence[str], name: str) -> None:
    twice = sorted(heading for heading, times in Counter(headings).items() if times > 1 and heading)
    if twice:
        listed = ", ".join(repr(heading[:40]) for heading in twice[:12])
        raise ExtractError(f"{name}: columns given twice: {listed}", advice="give each column a heading of its own")


def _require_columns(table: Table, name: str, office: str | None) -> None:
    mapping = table.mapping
    numbered = table.by_language or not mapping.keys().isdisjoint(("local_id", "application_number"))
    needed = (("office", bool(office)), ("local_id", numbered), ("name", False))
    missing = [column for column, given in needed if column not in mapping and not given]
    if missing:
        listed = ", ".join(repr(heading[:40]) for heading in table.headings[:12])
        raise ColumnsMissingError(
            f"{name}: missing columns: {', '.join(map(repr, missing))}; it has {listed}",
            advice=f"say which column is which; ours are {', '.join(COLUMNS)}",
            headings=table.headings,
            mapping=mapping,
        )


def table_rows(
    source: Source, encoding: Encoding, table: Table, limits: IntakeLimits, *, office: str | None, notes: Notes
) -> Iterator[tuple[int, RawRecord | RowProblem]]:
    """The rows below the header, numbered from 1."""
    row_of = _Rows(table, office, notes)
    rows = csv.reader(source.lines(encoding), delimiter=table.delimiter)
    number = -1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            reason = str(error)
            if "field limit" in reason:
                most = f"a name may have at most {limits.max_name_chars:,} characters"
                reason = f"a cell has more than {MAX_CELL_CHARS:,} characters, {most}"
            raise ExtractError(f"{source.name}: row {number + 1}: {reason}", advice=LOOK_FOR_QUOTES) from None
        if row is None:
            break
        if not row:
            continue
        number += 1
        if number:
            yield number, row_of(row, number)
    if number < 1:
        raise ExtractError(f"{source.name}: there are no rows below the header")


class _Rows:
    """Turns rows of one table into raw records."""

    def __init__(self, table: Table, office: str | None, notes: Notes) -> None:
        self._table, self._office, self._notes = table, office, notes
        place = {heading: index for index, heading in enumerate(table.headings)}
        at = {target: place[heading] for target, heading in table.mapping.items()}
        self._plain = [(column, at[column]) for column in _PLAIN if column in at]
        self._identifiers = [(target[11:], index) for target, index in at.items() if target.startswith("identifier:")]
        self._names = [
            (_kind(target), _language(target), index)
            for target, index in at.items()
            if target[:5] in ("name:", "name@")
        ]
        self._lists = {column: at[column] for column in ("identifiers", "other_names", "families") if column in at}
        self._document = (at.get("application_number"), at.get("sequence_number"))

    def __call__(self, row: Sequence[str], number: int) -> RawRecord | RowProblem:
        if len(row) != len(self._table.headings):
            return RowProblem(
                f"{len(row)} fields where the header has {len(self._table.headings)}",
                got=f"{len(row)} fields", expected=f"{len(self._table.headings)} fields", advice=LOOK_FOR_QUOTES,
            )  # fmt: skip
        try:
            return self._cleaned(self._read(row), row, number)
        except RowProblem as problem:
            return problem

    def _read(self, row: Sequence[str]) -> RawRecord:
        lists = self._lists
        others = [_other_name(part) for part in _other_parts(_cell(row, lists.get("other_names")))]
        others += [OtherName(kind, language, row[index]) for kind, language, index in self._names if row[index].strip()]
        pairs = [_pair(part) for part in _parts(_cell(row, lists.get("identifiers")))]
        pairs += [
            (scheme, value) for scheme, index in self._identifiers if not _is_missing(value := row[index].strip())
        ]
        return RawRecord(
            **{"office": "", "local_id": "", "name": "", **{column: row[index] for column, index in self._plain}},
            identifiers=tuple(pairs),
            other_names=tuple(others),
            families=tuple(_parts(_cell(row, lists.get("families")))),
        )

    def _cleaned(self, raw: RawRecord, row: Sequence[str], number: int) -> RawRecord:
        office = raw.office.strip() or (self._office or "")
        if self._office is not None and office != self._office:
            detail = f"the row is of office {office[:24]!a}, the import is for {self._office}"
            raise RowProblem(detail, field="office", got=ascii(office[:24]), expected=self._office)
        local_id = self._number(raw, row)
        if office == "JP" and not self._table.by_language and _SHORT_NUMBER.fullmatch(local_id):
            self._notes.add(LOST_ZEROS, number)
        if len(joined := split_joined(raw.name)) > 1:
            raise RowProblem(
                f"name holds {len(joined)} applicants joined in one text", field="name",
                expected="one applicant", advice="give each applicant a row and a number of its own",
            )  # fmt: skip
        return replace(
            raw,
            office=office,
            local_id=local_id,
            name_language=raw.name_language.strip(),
            applicant_type=_kind_of_applicant(raw.applicant_type),
            country="" if _is_missing(raw.country.strip()) else country_code(raw.country),
            city="" if _is_missing(raw.city.strip()) else raw.city,
            operation=raw.operation.strip().lower(),
        )

    def _number(self, raw: RawRecord, row: Sequence[str]) -> str:
        """The office's own number; without one, the place in its application, or what names it in a list."""
        if raw.local_id.strip() and not _NO_NUMBER.fullmatch(raw.local_id.strip()):
            return raw.local_id
        application, sequence = (_cell(row, index).strip() for index in self._document)
        if application:
            return f"{application}#{sequence or 1}"
        if self._table.by_language and raw.name.strip():
            return "list-" + hashlib.sha256(raw.name.strip().encode()).hexdigest()[:16]
        if raw.local_id.strip():
            raise not_a("local_id", raw.local_id, "a number: zeros stand for what is not known")
        return raw.local_id


_PLAIN = ("office", "local_id", "name", "name_language", "name_latin", "applicant_type", "country", "city", "operation")


def _cell(row: Sequence[str], index: int | None) -> str:
    return "" if index is None else row[index]


def _is_missing(value: str) -> bool:
    """Blank, or zeros all along, which is how one office writes what it does not know."""
    return not value or _ZEROS.fullmatch(value) is not None


def _kind_of_applicant(text: str) -> str:
    return text if text in KINDS else applicant_types().get(text.strip().casefold(), text)


def _kind(target: str) -> str:
    return target[5:] if target.startswith("name:") else str(NameKind.TRANSLATION)


def _language(target: str) -> str:
    return target[5:] if target.startswith("name@") else ""


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()] if cell else []


def _other_parts(cell: str) -> list[str]:
    return [part for part in _NEXT_NAME.split(cell) if part.strip(" ;")] if cell else []


def _pair(part: str) -> tuple[str, str]:
    scheme, colon, value = part.partition(":")
    if not colon:
        raise not_a("identifiers", part, "of the form scheme:value", where="identifiers:")
    return scheme.strip(), value.strip()


def _other_name(part: str) -> OtherName:
    fields = part.split("|", 2)
    if len(fields) != 3:
        raise not_a("other_names", part, "of the form kind|language|text", where="other_names:")
    return OtherName(kind=fields[0].strip(), language=fields[1].strip(), text=fields[2].strip())
