"""Read an office's extract, a CSV file, row by row, with errors that name the row."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from api.errors import ExtractError, ExtractTooLargeError
from api.intake.limits import IntakeLimits
from api.intake.rows import OtherName, RawRecord, RowProblem
from devnet.pilot.columns import COLUMNS
from matching.records import NameKind

REQUIRED = ("office", "local_id", "name")
MAX_CELL_CHARS = 200_000
"""Longest cell the reader takes in; keeps one missing quote from swallowing the file."""
MAX_LINE_BYTES = 1_000_000
"""Longest line: several times what a record with a thousand numbers and all the names it may have comes to."""
LOOK_FOR_QUOTES = "look for a name that is too long or a quote that is not closed"

_NEXT_NAME = re.compile(rf";(?=\s*(?:{'|'.join(NameKind)})\|)")
"""A `;` ends an other name only before the kind of the next one, because names hold semicolons too."""

_FOREIGN_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "a spreadsheet or zip archive", b"%P": "PDF"}


def read_extract(
    path: Path, limits: IntakeLimits, *, office: str | None = None
) -> Iterator[tuple[int, RawRecord | RowProblem]]:
    """Yield the rows of an extract, numbered from 1, each as a raw record or as what is wrong with it.

    Args:
        path: UTF-8 with or without byte order mark, `,` or `;`, plain or gzip (told by content, not by name).
        limits: Caps; the file size is checked before anything is read.
        office: Stands in for a missing office column or a blank cell; a row of another office is refused.

    Raises:
        ExtractError: no file, empty, not UTF-8, missing or unknown columns, damaged.
        ExtractTooLargeError: too many bytes or rows.
    """
    with _open(path, limits) as raw:
        lines = _decoded(raw, path, limits)
        first = next(lines, "")
        if not first.strip():
            raise ExtractError(
                f"{path}: the file is empty", advice=f"its first line names the columns: {','.join(COLUMNS)}"
            )
        csv.field_size_limit(MAX_CELL_CHARS)
        delimiter = ";" if first.count(";") > first.count(",") else ","
        header = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter))]
        _check_header(header, path, office)
        rows = csv.reader(lines, delimiter=delimiter)
        number = 0
        while True:
            try:
                row = next(rows, None)
            except csv.Error as error:
                reason = str(error)
                if "field limit" in reason:
                    reason = _too_long("a cell", f"{MAX_CELL_CHARS:,} characters", limits)
                raise ExtractError(f"{path}: row {number + 1}: {reason}", advice=LOOK_FOR_QUOTES) from None
            if row is None:
                break
            if not row:
                continue
            number += 1
            if number > limits.max_rows:
                raise ExtractTooLargeError(number, limits.max_rows, "rows")
            yield number, _raw_record(header, row, office)
        if not number:
            raise ExtractError(f"{path}: there are no rows below the header")


def _check_header(header: Sequence[str], path: Path, office: str | None) -> None:
    needed = [name for name in REQUIRED if name != "office" or office is None]
    missing = [name for name in needed if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    twice = sorted(name for name, times in Counter(header).items() if times > 1)
    problems = [
        f"{what}: {', '.join(repr(name[:40]) for name in names[:12])}"
        for what, names in (("missing columns", missing), ("unknown columns", unknown), ("columns given twice", twice))
        if names
    ]
    if problems:
        raise ExtractError(f"{path}: {'; '.join(problems)}", advice=f"the columns are {', '.join(COLUMNS)}")


def _raw_record(header: Sequence[str], row: Sequence[str], office: str | None) -> RawRecord | RowProblem:
    if len(row) != len(header):
        return RowProblem(f"{len(row)} fields where the header has {len(header)}")
    cells = dict(zip(header, row, strict=True))
    stated = cells.get("office", "") or (office or "")
    if office is not None and stated != office:
        return RowProblem(f"the row is of office {stated[:24]!a}, the import is for {office}")
    try:
        return RawRecord(
            office=stated,
            local_id=cells["local_id"],
            name=cells["name"],
            name_language=cells.get("name_language", ""),
            name_latin=cells.get("name_latin", ""),
            applicant_type=cells.get("applicant_type", ""),
            country=cells.get("country", ""),
            city=cells.get("city", ""),
            identifiers=tuple(_pair(part) for part in _parts(cells.get("identifiers", ""))),
            other_names=tuple(_other_name(part) for part in _other_parts(cells.get("other_names", ""))),
            families=tuple(_parts(cells.get("families", ""))),
        )
    except RowProblem as problem:
        return problem


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _other_parts(cell: str) -> list[str]:
    return [part for part in _NEXT_NAME.split(cell) if part.strip(" ;")]


def _pair(part: str) -> tuple[str, str]:
    scheme, colon, value = part.partition(":")
    if not colon:
        raise RowProblem(f"identifiers: {part[:24]!a} is not of the form scheme:value")
    return scheme.strip(), value.strip()


def _other_name(part: str) -> OtherName:
    fields = part.split("|", 2)
    if len(fields) != 3:
        raise RowProblem(f"other_names: {part[:24]!a} is not of the form kind|language|text")
    return OtherName(kind=fields[0].strip(), language=fields[1].strip(), text=fields[2].strip())


@contextmanager
def _open(path: Path, limits: IntakeLimits) -> Iterator[IO[bytes]]:
    try:
        if path.is_dir():
            raise ExtractError(f"{path}: this is a folder, expected a CSV file")
        size = path.stat().st_size
        if size > limits.max_file_bytes:
            raise ExtractTooLargeError(size, limits.max_file_bytes, "bytes")
        with path.open("rb") as raw:
            start = raw.read(2)
            raw.seek(0)
            if start in _FOREIGN_MARKS:
                raise ExtractError(
                    f"{path}: this is {_FOREIGN_MARKS[start]}, not UTF-8 text", advice="save it as CSV UTF-8"
                )
            if start != b"\x1f\x8b":
                yield raw
                return
            with gzip.open(raw) as unzipped:
                yield unzipped  # type: ignore[misc]
    except FileNotFoundError:
        raise ExtractError(f"{path}: no such file") from None
    except (gzip.BadGzipFile, EOFError):
        raise ExtractError(f"{path}: the gzip data is damaged or cut short") from None
    except OSError as error:
        raise ExtractError(f"{path}: {error.strerror or error}") from None


def _too_long(what: str, cap: str, limits: IntakeLimits) -> str:
    return f"{what} has more than {cap}, a name may have at most {limits.max_name_chars:,} characters"


def _decoded(raw: IO[bytes], path: Path, limits: IntakeLimits) -> Iterator[str]:
    """Decode line by line: memory stays flat, a gzip bomb is stopped at the cap, an error names line and byte."""
    offset = 0
    number = 0
    while line := raw.readline(MAX_LINE_BYTES):
        number += 1
        if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):  # cut, perhaps within a character
            reason = _too_long(f"line {number}", f"{MAX_LINE_BYTES:,} bytes", limits)
            raise ExtractError(f"{path}: {reason}", advice=LOOK_FOR_QUOTES)
        if number == 1 and line.startswith(b"\xef\xbb\xbf"):
            line, offset = line[3:], 3
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ExtractError(
                f"{path}: line {number} (row {number - 1}) is not UTF-8: "
                f"byte 0x{line[error.start]:02x} at offset {offset + error.start:,}",
                advice="save the file as UTF-8",
            ) from None
        offset += len(line)
        if offset > limits.max_file_bytes:
            raise ExtractTooLargeError(offset, limits.max_file_bytes, "bytes")
