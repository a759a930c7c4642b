"""`gid quality`: how good matching is on labelled files, as a document, and whether it got worse."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.bulk.quality.baseline import QualityDropError, accept_baseline, compare_with_baseline
from api.bulk.quality.document import SUMMARY_HEADER, build_document, summary_row
from api.bulk.quality.figures import source_json
from api.bulk.quality.measuring import measure_files
from api.bulk.quality.reading import read_labelled
from api.bulk.quality.writing import as_html, as_markdown
from api.bulk.tables import TableError
from api.cli.printing import print_json, print_table, visible
from api.cli.progress import stage_progress
from api.errors import UsageError
from matching.quality import SourceQuality

MOST_ROWS = 200_000
"""Names of one source measured at most unless the user says otherwise; 20 seconds a source on two cores."""


def quality(
    labelled: Annotated[list[Path], typer.Argument(metavar="FILE_OR_FOLDER...", help="CSV with labels; .gz too.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for quality.html, .md, .json and pictures.")] = None,
    rows: Annotated[int, typer.Option(min=2, help="Names of a source measured at most, whole entities.")] = MOST_ROWS,
    baseline: Annotated[Path | None, typer.Option(help="Figures to compare with; worse ones mean exit code 1.")] = None,
    accept: Annotated[str, typer.Option(metavar="REASON", help="Write today's figures to the baseline instead.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print all figures as JSON.")] = False,
) -> None:
    """Say how good matching is on labelled names: by source, script and kind of variation, calibrated or not, and why.

    Columns read: record_id, name, entity_id and, where present, source, name_kind, label_flag, office, country, city,
    applicant_type, lang, script. Every source is clustered by itself, once more with acronyms and former names where
    it has them. The document quotes names: keep it as you keep the input.
    """
    if accept and baseline is None:
        raise UsageError("--accept needs --baseline FILE", advice="gid quality --help shows both")
    if out is not None:
        _require_folder(out)
    files = read_labelled(labelled)
    with stage_progress() as progress:
        sources, notes = measure_files(files, rows=rows, progress=progress)
    changes = []
    if baseline is not None and accept:
        accept_baseline(baseline, sources, reason=accept, today=datetime.now(UTC).date())
    elif baseline is not None:
        changes = compare_with_baseline(baseline, sources)
        notes += [f"{'Worse' if one.worse else 'Better'} than accepted: {one}." for one in changes]
    if out is not None:
        _write(out, sources, notes)
    if as_json:
        print_json([source_json(one) for one in sources])
    else:
        print_table(SUMMARY_HEADER, [summary_row(one) for one in sources], flowing="source")
    for note in notes:
        typer.echo(visible(note), err=True)
    worse = sum(change.worse for change in changes)
    if worse:
        raise QualityDropError(baseline or Path(), worse)


def _require_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TableError(f"{out}: cannot be made a folder ({error.strerror})") from None


def _write(out: Path, sources: Sequence[SourceQuality], notes: Sequence[str]) -> None:
    document = build_document(sources, notes=notes)
    figures = {"notes": list(notes), "sources": [source_json(one) for one in sources]}
    files = {
        "quality.html": as_html(document),
        "quality.md": as_markdown(document),
        "quality.json": json.dumps(figures, ensure_ascii=False, indent=1) + "\n",
        **{picture.file: picture.svg + "\n" for picture in document.pictures},
    }
    try:
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise TableError(f"{out}: cannot be written ({error.strerror})") from None
    typer.echo(f"written: {out / 'quality.html'}", err=True)
