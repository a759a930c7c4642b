"""`gid import`: take an office's extract."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from api.cli.offices import office_code
from api.cli.printing import print_json
from api.cli.progress import stage_progress
from api.errors import UsageError
from api.intake.error_file import ErrorFile
from api.intake.reading import ReadOptions
from api.intake.take import IntakeReport
from api.pilot import open_pilot
from api.schemas.records import RecordsTakenOut
from api.settings import read_settings


def import_extract(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV (`,` `;` tab), ST.96, ST.36, ST.26 or ST.97; plain or gzip.")
    ],
    office: Annotated[
        str | None, typer.Option(help="ST.3 code; fills blanks in the column, refuses rows of another office.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(metavar="OURS=THEIRS", help="Which heading is which column; may repeat. Or a JSON file of them."),
    ] = None,
    encoding: Annotated[str, typer.Option(help="Of the text, where its bytes do not prove it; such as cp1252.")] = "",
    errors: Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Write refused rows there.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, keep nothing.")] = False,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help="Take the other rows when some are wrong.")
    ] = False,
    propose: Annotated[bool, typer.Option("--propose/--no-propose", help="Compare and raise proposals after.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take an office's records after all of them were checked. The same file twice changes nothing.

    Columns: office, local_id, name and, where known, name_language, name_latin, applicant_type, country,
    city, identifiers (scheme:value;...), other_names (kind|language|text;...), families (...;...), operation.
    Headings in many languages are understood; --dry-run shows how.
    """
    code = office_code(office) if office is not None else None
    read = ReadOptions(mapping=_mapping(mapping or []), encoding=encoding)
    with open_pilot(read_settings()) as pilot, stage_progress() as progress, ExitStack() as files:
        on_refused = files.enter_context(ErrorFile(errors)).add if errors is not None else None
        report = pilot.import_extract(
            path, code, read=read, on_refused=on_refused, dry_run=dry_run, skip_refused=skip_refused, progress=progress
        )
        raised = {} if dry_run or not propose else pilot.propose(progress=progress).raised
    if as_json:
        print_json(RecordsTakenOut.of(report, sum(raised.values())))
    else:
        _print(report, sum(raised.values()))
    if dry_run and report.refused_count:
        raise typer.Exit(1)


def _mapping(entries: list[str]) -> dict[str, str] | None:
    """What was said about columns, one by one or in a JSON file; None when nothing was."""
    said: dict[str, str] = {}
    for entry in entries:
        ours, equals, theirs = entry.partition("=")
        if equals:
            said[ours.strip()] = theirs.strip()
        else:
            said |= _mapping_file(Path(entry))
    return said or None


def _mapping_file(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(heading, str) for heading in found.values()):
        raise UsageError(f"--mapping {path}: expected a JSON object of our columns and the headings of the file")
    return found


def _print(report: IntakeReport, proposals: int) -> None:
    would = "would be " if report.dry_run else ""
    deleted = f"{report.deleted:,} {would}deleted, " if report.deleted else ""
    typer.echo(
        f"{report.received:,} rows: {report.new:,} {would}new, {report.changed:,} {would}changed, {deleted}"
        f"{report.unchanged:,} unchanged, {report.refused_count:,} refused; {proposals:,} proposals raised"
    )
    for reason in report.reasons:
        typer.echo(f"  {reason}")
    if untold := report.refused_count - sum(reason.count for reason in report.reasons):
        typer.echo(f"  and {untold:,} more rows")
    for warning in report.warnings:
        typer.echo(f"note: {warning}", err=True)
