"""Why two records are, or are not, believed to be one applicant."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.analysis import LegalKey
from matching.anchors import apply_anchors, compare_anchors
from matching.evidence import GROUPS, LATER_FEATURES, Evidence, PairFacts, describe
from matching.nodes import Nodes, nodes_from_records
from matching.probability import load_model, to_probability
from matching.records import OfficeRecord
from matching.scoring import PAIR_FEATURES, Comparator, ScoredPairs
from matching.tokens import TokenRarity, encode_names

__all__ = ["PairDecision", "explain_against", "explain_pair"]

LEAST_WEIGHT = 0.05
"""Log-odds below which a reason is not worth a clerk's time, unless it is one of the main ones."""

ALWAYS_SHOWN = frozenset({"words", "legal form", "country"})


@dataclass(frozen=True, slots=True)
class PairDecision:
    """Belief about one pair.

    Attributes:
        left: Record id.
        right: Record id.
        probability: Calibrated, 0.0 to 1.0.
        evidence: Strongest first.
    """

    left: str
    right: str
    probability: float
    evidence: tuple[Evidence, ...]


def explain_pair(left: OfficeRecord, right: OfficeRecord, *, rarity: TokenRarity | None = None) -> PairDecision:
    """Compare two records by themselves, without the competition of a whole corpus.

    Args:
        left: A record.
        right: Another record.
        rarity: Word rarity of the corpus they come from; the packaged background when left out.

    Raises:
        NameTooLongError: a name exceeds the size cap.
    """
    return explain_against(left, [right], rarity=rarity)[0]


def explain_against(
    left: OfficeRecord, others: Sequence[OfficeRecord], *, rarity: TokenRarity | None = None
) -> list[PairDecision]:
    """`explain_pair` for one record against several, in their order."""
    if not others:
        return []
    mini = [left, *others]
    nodes = nodes_from_records(
        [_renamed(record, place) for place, record in enumerate(mini)],
        apart=frozenset(str(place) for place in range(len(mini))),
    )
    encoded = encode_names(nodes.names, rarity=rarity or TokenRarity.background())
    comparator = Comparator(nodes, encoded, counted=False)
    scored = comparator.score(load_model("pair"), *_all_name_pairs(nodes))
    place_of = {
        (min(nodes.of_row[0], node), max(nodes.of_row[0], node)): row
        for row, node in enumerate(nodes.of_row[1:].tolist())
    }
    decisions = _decide(nodes, comparator, scored)
    found = {
        place_of[a, b]: entry
        for a, b, entry in zip(scored.left.tolist(), scored.right.tolist(), decisions, strict=True)
    }
    return [PairDecision(left.record_id, other.record_id, *found[row]) for row, other in enumerate(others)]


def _renamed(record: OfficeRecord, place: int) -> OfficeRecord:
    """Give a record a number for a name, so that equal records stay two."""
    return OfficeRecord(
        str(place), record.name_forms, record.office, record.kind, record.country, record.city, record.identifiers,
        record.families,
    )  # fmt: skip


def _all_name_pairs(
    nodes: Nodes,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every name of the first record with every name of every other one; left < right by node number."""
    first = int(nodes.of_row[0])
    mine = np.flatnonzero(nodes.entry_node == first)
    theirs = np.flatnonzero(nodes.entry_node != first)
    a, b = np.repeat(mine, len(theirs)), np.tile(theirs, len(mine))
    swap = nodes.entry_node[a] > nodes.entry_node[b]
    a, b = np.where(swap, b, a), np.where(swap, a, b)
    return nodes.entry_node[a], nodes.entry_node[b], nodes.entry_name[a], nodes.entry_name[b]


def _decide(nodes: Nodes, comparator: Comparator, scored: ScoredPairs) -> list[tuple[float, tuple[Evidence, ...]]]:
    columns = comparator.columns(scored.left, scored.right, scored.left_name, scored.right_name)
    contributions = load_model("pair").contributions(columns)
    anchors = compare_anchors(nodes, scored.left, scored.right)
    log_odds = apply_anchors(scored.log_odds, anchors)
    probability = to_probability(log_odds)
    result = []
    for row in range(len(scored)):
        values = dict(zip(PAIR_FEATURES, columns[row].tolist(), strict=True))
        weights = dict(zip(PAIR_FEATURES, contributions[row].tolist(), strict=False))
        facts = PairFacts(_forms(nodes, scored, row), values)
        evidence = [
            describe(reason, sum(weights[feature] for feature in features), facts)
            for reason, features in GROUPS.items()
        ]
        if LATER_FEATURES:
            extra = sum(weights[feature] for feature in LATER_FEATURES)
            evidence[0] = describe("words", evidence[0].weight + extra, facts)
        kept = [one for one in evidence if abs(one.weight) >= LEAST_WEIGHT or one.feature in ALWAYS_SHOWN]
        kept += _anchor_evidence(nodes, scored, row, float(log_odds[row] - scored.log_odds[row]))
        kept.sort(key=lambda one: (-abs(one.weight), one.feature))
        result.append((float(probability[row]), tuple(kept)))
    return result


def _forms(nodes: Nodes, scored: ScoredPairs, row: int) -> dict[str, tuple[str, str]]:
    a, b = int(scored.left_name[row]), int(scored.right_name[row])
    left, right = int(scored.left[row]), int(scored.right[row])
    if left != nodes.of_row[0]:
        a, b, left, right = b, a, right, left
    names = nodes.names

    def place(numbers: NDArray[np.int64], words: list[str], node: int) -> str:
        return words[numbers[node]] if numbers[node] >= 0 else ""

    kinds = ("", "organisation", "person")
    folded = (names.folded[a], names.folded[b])
    latin = (names.latin[a], names.latin[b])
    return {
        **dict.fromkeys(("words", "spelling", "sound", "word order", "numbers", "acronym"), latin),
        **dict.fromkeys(("translation", "frequency"), folded),
        "legal form": (_legal_text(names.legal[a]), _legal_text(names.legal[b])),
        "kind": (kinds[names.kind[a]], kinds[names.kind[b]]),
        "country": (place(nodes.country, nodes.countries, left), place(nodes.country, nodes.countries, right)),
        "place": (place(nodes.city, nodes.cities, left), place(nodes.city, nodes.cities, right)),
    }


def _legal_text(forms: tuple[LegalKey, ...]) -> str:
    return ", ".join(sorted({generic for _, generic, _, _ in forms}))


def _anchor_evidence(nodes: Nodes, scored: ScoredPairs, row: int, moved: float) -> list[Evidence]:
    """What identifiers, families and kinds moved the belief by, as one reason quoting all of them."""
    left, right = int(scored.left[row]), int(scored.right[row])
    if left != nodes.of_row[0]:
        left, right = right, left
    if abs(moved) < LEAST_WEIGHT:
        return []
    sides = []
    for node in (left, right):
        held = [
            codes.words[code]
            for codes in (nodes.identifiers, nodes.families)
            for code in codes.code[codes.node == node].tolist()
        ]
        sides.append(set(held))
    common = sorted(sides[0] & sides[1])
    if common:
        sentence = f"They have {len(common)} identifier(s) or patent families in common: {', '.join(common[:3])}."
    elif moved < 0 and not (sides[0] and sides[1]):
        sentence = "Names alone do not settle it: no identifier or patent family confirms the match."
    else:
        sentence = "Identifiers or the kind of applicant disagree."
    score = 1.0 if common and moved > 0 else 0.3
    return [Evidence("identifiers", score, " ".join(sorted(sides[0])), " ".join(sorted(sides[1])), moved, sentence)]
