"""Seconds, memory and a floor of accuracy on generated files of any size, ours and what others use, in one run.

    python benchmarks/speed.py --data DIR [--records 100000,1000000] [--peers a,b] [--peer-budget 600]

The files come from the generator in DIR (make_scale.py, seed 1). Its noise is made up, so accuracy on them is
optimistic: read it as a floor under the figures of accuracy.py, and the seconds as what this script is for. Seconds
are those of the whole command, from its start to the written answer.
"""

import csv
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness.contest import hold_contest
from benchmarks.harness.machine import describe_machine
from benchmarks.harness.options import arena_for, chosen, parser_for
from benchmarks.harness.report import Report
from benchmarks.harness.results import input_facts, quality_table, score_answers
from benchmarks.peers import CLUSTERING_PEERS
from benchmarks.peers.names import COLUMNS, Names

SEED = 1
RESAMPLES = 20
"""Fewer than for accuracy: at a million records every one costs a draw over 300,000 entities."""


def generate(data: Path, work: Path, records: int) -> Path:
    """Make the file of that many records, or find it made.

    Raises:
        SystemExit: the generator is missing or failed.
    """
    out = work / "generated" / f"scale-{records}-{SEED}.csv"
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f"part-{out.name}")
        command = [sys.executable, data / "make_scale.py", "--records", records, "--seed", SEED, "--out", part]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"make_scale.py failed: {done.stderr.strip()[-300:]}")
        part.rename(out)
    return out


def read_generated(path: Path) -> tuple[Names, list[str]]:
    """Read a generated file: what the contestants get, and the labels apart. It has no language and no script."""
    columns: list[list[str]] = [[] for _ in COLUMNS]
    entities = []
    with path.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            entities.append(row["entity_id"])
            for column, name in zip(columns, COLUMNS, strict=True):
                column.append(row.get(name, ""))
    return Names(*columns), entities


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one contest per size."""
    parser = parser_for(__doc__)
    parser.add_argument("--records", default="100000", help="sizes, with commas")
    given = parser.parse_args(arguments)
    sizes = [int(size) for size in given.records.split(",")]
    peers = chosen(given.peers, CLUSTERING_PEERS)
    arena = arena_for(given)
    report = Report("Speed", describe_machine(), given)
    for records in sizes:
        names, entities = read_generated(generate(given.data, arena.work, records))
        answers = hold_contest(arena, f"scale-{records}", names, peers)
        lines = score_answers(answers, names.record_id, entities, resamples=RESAMPLES)
        facts = input_facts(names, entities)
        heading = (
            f"make_scale.py, seed {SEED}: {facts['rows']:,} rows, {facts['distinctNames']:,} distinct names, "
            f"{facts['entities']:,} entities"
        )
        results = [line.as_json() for line in lines]
        report.add(heading, quality_table(lines), {"key": f"scale-{records}", **facts, "results": results})


if __name__ == "__main__":
    main()
