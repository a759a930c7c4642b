"""`gid export`: registered applicants as a file, with the definition that goes with it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.printing import print_json, visible
from api.errors import UsageError
from api.exports.form import Definition, ExportForm, ExportQuestion
from api.pilot import open_pilot
from api.settings import read_settings
from node.identifiers import parse_gid


def export(
    form: Annotated[ExportForm, typer.Argument(help="Form of the file.")],
    out: Annotated[Path, typer.Option("--out", help="File to write; its definition goes into FILE.definition.json.")],
    since: Annotated[
        int, typer.Option(min=0, help="Only what the chain changed after this sequence number; 0 = everything.")
    ] = 0,
    gid: Annotated[str, typer.Option(help="The applicant of the form `query`.")] = "",
    with_persons: Annotated[
        bool, typer.Option("--with-persons", help="Natural persons too, whose data are otherwise left out.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the definition.")] = False,
) -> None:
    """Write registered applicants as CSV, Parquet, ST.96, ST.97 or an authority file, or one as a search query.

    What the form cannot say is listed as losses. Nothing in the file has legal effect.
    """
    question = ExportQuestion(since, parse_gid(gid) if gid else None, with_persons)
    part = out.with_name(f"{out.name}.part")
    with open_pilot(read_settings(), make=False) as pilot:
        try:
            with part.open("w+b") as file:
                definition = pilot.export(form, file, question)
            part.replace(out)
            text = json.dumps(definition.as_json(), ensure_ascii=False, indent=2)
            out.with_name(f"{out.name}.definition.json").write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{out}: cannot be written ({error.strerror})") from None
        finally:
            part.unlink(missing_ok=True)
    if as_json:
        print_json(definition.as_json())
    else:
        _print(out, definition)


def _print(out: Path, definition: Definition) -> None:
    typer.echo(
        f"{definition.category} export, {definition.applicants:,} applicants, {definition.records:,} office records, "
        f"written to {visible(str(out))}; {definition.withheld:,} withheld; next time --since {definition.sequence}"
    )
    for loss in definition.losses:
        typer.echo(f"  loss, {loss.count:,} times: {loss.element}: {loss.reason}")
    typer.echo(definition.legal_notice, err=True)
