"""Write an export: one consistent view of the store, a page of applicants at a time, and the definition of the file."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Engine

from api.clock import Clock, stamp
from api.errors import UsageError
from api.exports.authority import write_authority
from api.exports.csv_file import write_csv
from api.exports.entries import reached, read_entries
from api.exports.form import Definition, ExportContext, ExportForm, ExportQuestion, WriteForm
from api.exports.parquet_file import write_parquet
from api.exports.search_query import write_query
from api.exports.st96 import write_st96
from api.exports.st97 import write_st97
from api.store.applicants import find_applicant
from api.store.engine import reading
from node.errors import InvalidInputError, UnknownGidError


@dataclass(frozen=True, slots=True)
class FormKind:
    """How a form is written and what its files are called."""

    write: WriteForm
    media_type: str
    suffix: str


CHUNK = 1 << 20
"""Bytes of a finished file held in memory at once."""

FORMS = {
    ExportForm.CSV: FormKind(write_csv, "text/csv; charset=utf-8", ".csv"),
    ExportForm.PARQUET: FormKind(write_parquet, "application/vnd.apache.parquet", ".parquet"),
    ExportForm.ST96: FormKind(write_st96, "application/xml", ".xml"),
    ExportForm.ST97: FormKind(write_st97, "application/json", ".json"),
    ExportForm.AUTHORITY: FormKind(write_authority, "text/csv; charset=utf-8", ".csv"),
    ExportForm.QUERY: FormKind(write_query, "application/json", ".json"),
}


def write_export(
    engine: Engine, form: ExportForm, out: BinaryIO, question: ExportQuestion, *, clock: Clock
) -> Definition:
    """Write one export into an empty file that can be read back.

    Raises:
        UsageError: the form `query` without a GID, another form with one.
        InvalidInputError: `since` lies ahead of what the index has followed.
        UnknownGidError: no such GID was registered here.
    """
    if (form is ExportForm.QUERY) != (question.gid is not None):
        raise UsageError("the form query is about one GID; the other forms are about all", advice="give gid with query")
    kind = FORMS[form]
    with reading(engine) as connection:
        sequence, block = reached(connection)
        if question.since > sequence:
            raise InvalidInputError(f"the chain's sequence is at {sequence}; `since` must not lie ahead of it")
        if question.gid is not None and find_applicant(connection, question.gid) is None:
            raise UnknownGidError(question.gid)
        context = ExportContext(question, sequence, stamp(clock()))
        kind.write(read_entries(connection, since=question.since, gid=question.gid), out, context)
    size = out.tell()
    return Definition(
        form=str(form),
        media_type=kind.media_type,
        category="differential" if context.differential else "full",
        since=question.since,
        sequence=sequence,
        block_number=block,
        generated_at=context.generated_at,
        applicants=context.applicants,
        records=context.records,
        withheld=context.withheld,
        exceptions=context.exceptions,
        size=size,
        sha256=_digest(out),
        losses=context.losses.listed(),
    )


def _digest(out: BinaryIO) -> str:
    out.seek(0)
    digest = hashlib.sha256()
    while chunk := out.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
