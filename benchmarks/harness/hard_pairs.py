"""Look-alike pairs of different entities: how often each contestant puts the two together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.datasets import HardPairs, load_hard_pairs
from benchmarks.harness.contest import OURS, Arena, hold_contest
from benchmarks.harness.office_records import office_record
from benchmarks.harness.ours import TOLD_BY_NAMES
from benchmarks.harness.results import Json, Line, effort_cells, markdown_table, score_answers
from matching.config import AUTO_ACCEPT_FROM, JOIN_FROM
from matching.explain import explain_pairs

ASKED = 200
"""About how many pairs per relation our pair model is asked about by themselves."""


def judge_hard_pairs(
    arena: Arena, data: Path, peers: Sequence[str], *, keeps: Callable[[str], bool]
) -> tuple[str, str, Json, dict[str, float]]:
    """Cluster all names of the pairs, count the pairs joined, and ask our pair model about them as well.

    Returns:
        Heading, table, figures, and the share of pairs that ours joined by relation.
    """
    hard = load_hard_pairs(data, keeps=keeps)
    answers = hold_contest(arena, "hard-negatives", hard.names, peers)
    lines = score_answers(answers, hard.names.record_id, hard.entity, resamples=0)
    relations = sorted({relation for relation, _, _ in hard.pairs})
    shares = [_joined(line, hard, relations) for line in lines]
    ours_ran = not any(answer.key == OURS and answer.run.problem for answer in answers)
    believed = _believed(hard, relations) if ours_ran else []
    counts = [sum(one == relation for one, _, _ in hard.pairs) for relation in relations]
    rows = [
        (line.answer.title, *(f"{share:.1%}" for share in joined), *effort_cells(line))
        if joined
        else (line.answer.title, line.answer.run.problem, *["-"] * (len(relations) + 3))
        for line, joined in zip(lines, shares, strict=True)
    ]
    asked = ((f"ours, pair probability >= {JOIN_FROM}", 0), (f"ours, >= {AUTO_ACCEPT_FROM}", 1))
    for title, place in asked if believed else ():
        rows.append((title, *(f"{share[place]:.1%}" for share in believed), *["-"] * 4))
    header = ("pairs joined (0 is right)", *relations, "s", "CPU s", "MiB", "x ours")
    goal = ("names alone can tell", *("yes" if one in TOLD_BY_NAMES else "no" for one in relations), *[""] * 4)
    table = markdown_table(header, [goal, ("pairs", *(f"{count:,}" for count in counts), *[""] * 4), *rows])
    heading = f"Look-alikes of different entities: hard_negative_pairs_dev.csv.gz, {len(hard.pairs):,} pairs"
    figures: Json = {
        "key": "hard-negatives",
        "pairs": dict(zip(relations, counts, strict=True)),
        "results": [
            {**line.as_json(), "joinedShare": dict(zip(relations, joined, strict=False))}
            for line, joined in zip(lines, shares, strict=True)
        ],
        "ourPairProbability": {
            relation: {f"from{JOIN_FROM}": low, f"from{AUTO_ACCEPT_FROM}": high}
            for relation, (low, high) in zip(relations, believed, strict=False)
        },
    }
    return heading, table, figures, dict(zip(relations, shares[0], strict=False))


def _joined(line: Line, hard: HardPairs, relations: Sequence[str]) -> list[float]:
    if line.quality is None:
        return []
    cluster = [line.answer.clusters[record_id] for record_id in hard.names.record_id]
    return [_share([cluster[a] == cluster[b] for one, a, b in hard.pairs if one == relation]) for relation in relations]


def _believed(hard: HardPairs, relations: Sequence[str]) -> list[tuple[float, float]]:
    shares = []
    for relation in relations:
        of_relation = [(a, b) for one, a, b in hard.pairs if one == relation]
        step = max(1, len(of_relation) // ASKED)
        sides = [(office_record(hard.names, a), office_record(hard.names, b)) for a, b in of_relation[::step]]
        probability = [decision.probability for decision in explain_pairs(sides)]
        shares.append(
            (_share([p >= JOIN_FROM for p in probability]), _share([p >= AUTO_ACCEPT_FROM for p in probability]))
        )
    return shares


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
