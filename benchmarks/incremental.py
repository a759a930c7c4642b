"""New records against those known: seconds, and whether the answer is the one a comparison of all would give.

    python benchmarks/incremental.py --data DIR [--records 100000,1000000] [--new 1000] [--compare]

The peer is the only thing anyone else offers: to cluster everything again, here with our own `cluster_records`
(`--compare`). The first addition also builds the index of the known names, so it is shown apart.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.harness.generated import SEED, generate, read_generated
from benchmarks.harness.machine import describe_machine
from benchmarks.harness.office_records import office_record
from benchmarks.harness.options import arena_for, parser_for
from benchmarks.harness.report import Report
from benchmarks.harness.results import Json, markdown_table
from matching.incremental.known import KnownRecords
from matching.pipeline import cluster_records
from matching.quality import evaluate_labels
from matching.records import OfficeRecord

ROUNDS = 4
"""Additions, each of other records; the first also builds the index."""


def measure(records: list[OfficeRecord], new: int) -> tuple[KnownRecords, dict[str, float]]:
    """Cluster all but the last of the records, then add the rest in `ROUNDS` parts; seconds by step."""
    known_count = len(records) - ROUNDS * new
    start = time.perf_counter()
    known = KnownRecords.build(records[:known_count])
    seconds = {f"{known_count:,} records compared": time.perf_counter() - start}
    for number in range(ROUNDS):
        part = records[known_count + number * new :][:new]
        start = time.perf_counter()
        known.add(part)
        what = f"{new:,} more" if number else f"{new:,} more, index of the known built"
        seconds[f"{number + 1}: {what}"] = time.perf_counter() - start
    return known, seconds


def compare(known: KnownRecords, records: list[OfficeRecord]) -> tuple[float, Json]:
    """Seconds of clustering everything again, and how far the two answers agree."""
    start = time.perf_counter()
    again = cluster_records(records)
    seconds = time.perf_counter() - start
    of_all = {one: number for number, cluster in enumerate(again.clusters) for one in cluster.record_ids}
    step_by_step = {one: number for number, found in enumerate(known.memberships()) for one in found.record_ids}
    ids = [record.record_id for record in records]
    agreement = evaluate_labels([of_all[one] for one in ids], [step_by_step[one] for one in ids], resamples=20)
    return seconds, {"pairF1": agreement.pairwise.f1, "bCubedF1": agreement.b_cubed.f1}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every size."""
    parser = parser_for(__doc__)
    parser.add_argument("--records", default="100000", help="sizes, with commas")
    parser.add_argument("--new", type=int, default=1_000, help="records added at a time")
    parser.add_argument("--compare", action="store_true", help="also cluster everything again and compare")
    given = parser.parse_args(arguments)
    arena = arena_for(given)
    report = Report("Incremental", describe_machine(), given)
    for size in (int(size) for size in given.records.split(",")):
        names, _ = read_generated(generate(given.data, arena.work, size))
        records = [office_record(names, row) for row in range(len(names))]
        known, seconds = measure(records, given.new)
        rows = [(step, f"{took:.2f}") for step, took in seconds.items()]
        figures: Json = {"key": f"scale-{size}", "seconds": seconds}
        if given.compare:
            again, agreement = compare(known, records)
            rows.append(("everything clustered again", f"{again:.2f}"))
            rows += [(f"agreement with that, {name}", f"{value:.4f}") for name, value in agreement.items()]
            figures = {**figures, "again": again, **agreement}
        report.add(f"make_scale.py, seed {SEED}: {size:,} rows", markdown_table(("", "s"), rows), figures)


if __name__ == "__main__":
    main()
