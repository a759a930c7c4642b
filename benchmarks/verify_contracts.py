"""Everything that checks the contracts, in one table; `make verify-contracts` calls it.

python -m benchmarks.verify_contracts              about four minutes on two idle cores
python -m benchmarks.verify_contracts --long       the full counts: a million calls, a million forgeries, every bug
python -m benchmarks.verify_contracts --only proofs --only gas

Exit code 1 if anything does not hold. halmos, slither and solhint are fetched into throw-away folders at first use.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import partial

from rich.console import Console
from rich.table import Table

from benchmarks.verification.artifacts import check_bytecode, check_gas
from benchmarks.verification.differential import check_model
from benchmarks.verification.fuzzing import check_invariants, check_planted_bugs
from benchmarks.verification.linters import check_slither, check_solhint
from benchmarks.verification.outcome import LONG, SHORT, Outcome, Scale
from benchmarks.verification.proof_forgeries import check_forgeries
from benchmarks.verification.proofs import check_proofs
from benchmarks.verification.test_kills import check_test_kills

SHARES = 2  # processes among which a long check is divided; each has seeds of its own
WHOLE: dict[str, tuple[Callable[[], list[Outcome]], ...]] = {
    "bytecode": (check_bytecode,),
    "gas": (check_gas,),
    "linters": (check_slither, check_solhint),
}
DIVIDED: dict[str, Callable[..., list[Outcome]]] = {
    "proofs": check_proofs,
    "invariants": check_invariants,
    "planted": check_planted_bugs,
    "tests": check_test_kills,
    "model": check_model,
    "merkle": check_forgeries,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checks and print the table; returns the exit code."""
    parser = argparse.ArgumentParser(description="Check the contracts with every tool we have.")
    parser.add_argument("--long", action="store_true", help="the full counts")
    parser.add_argument("--only", action="append", choices=[*WHOLE, *DIVIDED], help="this check alone; repeatable")
    options = parser.parse_args(arguments)
    scale = LONG if options.long else SHORT
    started = time.monotonic()
    table = Table("check", "tool", "what is stated", title=f"The contracts, {scale.name} run, {platform.platform()}")
    for heading in ("count", "seconds"):
        table.add_column(heading, justify="right")
    table.add_column("result")
    failed = 0
    for outcome, seconds in _run(list(_jobs(scale, options.only or [*WHOLE, *DIVIDED]))):
        failed += bool(outcome.problem)
        result = f"[red]{outcome.problem}[/red]" if outcome.problem else "holds"
        table.add_row(outcome.check, outcome.tool, outcome.stated, outcome.count, f"{seconds:,.0f}", result)
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    print(f"{failed} failed; {time.monotonic() - started:,.0f} s on {os.cpu_count()} cores")
    return 1 if failed else 0


def _jobs(scale: Scale, names: Sequence[str]) -> Iterator[Callable[[], list[Outcome]]]:
    """The slowest first, so that the last process to end is not a slow one."""
    for name in DIVIDED:
        if name in names:
            for share in range(SHARES):
                yield partial(DIVIDED[name], scale, share=share, shares=SHARES)
    for name, checks in WHOLE.items():
        if name in names:
            yield from checks


def _run(jobs: Sequence[Callable[[], list[Outcome]]]) -> Iterator[tuple[Outcome, float]]:
    """Run the jobs side by side, one a core, and hand on what they find in the jobs' order."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        waiting: list[Future[tuple[list[Outcome], float]]] = [pool.submit(_timed, job) for job in jobs]
        for done in as_completed(waiting):
            outcomes, seconds = done.result()
            for outcome in outcomes:
                state = "FAILS" if outcome.problem else "holds"
                print(f"{state}  {seconds:6.1f} s  {outcome.check}: {outcome.stated}", file=sys.stderr, flush=True)
        for one in waiting:
            outcomes, seconds = one.result()
            for outcome in outcomes:
                yield outcome, seconds


def _timed(job: Callable[[], list[Outcome]]) -> tuple[list[Outcome], float]:
    started = time.monotonic()
    return job(), time.monotonic() - started


if __name__ == "__main__":
    raise SystemExit(main())
