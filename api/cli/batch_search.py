"""`gid search --reference`: look up a file of names in another file of names, with neither chain nor database."""

import csv
import gc
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.bulk.tables import TableError, read_columns, refuse_repeats
from api.cli.printing import print_json
from api.cli.progress import stage_progress
from api.errors import UsageError
from matching.records import ApplicantKind, NameForm, NameTable, OfficeRecord
from matching.search import ApplicantSearch

OPTIONAL_COLUMNS = {
    "office": "office",
    "country": "country",
    "city": "city",
    "applicant_type": "applicant_type",
    "lang": "language",
    "script": "script",
}
"""Columns of a file that may be missing, and what they are called in a `NameTable`."""

_KINDS = {
    "organisation": ApplicantKind.LEGAL_PERSON,
    "legalPerson": ApplicantKind.LEGAL_PERSON,
    "person": ApplicantKind.NATURAL_PERSON,
    "naturalPerson": ApplicantKind.NATURAL_PERSON,
}

Answer = tuple[str, int, str, str]
"""Query id, rank from 1, record id, probability with four decimals."""


def search(
    text: Annotated[
        str, typer.Argument(metavar="[NAME|GID|NUMBER]", help="Whom to look for among the registered.")
    ] = "",
    reference: Annotated[Path | None, typer.Option(help="CSV with record_id,name: look among these instead.")] = None,
    queries: Annotated[Path | None, typer.Option(help="CSV with record_id,name: whom to look for there.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write query_id,rank,record_id,probability.")] = None,
    top: Annotated[int, typer.Option(min=1, max=50, help="Answers wanted, at most.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find registered applicants, most probable first; or, with --reference, the names of one file in another.

    A name may be in any script. Of both files the columns office, country, city, applicant_type and lang are read too.
    """
    if text and reference is None and queries is None and out is None:
        from api.cli import applicants  # store and API take seconds to load, which looking through a file does not need

        applicants.search(text, top=top, as_json=as_json)
    elif reference is not None and queries is not None and out is not None and not text:
        _search_file(reference, queries, out, top=top, as_json=as_json)
    else:
        raise UsageError(
            "give either a name, or --reference, --queries and --out together", advice="gid search --help shows both"
        )


def read_names(path: Path) -> NameTable:
    """Read the columns of `gid cluster`.

    Raises:
        TableError: the file cannot be read, or a record id is blank or occurs twice.
    """
    columns = read_columns(path, required=("record_id", "name"), optional=tuple(OPTIONAL_COLUMNS))
    refuse_repeats(path, "record_id", columns["record_id"])
    known = {field: columns[column] for column, field in OPTIONAL_COLUMNS.items()}
    return NameTable(columns["record_id"], columns["name"], **known)


def _question(table: NameTable, row: int) -> OfficeRecord:
    return OfficeRecord(
        record_id=table.record_id[row],
        name_forms=(NameForm(table.name[row], language=table.language[row], script=table.script[row]),),
        kind=_KINDS.get(table.applicant_type[row], ApplicantKind.UNKNOWN),
        country=table.country[row],
        city=table.city[row],
    )


def _search_file(reference: Path, queries: Path, out: Path, *, top: int, as_json: bool) -> None:
    if not out.resolve().parent.is_dir():
        raise TableError(f"{out}: the folder {out.parent} does not exist")
    started = time.perf_counter()
    records, asked = read_names(reference), read_names(queries)
    with stage_progress() as progress:
        progress("index", 0, len(records))
        index = ApplicantSearch.of_table(records)
        gc.freeze()  # the index lives to the end; walking it cost every hundredth query a tenth of a second
        progress("index", len(records), len(records))
        ready = time.perf_counter()
        answers: list[Answer] = []
        spent: list[float] = []
        for row, name in enumerate(asked.name):
            before = time.perf_counter()
            if name.strip():
                found = index.query(_question(asked, row), top=top, explained=False)
                answers += [
                    (asked.record_id[row], rank, c.record_id, f"{c.probability:.4f}") for rank, c in enumerate(found, 1)
                ]
            spent.append((time.perf_counter() - before) * 1000)
            progress("queries", row + 1, len(asked))
    _write_answers(out, answers)
    figures = {
        "queries": len(asked),
        "records": len(records),
        "indexSeconds": round(ready - started, 2),
        "p50Ms": round(_quantile(spent, 0.5), 2),
        "p99Ms": round(_quantile(spent, 0.99), 2),
    }
    if as_json:
        print_json(figures)
    else:
        typer.echo(
            f"{len(asked):,} queries in {len(records):,} records; ready after {figures['indexSeconds']} s, "
            f"{figures['p50Ms']} ms a query (median), {figures['p99Ms']} ms (99th percentile)"
        )


def _quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _write_answers(path: Path, answers: Iterable[Answer]) -> None:
    """Write the whole file beside its place and move it there, so that a reader never sees half of it."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(("query_id", "rank", "record_id", "probability"))
            writer.writerows(answers)
        os.replace(part, path)  # noqa: PTH105 - Path.replace returns a path we have no use for
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TableError(f"{path}: cannot be written ({error.strerror})") from None
