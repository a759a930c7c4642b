"""Faults done to the real node on a real chain; prints seed, trials and result of every drill.

    python -m tests.faults                     short, under a minute on two idle cores; what CI runs
    python -m tests.faults --long              the figures of README.md beside this file: an hour
    python -m tests.faults --only kill --trials 5000 --seed 7

Exit code 1 when anything was lost, doubled or stuck, or a trial was left out. A seed that failed fails again.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults import bitflips, clocks, full_disks, kills, offices, outages, reorgs, storage
from tests.faults.drill import Report, carry_out

DRILLS = (
    kills.DRILL, offices.DRILL, reorgs.DRILL, outages.DRILL, storage.CUT_LOG, storage.STALE_BACKUP, full_disks.DRILL,
    clocks.DRILL, bitflips.DRILL,
)  # fmt: skip
SEED = 20_261_124


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the drills asked for; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="as many trials as the acceptance figures ask for")
    parser.add_argument("--only", default="", metavar="WORD", help="drills whose name contains this")
    parser.add_argument("--trials", type=int, default=0, help="instead of each drill's own number")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    reports = []
    with tempfile.TemporaryDirectory(prefix="gid-faults-") as folder:
        for number, drill in enumerate(DRILLS):
            if options.only in drill.name:
                trials = options.trials or (drill.long if options.long else drill.short)
                reports.append(carry_out(drill, seed=options.seed, trials=trials, folder=Path(folder) / str(number)))
                print(f"{drill.name}: {reports[-1].result()}", file=sys.stderr, flush=True)
    console = Console()
    console.print(_table(reports))
    for report in reports:
        for failure in report.tally.failures[:10]:
            console.print(f"{report.name}, seed {report.seed}: {failure}", markup=False, highlight=False)
    return 0 if reports and all(report.ok for report in reports) else 1


def _table(reports: Sequence[Report]) -> Table:
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    table = Table("drill", title=f"Faults survived ({load})")
    for heading in ("seed", "trials", "seconds"):
        table.add_column(heading, justify="right")
    table.add_column("result", overflow="fold")
    for report in reports:
        table.add_row(
            report.name, str(report.seed), f"{report.tally.trials:,}", f"{report.seconds:.0f}", report.result()
        )
    return table


if __name__ == "__main__":
    raise SystemExit(main())
