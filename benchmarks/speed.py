"""Seconds, memory and a floor of accuracy on generated files of any size, ours and what others use, in one run.

    python benchmarks/speed.py --data DIR [--records 100000,1000000] [--peers a,b] [--peer-budget 600]

The files come from the generator in DIR (make_scale.py, seed 1). Its noise is made up, so accuracy on them is
optimistic: read it as a floor under the figures of accuracy.py, and the seconds as what this script is for. Seconds
are those of the whole command, from its start to the written answer.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness.contest import hold_contest
from benchmarks.harness.generated import SEED, generate, read_generated
from benchmarks.harness.machine import describe_machine
from benchmarks.harness.options import arena_for, chosen, parser_for
from benchmarks.harness.report import Report
from benchmarks.harness.results import input_facts, quality_table, score_answers
from benchmarks.peers import CLUSTERING_PEERS

RESAMPLES = 20
"""Fewer than for accuracy: at a million records every one costs a draw over 300,000 entities."""


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
