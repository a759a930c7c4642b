"""Read the columns a bulk command needs from a CSV file, plain or gzip, with errors that name the row."""

import csv
import gzip
from _csv import Reader
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from node.errors import InvalidInputError

MAX_FIELD_CHARS = 100_000
"""Longest field the reader takes in at all; keeps one missing quote from swallowing the file."""


class TableError(InvalidInputError):
    """A CSV file that cannot be read as asked; the message names the file, the row and what to do."""


@contextmanager
def _open_text(path: Path) -> Iterator[TextIO]:
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
        opener = gzip.open if zipped else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as text:
            yield text
    except FileNotFoundError:
        raise TableError(f"{path}: no such file") from None
    except UnicodeDecodeError as error:
        raise TableError(
            f"{path}: not UTF-8 (byte 0x{error.object[error.start]:02x}); save the file as UTF-8"
        ) from None
    except (gzip.BadGzipFile, EOFError):
        raise TableError(f"{path}: the gzip data is damaged or cut short") from None
    except OSError as error:
        raise TableError(f"{path}: {error.strerror or error}") from None


def _lines(text: TextIO, path: Path) -> Iterator[str]:
    """Lines without NUL, which no text has and which hides what follows from many programs."""
    for number, line in enumerate(text, start=1):
        if "\0" in line:
            raise TableError(f"{path}: line {number}: holds a NUL; the file is damaged or not text")
        yield line


def _delimiter(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _positions(header: Sequence[str], path: Path, required: Sequence[str], optional: Sequence[str]) -> dict[str, int]:
    found = {name.strip().lower(): position for position, name in enumerate(header)}
    names = [name.strip().lower() for name in header]
    repeated = [name for name in (*required, *optional) if names.count(name) > 1]
    if repeated:
        raise TableError(f"{path}: column {', '.join(repeated)} occurs twice; which one is meant cannot be told")
    missing = [name for name in required if name not in found]
    if missing:
        raise TableError(
            f"{path}: column {', '.join(missing)} is missing; the file has: {', '.join(header)[:200] or 'no columns'}"
        )
    return {name: found[name] for name in (*required, *optional) if name in found}


def read_columns(path: Path, *, required: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, list[str]]:
    """Read named columns of a CSV file; other columns are ignored.

    Args:
        path: UTF-8 with or without byte order mark, `,` or `;`, plain or gzip (told by content, not by name).
        required: Columns that must be there, lower case.
        optional: Columns that come out as blanks where the file lacks them.

    Returns:
        One list per column, all of the same length, in file order.

    Raises:
        TableError: the file is missing, empty, not UTF-8, holds a NUL, lacks a column or has it twice, has a row of
            another width or a field over `MAX_FIELD_CHARS`.
    """
    csv.field_size_limit(MAX_FIELD_CHARS)
    columns: dict[str, list[str]] = {name: [] for name in (*required, *optional)}
    with _open_text(path) as text:
        lines = _lines(text, path)
        first = next(lines, "")
        if not first.strip():
            raise TableError(f"{path}: the file is empty; its first line must name the columns")
        delimiter = _delimiter(first)
        header = next(csv.reader([first], delimiter=delimiter))
        at = _positions(header, path, required, optional)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            _append_rows(rows, columns, at, path, len(header), repeating=frozenset(optional))
        except csv.Error as error:
            raise TableError(f"{path}: line {rows.line_num + 1}: {error}") from None
    length = len(columns[required[0]])
    if not length:
        raise TableError(f"{path}: there are no rows below the header")
    for name in optional:
        columns[name] = columns[name] or [""] * length
    return columns


def _append_rows(
    rows: Reader,
    columns: Mapping[str, list[str]],
    at: Mapping[str, int],
    path: Path,
    width: int,
    *,
    repeating: frozenset[str],
) -> None:
    # a country or city is one text in memory however many rows name it: 200 MB less for a million rows
    known: dict[str, str] = {}
    once = [(columns[name].append, position) for name, position in at.items() if name not in repeating]
    often = [(columns[name].append, position) for name, position in at.items() if name in repeating]
    for row in rows:
        if len(row) != width:
            if not row:
                continue
            raise TableError(f"{path}: line {rows.line_num + 1}: {len(row)} fields where the header has {width}")
        for append, position in once:
            append(row[position])
        for append, position in often:
            append(known.setdefault(row[position], row[position]))


def refuse_repeats(path: Path, column: str, values: Sequence[str]) -> None:
    """Raise TableError when an identifier is blank or occurs twice; the message names the first such row."""
    if len(set(values)) == len(values) and "" not in values:
        return
    seen: set[str] = set()
    for row, value in enumerate(values, start=1):
        if not value or value in seen:
            what = f"{column} {value[:80]!r} occurs twice" if value else f"{column} is blank"
            raise TableError(f"{path}: row {row}: {what}")
        seen.add(value)
