"""Looking names up one at a time: is the right applicant first, is it among five, and how long does it take.

    python benchmarks/queries.py --data DIR [--questions 1000] [--unseen] [--records 1000000]

Ours through the public command `gid search --reference REF.csv --queries Q.csv --out R.csv --top 5`.
"""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.datasets import entities_wanted
from benchmarks.harness.contest import OURS, Arena
from benchmarks.harness.generated import generate, read_generated
from benchmarks.harness.machine import describe_machine
from benchmarks.harness.measuring import Measurement
from benchmarks.harness.options import arena_for, chosen, parser_for
from benchmarks.harness.question_sets import QUESTION_SETS, QuestionSet, generated_questions, load_questions
from benchmarks.harness.report import Report
from benchmarks.harness.results import Json, markdown_table
from benchmarks.peers import QUERY_PEERS, load_peer
from benchmarks.peers.names import write_names

TOP = 5


def hit_shares(found: Mapping[str, Sequence[str]], questions: QuestionSet) -> tuple[float, float]:
    """Return how often the wanted entity is the first answer, and how often it is among the first five.

    Args:
        found: Record ids by query id, best first; a query without answers may be missing.
        questions: Has the wanted entities.
    """
    first = among = 0
    for query, entity in questions.wanted.items():
        entities = [questions.entity[record] for record in found.get(query, ())[:TOP]]
        first += entities[:1] == [entity]
        among += entity in entities
    return first / len(questions.wanted), among / len(questions.wanted)


def _answers(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):  # rows of a query are in order of rank
            found.setdefault(row["query_id"], []).append(row["record_id"])
    return found


def _figures(key: str, run: Measurement, packages: Sequence[str], out: Path, questions: QuestionSet) -> Json:
    base: Json = {"contestant": key, "problem": run.problem, "packages": list(packages)}
    if run.problem:
        return base
    first, among = hit_shares(_answers(out), questions)
    told = json.loads(run.output[run.output.rindex("{") :])  # a flat object, on one line or several, comes last
    times = {name: told[name] for name in ("indexSeconds", "p50Ms", "p99Ms")}
    shares = {"hitAt1": round(first, 4), "hitAt5": round(among, 4)}
    return {**base, **shares, **times, "seconds": round(run.seconds, 2), "peakMib": round(run.peak_mib)}


def _row(title: str, figures: Json) -> tuple[str, ...]:
    if figures["problem"]:
        return (title, str(figures["problem"]), *["-"] * 6)
    names = ("hitAt1", "hitAt5", "p50Ms", "p99Ms", "indexSeconds", "seconds", "peakMib")
    return (title, *(str(figures[name]) for name in names))


def _hold(key: str, arena: Arena, questions: QuestionSet, peers: Sequence[str]) -> tuple[str, str, Json]:
    source, asked = arena.work / "inputs" / f"query-{key}.csv", arena.work / "inputs" / f"query-{key}.asked.csv"
    source.parent.mkdir(parents=True, exist_ok=True)
    write_names(source, questions.reference)
    write_names(asked, questions.queries)
    results, rows = [], []
    for contestant in (OURS, *peers):
        sys.stderr.write(f"{key}: {contestant}\n")
        run, packages, out = arena.answer_queries(contestant, source, asked, top=TOP)
        figures = _figures(contestant, run, packages, out, questions)
        title = "**GID Pilot** (`gid search`, defaults)" if contestant == OURS else load_peer(contestant).PEER.title
        results.append(figures)
        rows.append(_row(title, figures))
    header = ("", "hit@1", "hit@5", "p50 ms", "p99 ms", "ready after s", "s in all", "MiB")
    count, size = len(questions.queries), len(questions.reference)
    heading = f"{questions.title}: {count:,} queries in {size:,} names"
    return heading, markdown_table(header, rows), {"key": key, "queries": count, "records": size, "results": results}


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every contestant every set."""
    parser = parser_for(__doc__)
    parser.set_defaults(peers=",".join(QUERY_PEERS))
    parser.add_argument("--sets", default=",".join(QUESTION_SETS), help="which ones, with commas")
    parser.add_argument("--questions", type=int, default=1_000, help="queries per set")
    parser.add_argument("--unseen", action="store_true", help="ask only for entities nothing was fitted on")
    parser.add_argument("--records", type=int, default=0, help="also ask in a generated file of so many records")
    given = parser.parse_args(arguments)
    peers = chosen(given.peers, QUERY_PEERS)
    arena = arena_for(given)
    report = Report("Queries", describe_machine(), given)
    for key in chosen(given.sets, tuple(QUESTION_SETS)):
        keeps = entities_wanted(unseen=given.unseen)
        questions = load_questions(key, given.data, keeps=keeps, limit=given.questions)
        report.add(*_hold(key, arena, questions, peers))
    if given.records:
        names, entities = read_generated(generate(given.data, arena.work, given.records))
        questions = generated_questions(names, entities, limit=given.questions)
        report.add(*_hold(f"scale-{given.records}", arena, questions, peers))


if __name__ == "__main__":
    main()
