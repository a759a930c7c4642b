"""Options the scripts share, and what follows from them."""

import argparse
import csv
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.datasets import fold, is_unseen, load_dataset
from benchmarks.harness.contest import Arena
from benchmarks.harness.measuring import Limits
from benchmarks.peers import CLUSTERING_PEERS


def parser_for(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options every script takes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the development files")
    parser.add_argument("--peers", default=",".join(CLUSTERING_PEERS), help="which ones, with commas; 'none' for ours")
    parser.add_argument("--peer-budget", type=float, default=600.0, help="seconds after which a peer is stopped")
    parser.add_argument("--peer-memory", type=float, default=12_288.0, help="MiB at which a peer is stopped")
    parser.add_argument("--work", type=Path, help="folder for environments and answers (default: in the temporary one)")
    parser.add_argument(
        "--reuse", action="store_true", help="take over peers' answers of earlier runs, and their times"
    )
    parser.add_argument("--gid", type=Path, default=Path(sys.executable).parent / "gid", help="our command")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--markdown", type=Path, help="also write the tables to this file")
    return parser


def chosen(given: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Split a list with commas and refuse what is not known.

    Raises:
        SystemExit: with one line, when something is not known.
    """
    wanted = () if given == "none" else tuple(part.strip() for part in given.split(",") if part.strip())
    strange = [part for part in wanted if part not in known]
    if strange:
        raise SystemExit(f"not known: {', '.join(strange)}; there are: {', '.join(known)}")
    return wanted


def arena_for(given: argparse.Namespace) -> Arena:
    """Return the arena the options ask for, with the training file peers may learn from."""
    work: Path = (given.work or Path(tempfile.gettempdir()) / "gid-benchmarks").resolve()
    work.mkdir(parents=True, exist_ok=True)
    limits = Limits(seconds=given.peer_budget, memory_mib=given.peer_memory)
    return Arena(work, limits, given.gid, write_training(given.data, work, name="assignees-seen"), given.reuse)


def write_training(
    data: Path, work: Path, *, name: str, keeps: Callable[[str], bool] = lambda entity: not is_unseen(entity)
) -> Path | None:
    """Write name,entity_id of the seen half of the assignee file; None when that file is not there."""
    try:
        seen = load_dataset("assignees", data, keeps=keeps)
    except OSError:
        return None
    path = work / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("name", "entity_id"))
        writer.writerows(zip(seen.names.name, seen.entity, strict=True))
    return path


def is_seen_first(entity_id: str) -> bool:
    """Say whether an entity is in the first half of the seen half: what peers learn from while we tune."""
    return fold(entity_id) < 25


def is_seen_second(entity_id: str) -> bool:
    """Say whether an entity is in the other half of the seen half: what a learning peer is tuned on."""
    return 25 <= fold(entity_id) < 50
