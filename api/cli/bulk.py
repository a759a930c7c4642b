"""`gid cluster` and `gid evaluate`: any CSV of names, with neither chain nor database."""

import csv
import json
import os
import resource
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from api.bulk.cells import guard_cell
from api.bulk.scores import report_json, report_text
from api.bulk.tables import TableError, read_columns, refuse_repeats
from api.cli.progress import stage_progress
from matching.config import MatchConfig
from matching.folding import MAX_NAME_CHARS
from matching.pipeline import NameClustering, cluster_names
from matching.quality import evaluate as evaluate_clusters
from matching.quality.calibration import Reliability, beliefs_in_clusters
from matching.records import NameTable

OPTIONAL_COLUMNS = ("office", "country", "city", "applicant_type", "lang", "script")


def _peak_memory_mib() -> float:
    """Peak resident memory of this process and of its largest worker, in MiB; ru_maxrss is in KiB on Linux."""
    own, worker = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + worker) / 1024


def _read_names(path: Path) -> NameTable:
    columns = read_columns(path, required=("record_id", "name"), optional=OPTIONAL_COLUMNS)
    refuse_repeats(path, "record_id", columns["record_id"])
    _refuse_long(path, columns["name"])
    return NameTable(
        record_id=columns["record_id"],
        name=columns["name"],
        office=columns["office"],
        country=columns["country"],
        city=columns["city"],
        applicant_type=columns["applicant_type"],
        language=columns["lang"],
        script=columns["script"],
    )


def _refuse_long(path: Path, names: Sequence[str]) -> None:
    """Say which row has a name over the cap, before any work."""
    if max(map(len, names)) > MAX_NAME_CHARS:
        row, size = next((row, len(name)) for row, name in enumerate(names, 1) if len(name) > MAX_NAME_CHARS)
        raise TableError(
            f"{path}: row {row}: the name has {size:,} characters; at most {MAX_NAME_CHARS} can be compared",
            advice="cut it, and keep addresses out of the name column",
        )


def _write_clusters(path: Path, table: NameTable, found: NameClustering) -> None:
    """Write the whole file beside its place and move it there, so that a reader never sees half of it."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(("record_id", "cluster_id", "standard_name", "probability"))
            names = [guard_cell(name) for name in found.standard_name]
            for record_id, cluster, probability in zip(
                table.record_id, found.cluster.tolist(), found.probability.tolist(), strict=True
            ):
                writer.writerow((record_id, f"c{cluster}", names[cluster], f"{probability:.4f}"))
        os.replace(part, path)  # noqa: PTH105 - Path.replace returns a path we have no use for
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TableError(f"{path}: cannot be written ({error.strerror})") from None


def _require_writable(out: Path, source: Path) -> None:
    """Refuse, before any work, to write where nothing or something else belongs."""
    if not out.resolve().parent.is_dir():
        raise TableError(f"{out}: the folder {out.parent} does not exist")
    if out.exists() and not out.is_file():
        raise TableError(f"{out}: exists and is not a regular file")
    if out.exists() and source.exists() and out.samefile(source):
        raise TableError(f"{out}: is the input itself; name another file")


def cluster(
    source: Annotated[Path, typer.Argument(metavar="INPUT.csv", help="CSV with record_id,name; .gz is read too.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write record_id,cluster_id,standard_name,probability.")],
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 = one a core.")] = 0,
) -> None:
    """Put the rows of a CSV file together that name one applicant.

    Columns read: record_id, name and, where present, office, country, city, applicant_type, lang, script. Standard
    names that a spreadsheet program would run as a formula get an apostrophe in front; record ids stay as they are.
    """
    _require_writable(out, source)
    started = time.perf_counter()
    table = _read_names(source)
    with stage_progress() as progress:
        found = cluster_names(table, config=MatchConfig(workers=workers), progress=progress)
    _write_clusters(out, table, found)
    seconds = time.perf_counter() - started
    rows = len(table.record_id)
    typer.echo(
        f"{rows:,} records in {len(found.standard_name):,} clusters; {seconds:.1f} s, "
        f"{rows / seconds:,.0f} records per second, peak memory {_peak_memory_mib():,.0f} MiB"
    )


def _read_labels(path: Path, column: str, optional: Sequence[str] = ()) -> Mapping[str, list[str]]:
    columns = read_columns(path, required=("record_id", column), optional=optional)
    refuse_repeats(path, "record_id", columns["record_id"])
    return columns


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.csv", help="CSV with record_id,entity_id.")],
    predicted: Annotated[Path, typer.Argument(metavar="PRED.csv", help="CSV with record_id,cluster_id.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score a clustering against gold labels: pairwise and B-cubed precision, recall and F1 with 95 % intervals.

    Where PRED.csv has a column probability, as `gid cluster` writes it, the probabilities are held against the labels.
    """
    labels, found = _read_labels(gold, "entity_id"), _read_labels(predicted, "cluster_id", ("probability",))
    truth = dict(zip(labels["record_id"], labels["entity_id"], strict=True))
    answer = dict(zip(found["record_id"], found["cluster_id"], strict=True))
    absent = len(truth.keys() - answer.keys())
    if absent:
        raise TableError(f"{predicted}: {absent:,} of the {len(truth):,} gold records are not in it")
    report = evaluate_clusters(truth, {record: answer[record] for record in truth})
    stated = _stated(predicted, truth, found)
    typer.echo(json.dumps(report_json(report, stated)) if as_json else report_text(report, stated))


def _stated(path: Path, truth: Mapping[str, str], found: Mapping[str, list[str]]) -> Reliability | None:
    """Reliability of the probabilities of clusters of two gold records or more; None where the file has none."""
    if not any(found["probability"]):
        return None
    rows = [row for row, record in enumerate(found["record_id"]) if record in truth]
    try:
        probability = np.array([float(found["probability"][row]) for row in rows])
    except ValueError:
        raise TableError(f"{path}: column probability holds something that is no number") from None
    if not ((probability >= 0) & (probability <= 1)).all():
        raise TableError(f"{path}: column probability must hold numbers from 0 to 1")
    entity = np.unique([truth[found["record_id"][row]] for row in rows], return_inverse=True)[1]
    cluster = np.unique([found["cluster_id"][row] for row in rows], return_inverse=True)[1]
    return beliefs_in_clusters(entity, cluster, probability).reliability()
