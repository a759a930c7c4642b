"""`gid report`: the pilot's answer to the committee, computed from store and chain."""

from pathlib import Path
from typing import Annotated

import typer

from api.applicants.corpus import read_corpus
from api.bulk.tables import TableError
from api.cli.printing import print_json, visible
from api.cli.progress import stage_progress
from api.errors import UsageError
from api.pilot import Pilot, open_pilot
from api.report.annex import figure_json
from api.report.assumptions import read_assumptions
from api.report.making import ReportOptions, make_report, write_report
from api.report.sampling import draw_sample, read_reviewed, sample_csv
from api.settings import read_settings
from api.store.engine import reading
from node.errors import NotFoundError


def report(
    out: Annotated[Path | None, typer.Option("--out", help="Folder for report.html, .pdf, .md, .json and CSV.")] = None,
    figure: Annotated[
        str, typer.Option(help="Print this figure as JSON, such as corpus.records; writes nothing.")
    ] = "",
    anonymise: Annotated[
        bool, typer.Option("--anonymise", help="Withhold names that may be of natural persons.")
    ] = False,
    language: Annotated[str, typer.Option(help="Language of the texts.")] = "en",
    labels: Annotated[Path | None, typer.Option(help="CSV with record_id,entity_id: the known answers.")] = None,
    reviewed: Annotated[Path | None, typer.Option(help="A drawn sample that people filled in.")] = None,
    draw: Annotated[int, typer.Option("--draw-sample", min=0, max=100_000, help="Draw so many pairs for review.")] = 0,
    assumptions: Annotated[
        Path | None, typer.Option(help="YAML with other assumptions of the feasibility page.")
    ] = None,
) -> None:
    """Write the feasibility report: ten sections, an issue log and a data annex, every figure with its source."""
    if out is None and not figure:
        raise UsageError("gid report needs --out DIR, or --figure ID", advice="gid report --help shows both")
    options = ReportOptions(
        language=language,
        anonymise=anonymise,
        labels=labels,
        reviewed=tuple(read_reviewed(reviewed)) if reviewed else (),
        assumptions=read_assumptions(assumptions),
    )
    with open_pilot(read_settings(), make=False) as pilot, stage_progress() as progress:
        if out is not None:
            pilot.raise_what_is_seen()
        made, wording = make_report(pilot, options, progress)
        notes = write_report(pilot, made, wording, out, anonymise=anonymise) if out is not None else []
        if out is not None and draw:
            _draw(pilot, draw, out)
    if figure:
        found = next((one for one in made.figures if one.id == figure), None)
        if found is None:
            raise NotFoundError(f"the report has no figure {figure[:80]!a}")
        print_json(figure_json(found, wording))
    for note in notes:
        typer.echo(f"note: {visible(note)}", err=True)
    if out is not None:
        typer.echo(f"{len(made.figures):,} figures in {len(made.sections)} sections written to {out}", err=True)


def _draw(pilot: Pilot, size: int, folder: Path) -> None:
    with reading(pilot.engine) as connection:
        corpus = read_corpus(connection)
    path = folder / "sample.csv"
    try:
        path.write_text(sample_csv(corpus, draw_sample(corpus, size, seed=1)), encoding="utf-8", newline="")
    except OSError as error:
        raise TableError(f"{path}: cannot be written ({error.strerror or error})") from None
    typer.echo(f"sample for review: {path}", err=True)
