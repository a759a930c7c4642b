"""Accuracy of `gid cluster` and of what others use, on the labelled development files, in one run.

    python benchmarks/accuracy.py --data DIR                       # all files, all peers; about two hours on two cores
    python benchmarks/accuracy.py --data DIR --peers none          # ours only
    python benchmarks/accuracy.py --data DIR --datasets assignees,japanese --unseen
    python benchmarks/accuracy.py --data DIR --peers none --unseen --into matching/README.md    # the table in that page

Every contestant reads the same CSV (record_id,name,office,country,city,applicant_type,lang,script) and never a label.
--unseen keeps the entities on which neither our packaged model nor any peer's threshold was fitted. Ours is run once
more in this process, to hold every probability it states against the labels.
"""

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.datasets import SOURCES, entities_wanted, load_dataset
from benchmarks.harness.contest import Arena, hold_contest
from benchmarks.harness.hard_pairs import judge_hard_pairs
from benchmarks.harness.machine import describe_machine
from benchmarks.harness.options import arena_for, chosen, parser_for
from benchmarks.harness.ours import SetFigures, measure_stated, summary_table, write_between_marks
from benchmarks.harness.report import Report
from benchmarks.harness.results import Json, input_facts, merge_table, quality_table, score_answers
from benchmarks.peers import CLUSTERING_PEERS
from benchmarks.peers.names import without_columns

HARD = "hard-negatives"
ALL = (*SOURCES, HARD)
RESAMPLES = 200


def _measure_hard(
    arena: Arena, peers: Sequence[str], given: Namespace
) -> tuple[tuple[str, str, Json], dict[str, float]]:
    judged = judge_hard_pairs(arena, given.data, peers, keeps=_kept(given))
    return judged[:3], judged[3]


def _measure(key: str, arena: Arena, peers: Sequence[str], given: Namespace) -> tuple[str, str, Json, SetFigures]:
    dataset = load_dataset(key, given.data, keeps=_kept(given), limit=given.limit)
    names = without_columns(dataset.names, given.blank)
    lines = score_answers(hold_contest(arena, key, names, peers), names.record_id, dataset.entity, resamples=RESAMPLES)
    facts = input_facts(names, dataset.entity)
    table = merge_table(lines) if facts["rows"] == facts["entities"] else quality_table(lines)
    heading = (
        f"{dataset.title}: {dataset.file}, {facts['rows']:,} rows, {facts['distinctNames']:,} distinct names, "
        f"{facts['entities']:,} entities"
    )
    stated = measure_stated(dataset, names)
    figures: Json = {"key": key, "file": dataset.file, **facts, "results": [line.as_json() for line in lines]}
    figures["oursStated"] = stated.as_json()
    return heading, f"{table}\n\n{stated.as_text()}", figures, SetFigures(dataset, lines[0], stated)


def _kept(given: Namespace) -> Callable[[str], bool]:
    return entities_wanted(unseen=given.unseen)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the contests one after another; what is done is written after each."""
    parser = parser_for(__doc__)
    parser.add_argument("--datasets", default=",".join(ALL), help="which ones, with commas")
    parser.add_argument("--unseen", action="store_true", help="only entities nothing was fitted on")
    parser.add_argument("--blank", default="", help="columns to hand over empty, with commas, e.g. city,country")
    parser.add_argument("--limit", type=int, help="about so many rows of each file, whole entities, for a quick look")
    parser.add_argument("--into", type=Path, help="also write the summary between the marks of this Markdown file")
    given = parser.parse_args(arguments)
    given.blank = chosen(given.blank, ("office", "country", "city", "applicant_type", "lang", "script"))
    peers = chosen(given.peers, CLUSTERING_PEERS)
    report = Report("Accuracy", describe_machine(), given)
    report.note("entities: " + ("only those nothing was fitted on (--unseen)" if given.unseen else "all"))
    if given.blank:
        report.note(f"columns handed over empty: {', '.join(given.blank)}")
    arena = arena_for(given)
    sets: dict[str, SetFigures] = {}
    hard: dict[str, float] = {}
    for key in chosen(given.datasets, ALL):
        if key == HARD:
            heading, table, figures, hard = judge_hard_pairs(arena, given.data, peers, keeps=_kept(given))
        else:
            heading, table, figures, sets[key] = _measure(key, arena, peers, given)
        report.add(heading, table, figures)
    summary = summary_table(sets, hard)
    report.add("Ours, all sets, against the goals", summary, {"key": "summary"})
    if given.into:
        write_between_marks(given.into, f"{_headline(given)}\n\n{summary}", script="benchmarks/accuracy.py")


def _headline(given: Namespace) -> str:
    what = "entities nothing was fitted on" if given.unseen else "all entities"
    options = f" --limit {given.limit}" if given.limit else ""
    return f"`benchmarks/accuracy.py --peers none{' --unseen' if given.unseen else ''}{options}`: {what}."


if __name__ == "__main__":
    main()
