"""`gid import`: take an office's extract."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.offices import office_code
from api.cli.printing import print_json
from api.cli.progress import stage_progress
from api.intake.take import IntakeReport
from api.pilot import open_pilot
from api.schemas.records import RecordsTakenOut
from api.settings import read_settings


def import_extract(
    path: Annotated[Path, typer.Argument(metavar="FILE.csv", help="UTF-8 CSV, `,` or `;`, plain or gzip.")],
    office: Annotated[
        str | None, typer.Option(help="ST.3 code; fills blanks in the column, refuses rows of another office.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, keep nothing.")] = False,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help="Take the other rows when some are wrong.")
    ] = False,
    propose: Annotated[bool, typer.Option("--propose/--no-propose", help="Compare and raise proposals after.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take an office's records: all of them or none. The same file twice changes nothing.

    Columns: office, local_id, name and, where known, name_language, name_latin, applicant_type, country, city,
    identifiers (scheme:value;...), other_names (kind|language|text;...), families (...;...).
    """
    code = office_code(office) if office is not None else None
    with open_pilot(read_settings()) as pilot, stage_progress() as progress:
        report = pilot.import_extract(path, code, dry_run=dry_run, skip_refused=skip_refused, progress=progress)
        raised = {} if dry_run or not propose else pilot.propose(progress=progress).raised
    if as_json:
        print_json(RecordsTakenOut.of(report, sum(raised.values())))
    else:
        _print(report, sum(raised.values()))
    if dry_run and report.refused_count:
        raise typer.Exit(1)


def _print(report: IntakeReport, proposals: int) -> None:
    would = "would be " if report.dry_run else ""
    typer.echo(
        f"{report.received:,} rows: {report.new:,} {would}new, {report.changed:,} {would}changed, "
        f"{report.unchanged:,} unchanged, {report.refused_count:,} refused; {proposals:,} proposals raised"
    )
    for reason in report.reasons:
        typer.echo(f"  {reason}")
    if untold := report.refused_count - sum(reason.count for reason in report.reasons):
        typer.echo(f"  and {untold:,} more rows")
    for warning in report.warnings:
        typer.echo(f"note: {warning}", err=True)
