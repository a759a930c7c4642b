"""Run one peer inside its environment: `python -m benchmarks.peers KEY IN.csv --out OUT.csv`.

With `--queries` the peer answers queries instead, one at a time, and prints how long they took. With `--learn` it
learns from IN.csv, which then has the columns name,entity_id, and writes what it learnt.
"""

import argparse
import csv
import json
import pickle
import time
from pathlib import Path

from benchmarks.peers import load_peer
from benchmarks.peers.names import distinct_rows, read_names, write_clusters


def _learn(key: str, source: Path, out: Path) -> None:
    with source.open(encoding="utf-8", newline="") as text:
        labelled = [(row["name"], row["entity_id"]) for row in csv.DictReader(text)]
    out.write_bytes(pickle.dumps(load_peer(key).learn(labelled)))


def _cluster(key: str, source: Path, out: Path, *, threshold: float | None, learnt: Path | None) -> None:
    module = load_peer(key)
    names = read_names(source)
    first, kind_of = distinct_rows(names, module.PEER.columns)
    cut = module.PEER.threshold if threshold is None else threshold
    model = [pickle.loads(learnt.read_bytes())] if learnt else []  # our own file of a minute ago
    groups = module.cluster(names.take(first), cut, *model)
    write_clusters(out, names.record_id, [groups[kind] for kind in kind_of])


def _rank(key: str, source: Path, out: Path, *, queries: Path, top: int) -> None:
    started = time.perf_counter()
    reference, asked = read_names(source), read_names(queries)
    answers = load_peer(key).rank(reference, asked, top)
    ready = time.perf_counter() - started
    spent = []
    with out.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("query_id", "rank", "record_id", "probability"))
        for query_id in asked.record_id:
            started = time.perf_counter()
            found = next(answers)
            spent.append((time.perf_counter() - started) * 1000)
            for place, (row, score) in enumerate(found, start=1):
                writer.writerow((query_id, place, reference.record_id[row], f"{score:.4f}"))
    spent.sort()
    p50, p99 = (spent[min(len(spent) - 1, int(share * len(spent)))] for share in (0.5, 0.99))
    print(json.dumps({"indexSeconds": round(ready, 2), "p50Ms": round(p50, 2), "p99Ms": round(p99, 2)}))


def main() -> None:
    """Parse the arguments and run the peer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("key")
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--learnt", type=Path)
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--top", type=int, default=5)
    given = parser.parse_args()
    if given.learn:
        _learn(given.key, given.source, given.out)
    elif given.queries:
        _rank(given.key, given.source, given.out, queries=given.queries, top=given.top)
    else:
        _cluster(given.key, given.source, given.out, threshold=given.threshold, learnt=given.learnt)


if __name__ == "__main__":
    main()
