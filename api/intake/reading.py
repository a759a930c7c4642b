"""Read any file an office may send: what it is, its content tells; its rows come one by one, in bounded memory."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from api.errors import ExtractError, ExtractTooLargeError
from api.intake.encodings import Encoding
from api.intake.limits import IntakeLimits
from api.intake.notes import Notes
from api.intake.readers.documents import DocumentListener
from api.intake.readers.elements import DocumentError
from api.intake.readers.parties import PartyReader
from api.intake.readers.tables import Table, read_table, table_rows
from api.intake.rows import RawRecord, RowProblem
from api.intake.source import Source, open_source

Rows = Iterator[tuple[int, RawRecord | RowProblem]]


class FileFormat(StrEnum):
    """What is read."""

    CSV = "csv"
    MAPPING_TABLE = "mapping-table"
    ST96 = "st96"
    ST97 = "st97"
    ST36 = "st36"
    ST26 = "st26"


DOCUMENT_FORMATS = (FileFormat.ST96, FileFormat.ST97, FileFormat.ST36, FileFormat.ST26)
"""Formats in which a party is a mention in a document: what they say is added to what is known of it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person said about a file.

    Attributes:
        office: Whose records they are; fills blanks, refuses rows of others.
        mapping: Heading of the file by our name of the column; None = guess.
        encoding: "" = tell by the bytes.
        name: What to call the file in messages.
    """

    office: str | None = None
    mapping: Mapping[str, str] | None = None
    encoding: str = ""
    name: str = ""


AS_FOUND = ReadOptions()
"""Nothing was said about the file."""


@dataclass(slots=True)
class Reading:
    """A file that is being read.

    Attributes:
        form: Its format.
        encoding: How its bytes are read, and whether they prove it.
        headings: Of a table.
        mapping: Of a table: heading by our name of the column.
        rows: Numbered from 1; a document feed numbers its applicants.
        position: Bytes read so far, of `total`.
        notes: What was noticed; grows while rows are read.
    """

    form: FileFormat
    encoding: Encoding
    total: int
    rows: Rows
    position: Callable[[], int]
    notes: Notes
    headings: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)

    @property
    def adds(self) -> bool:
        """Whether records add to what is known, instead of replacing it."""
        return self.form in DOCUMENT_FORMATS


@contextmanager
def open_reading(path: Path, limits: IntakeLimits, options: ReadOptions = AS_FOUND) -> Iterator[Reading]:
    """Open a file; its rows can be read once, within the context.

    Raises:
        ExtractError: it cannot be read at all; while rows are read, too.
        ExtractTooLargeError: too many bytes, or, while rows are read, too many rows.
    """
    with open_source(path, limits, name=options.name) as source:
        first = source.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
        documents = {b"<": _xml, b"{": _json, b"[": _json}.get(first)
        reading = documents(source, options) if documents else _table(source, limits, options)
        reading.rows = _capped(reading.rows, limits)
        yield reading


def _table(source: Source, limits: IntakeLimits, options: ReadOptions) -> Reading:
    encoding = source.encoding(options.encoding)
    table = read_table(source, encoding, asked=options.mapping, office=options.office)
    notes = Notes()
    rows = table_rows(source, encoding, table, limits, office=options.office, notes=notes)
    form = FileFormat.MAPPING_TABLE if table.by_language else FileFormat.CSV
    _note_table(notes, table, encoding)
    position = _position(source)
    return Reading(form, encoding, source.total, rows, position, notes, table.headings, dict(table.mapping))


def _note_table(notes: Notes, table: Table, encoding: Encoding) -> None:
    if not encoding.certain:
        notes.add(f"the bytes look like {encoding.name}, which cannot be proven: look at the names before you confirm")
    if table.unused:
        listed = ", ".join(repr(heading[:40]) for heading in table.unused[:12])
        notes.add(f"columns that are not used: {listed}")


def _xml(source: Source, options: ReadOptions) -> Reading:
    from api.intake.readers.xml_events import read_xml  # what a CSV file needs is loaded alone

    notes = Notes()
    listener = DocumentListener(PartyReader(options.office or ""), notes)
    rows = _document_rows(source, listener, read_xml(source, listener, options.encoding))
    return Reading(_xml_form(source.head), Encoding("utf-8"), source.total, rows, _position(source), notes)


def _json(source: Source, options: ReadOptions) -> Reading:
    from api.intake.readers.json_events import read_json

    notes = Notes()
    listener = DocumentListener(PartyReader(options.office or ""), notes)
    rows = _document_rows(source, listener, read_json(source, listener))
    return Reading(FileFormat.ST97, Encoding("utf-8"), source.total, rows, _position(source), notes)


def _xml_form(head: bytes) -> FileFormat:
    if b"ST26SequenceListing" in head:
        return FileFormat.ST26
    return FileFormat.ST96 if re.search(rb"/ST96/|st96Version", head) else FileFormat.ST36


def _document_rows(source: Source, listener: DocumentListener, events: Iterator[None]) -> Rows:
    try:
        for _ in events:
            yield from listener.drain()
        listener.finish()
    except DocumentError as error:
        if source.name in str(error):
            raise
        raise DocumentError(f"{source.name}: {error}", advice=error.advice) from None
    yield from listener.drain()
    if not listener.seen:
        raise ExtractError(f"{source.name}: it names no applicant", advice="expected ST.96, ST.97, ST.36 or ST.26")


def _position(source: Source) -> Callable[[], int]:
    return lambda: source.position


def _capped(rows: Rows, limits: IntakeLimits) -> Rows:
    for number, row in rows:
        if number > limits.max_rows:
            raise ExtractTooLargeError(number, limits.max_rows, "rows")
        yield number, row
