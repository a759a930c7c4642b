"""Gas of the registry, measured on a real chain, beside what others' registries cost in the same run.

python -m benchmarks.gas              ours under two hardforks' rules, and the peers, whose packages npm fetches
python -m benchmarks.gas --ours       without the peers: needs no network
python -m benchmarks.gas --settings   and what the compiler's other settings would save
python -m benchmarks.gas --write      and keep our figures in contracts/gas.json, which a test compares to the unit
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

if not __package__:  # as a script, this file would stand in the place of the package that it belongs to
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from rich.console import Console
from rich.table import Table

from benchmarks.gas_peers import PeerCost, measure_peers
from benchmarks.gas_registry import HARDFORKS, run_meter
from benchmarks.gas_settings import measure_settings
from tests.contracts.chain import ROOT

GAS_FILE = ROOT / "contracts" / "gas.json"
TARGET_PER_GID = {"osaka": 1_300, "cancun": 1_180}  # at 1,000 a batch, with every commitment in the event


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write when asked to."""
    parser = argparse.ArgumentParser(description="Measure what the registry's operations cost.")
    parser.add_argument(
        "--ours", action="store_true", help="leave out the other registries (they need the npm registry)"
    )
    parser.add_argument("--settings", action="store_true", help="compile with the compiler's other settings too")
    parser.add_argument("--write", action="store_true", help="write contracts/gas.json")
    options = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, anvil 1.7.1")
    console.print("Gas does not depend on the machine: these figures repeat exactly.")
    meters = {hardfork: run_meter(hardfork, traced=True) for hardfork in HARDFORKS}
    figures = {hardfork: meter.gas for hardfork, meter in meters.items()}
    console.print(_table_ours(figures, meters[HARDFORKS[0]].computing))
    if options.settings:
        console.print(_table_settings(figures[HARDFORKS[0]], dict(measure_settings(HARDFORKS[0]))))
    if not options.ours:
        costs = measure_peers(HARDFORKS)
        console.print(_table_peers(costs, {fork: gas["register, 1000"] / 1_000 for fork, gas in figures.items()}))
    if options.write:
        GAS_FILE.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def count_items(operation: str) -> int:
    """How many items the operation of that name is about: the number at its end, else one."""
    last = operation.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 1


def _table_ours(figures: Mapping[str, Mapping[str, int]], computing: Mapping[str, int]) -> Table:
    table = Table("operation, items", title="This registry; computing: neither calldata, storage, log nor call")
    for hardfork in figures:
        table.add_column(f"{hardfork}, gas", justify="right")
        table.add_column("per item", justify="right")
    table.add_column("computing", justify="right")
    for operation in figures[HARDFORKS[0]]:
        cells = []
        for by_operation in figures.values():
            gas = by_operation[operation]
            cells += [f"{gas:,}", f"{gas / count_items(operation):,.1f}"]
        table.add_row(operation, *cells, f"{computing[operation]:,}")
    return table


def _table_settings(ours: Mapping[str, int], others: Mapping[str, Mapping[str, int]]) -> Table:
    table = Table("operation, items", "ours", *others, "above the best", title="The same sources, compiled otherwise")
    for operation, gas in ours.items():
        found = [each[operation] for each in others.values()]
        above = gas / min(gas, *found) - 1
        table.add_row(operation, f"{gas:,}", *(f"{each:,}" for each in found), f"{above:.1%}")
    return table


def _table_peers(costs: Mapping[str, Sequence[PeerCost]], ours_per_item: Mapping[str, float]) -> Table:
    goals = ", ".join(f"{ours:,.0f} ({fork}, at most {TARGET_PER_GID[fork]:,})" for fork, ours in ours_per_item.items())
    table = Table("registry", "operation", "items", title=f"Others; ours costs {goals} per GID at 1,000 a batch")
    for hardfork in costs:
        for heading in (f"{hardfork}, gas", "per item", "times ours"):
            table.add_column(heading, justify="right")
    for same in zip(*costs.values(), strict=True):
        cells = []
        for hardfork, cost in zip(costs, same, strict=True):
            per_item = cost.gas / cost.items
            cells += [f"{cost.gas:,}", f"{per_item:,.0f}", f"{per_item / ours_per_item[hardfork]:.0f}"]
        table.add_row(same[0].peer, same[0].operation, str(same[0].items), *cells)
    return table


if __name__ == "__main__":
    main()
