"""The hardest cases with their evidence: what waits in most doubt, what was believed and wrong, what was missed."""

from collections.abc import Iterable, Iterator

from api.report.blocks import Block, Case, Code, Part
from api.report.material import Material, Pair
from matching.explain import explain_pairs

MOST_OF_A_SORT = 3
REASONS = 4
"""Reasons shown of each case, the weightiest first."""


def hardest_cases(material: Material) -> list[Block]:
    """A few of each sort, every one with other scripts than the one before where that can be."""
    cases = [("doubtful", pair) for pair in _varied(material, _doubtful(material))]
    if material.gold:
        cases += [("wrong", pair) for pair in _varied(material, _wrong(material))]
        cases += [("missed", pair) for pair in _varied(material, _missed(material))]
    records = {record: material.corpus.records[record].record for _, pair in cases for record in pair}
    decisions = explain_pairs([(records[left], records[right]) for _, (left, right) in cases])
    blocks: list[Block] = []
    for (sort, pair), decision in zip(cases, decisions, strict=True):
        stated = material.corpus.links.get(pair, decision.probability)
        number = 1 + sum(figure.id.startswith(f"quality.case.{sort}.") for figure in material.book)
        belief = material.enter(f"quality.case.{sort}.{number}", stated, "share")
        hidden = any(material.withheld(record) for record in pair)
        reasons = [f"{one.weight:+.2f}  {one.sentence}" for one in decision.evidence[:REASONS]]
        ids: tuple[Part, ...] = () if hidden else (" · ", Code(pair[0]), " ", Code(pair[1]))
        facts = (material.wording.text(f"cases.{sort}"), " ", belief, *ids)
        blocks.append(Case((material.name(pair[0]), material.name(pair[1])), facts, [] if hidden else reasons))
    return blocks


def _doubtful(material: Material) -> Iterator[Pair]:
    """Pairs that wait for a person, the nearest to one half first."""
    links = material.corpus.links
    waiting = [pair for pair in links if pair[0] not in material.corpus.registered]
    return iter(sorted(waiting, key=lambda pair: (abs(links[pair] - 0.5), pair)))


def _wrong(material: Material) -> Iterator[Pair]:
    """Pairs of two applicants, believed most first."""
    links, gold = material.corpus.links, material.gold
    wrong = [pair for pair in links if pair[0] in gold and pair[1] in gold and gold[pair[0]] != gold[pair[1]]]
    return iter(sorted(wrong, key=lambda pair: (-links[pair], pair)))


def _missed(material: Material) -> Iterator[Pair]:
    """True pairs that stand in no proposal together, shortest names first."""
    corpus = material.corpus
    missed = [pair for pair in material.true_pairs if corpus.proposed[pair[0]] != corpus.proposed[pair[1]]]
    return iter(sorted(missed, key=lambda pair: (sum(len(corpus.filed_name(record)) for record in pair) // 8, pair)))


def _varied(material: Material, pairs: Iterable[Pair]) -> list[Pair]:
    chosen: dict[tuple[str, ...], Pair] = {}
    for pair in pairs:
        scripts = tuple(sorted(material.corpus.records[record].record.name_forms[0].script for record in pair))
        chosen.setdefault(scripts, pair)
        if len(chosen) == MOST_OF_A_SORT:
            break
    return list(chosen.values())
