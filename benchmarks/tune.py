"""Find each peer's threshold on the seen half of the assignee file: the one figure a peer module is given.

    python benchmarks/tune.py --data DIR [--peers a,b]

A peer that learns does so on one half of that half and is tuned on the other. The best threshold by pairwise F1 belongs
into the peer's module; it is then used on every other input, as ours uses one setting everywhere.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.datasets import is_unseen, load_dataset
from benchmarks.harness.contest import Arena
from benchmarks.harness.machine import describe_machine
from benchmarks.harness.options import arena_for, chosen, is_seen_first, is_seen_second, parser_for, write_training
from benchmarks.harness.results import markdown_table
from benchmarks.peers import CLUSTERING_PEERS, load_peer
from benchmarks.peers.names import Peer, write_names
from matching.quality import evaluate_labels


def _tried(arena: Arena, key: str, data: Path, *, keeps: Callable[[str], bool]) -> list[tuple[str, ...]]:
    dataset = load_dataset("assignees", data, keeps=keeps)
    source = arena.work / f"tuning-{key}.csv"
    write_names(source, dataset.names)
    rows: list[tuple[str, ...]] = []
    for threshold in load_peer(key).PEER.grid:
        answer = arena.peer(key, source, threshold=threshold)
        if answer.run.problem:
            return [(key, f"{threshold:g}", answer.run.problem, "")]
        predicted = [answer.clusters[record_id] for record_id in dataset.names.record_id]
        pair = evaluate_labels(dataset.entity, predicted, resamples=0).pairwise
        rows.append((key, f"{threshold:g}", f"{pair.f1:.3f}", f"{pair.precision:.3f} / {pair.recall:.3f}"))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Try every threshold of every chosen peer and print the scores."""
    given = parser_for(__doc__).parse_args(arguments)
    arena = arena_for(given)
    learning = replace(arena, training=write_training(given.data, arena.work, name="tuning", keeps=is_seen_first))
    print(describe_machine().as_text(), flush=True)
    for key in chosen(given.peers, CLUSTERING_PEERS):
        peer: Peer = load_peer(key).PEER
        if not peer.grid:
            continue
        if peer.learns:
            rows = _tried(learning, key, given.data, keeps=is_seen_second)
        else:
            rows = _tried(arena, key, given.data, keeps=lambda entity: not is_unseen(entity))
        best = max(rows, key=lambda row: row[2])
        print(f"\n{markdown_table(('peer', 'threshold', 'pair F1', 'P / R'), rows)}\n{key}: {best[1]}", flush=True)


if __name__ == "__main__":
    main()
