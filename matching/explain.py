"""Why two records are, or are not, believed to be one applicant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.analysis import LegalKey
from matching.anchors import apply_anchors, compare_anchors
from matching.evidence import GROUPS, Evidence, PairFacts, describe
from matching.expansion import all_forms
from matching.nodes import Nodes, nodes_from_records
from matching.prior import shift_prior
from matching.probability import load_model, to_probability
from matching.records import OfficeRecord
from matching.scoring import PAIR_FEATURES, Comparator, ScoredPairs
from matching.tokens import TokenRarity, encode_names

__all__ = ["PairDecision", "explain_against", "explain_pair", "explain_pairs"]

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
    return explain_pairs([(left, other) for other in others], rarity=rarity)


def explain_pairs(
    pairs: Sequence[tuple[OfficeRecord, OfficeRecord]], *, rarity: TokenRarity | None = None
) -> list[PairDecision]:
    """`explain_pair` for many pairs at once, in their order; 0.4 ms each.

    Args:
        pairs: Records to compare.
        rarity: What is usual in the corpus they come from, e.g. `Clustering.rarity`.
    """
    if not pairs:
        return []
    numbers: dict[OfficeRecord, int] = {}
    sides = [(numbers.setdefault(a, len(numbers)), numbers.setdefault(b, len(numbers))) for a, b in pairs]
    records = list(numbers)
    doubles: dict[int, int] = {}  # a record compared with an equal one needs a second number
    for a, b in sides:
        if a == b and a not in doubles:
            doubles[a] = len(records)
            records.append(records[a])
    sides = [(a, doubles[a] if a == b else b) for a, b in sides]
    nodes = nodes_from_records(
        [_renamed(record, place) for place, record in enumerate(records)],
        apart=frozenset(str(place) for place in range(len(records))),
    )
    rarity = rarity or TokenRarity.background()
    comparator = Comparator(nodes, encode_names(nodes.names, rarity=rarity), counted=False)
    ends = nodes.of_row[np.array(sides, np.int64)]
    low, high = ends.min(axis=1), ends.max(axis=1)
    scored = comparator.score(load_model("pair", PAIR_FEATURES), all_forms(low, high, nodes))
    place = np.searchsorted(scored.left * len(nodes) + scored.right, low * len(nodes) + high)
    decisions = _decide(nodes, comparator, scored.take(place), ends[:, 0], rarity)
    return [PairDecision(a.record_id, b.record_id, *found) for (a, b), found in zip(pairs, decisions, strict=True)]


def _renamed(record: OfficeRecord, place: int) -> OfficeRecord:
    """Give a record a number for a name, so that equal records stay two."""
    return replace(record, record_id=str(place))


def _decide(
    nodes: Nodes, comparator: Comparator, scored: ScoredPairs, first: NDArray[np.int64], rarity: TokenRarity
) -> list[tuple[float, tuple[Evidence, ...]]]:
    columns = comparator.columns(scored.left, scored.right, scored.left_name, scored.right_name)
    contributions = load_model("pair", PAIR_FEATURES).contributions(columns)
    group = comparator.groups(scored.left_name, scored.right_name)
    believed = shift_prior(scored.log_odds, group, rarity.match_shares)
    log_odds = apply_anchors(believed, compare_anchors(nodes, scored.left, scored.right))
    probability = to_probability(log_odds)
    result = []
    for row in range(len(scored)):
        view = _View(nodes, scored, row, swapped=bool(scored.left[row] != first[row]))
        weights = dict(zip(PAIR_FEATURES, contributions[row].tolist(), strict=False))
        # places capped by what they can tell, names in two scripts by those in one
        weights["city"] += float(scored.log_odds[row]) - float(contributions[row].sum())
        facts = PairFacts(view.forms(), dict(zip(PAIR_FEATURES, columns[row].tolist(), strict=True)))
        evidence = [describe(reason, sum(weights[f] for f in features), facts) for reason, features in GROUPS.items()]
        evidence.append(_corpus_evidence(float(believed[row] - scored.log_odds[row])))
        evidence.append(view.anchors(float(log_odds[row] - believed[row])))
        kept = [one for one in evidence if abs(one.weight) >= LEAST_WEIGHT or one.feature in ALWAYS_SHOWN]
        kept.sort(key=lambda one: (-abs(one.weight), one.feature))
        result.append((float(probability[row]), tuple(kept)))
    return result


def _corpus_evidence(weight: float) -> Evidence:
    usual = "more common" if weight > 0 else "rarer"
    return Evidence("corpus", 0.5, "", "", weight, f"Among these records, matches are {usual} than usual.")


@dataclass(frozen=True, slots=True)
class _View:
    """One scored pair, seen from the side of the record that was asked about."""

    nodes: Nodes
    scored: ScoredPairs
    row: int
    swapped: bool

    def _ends(self) -> tuple[int, int, int, int]:
        """Nodes and names, asked-about side first."""
        s, row = self.scored, self.row
        ends = int(s.left[row]), int(s.right[row]), int(s.left_name[row]), int(s.right_name[row])
        return (ends[1], ends[0], ends[3], ends[2]) if self.swapped else ends

    def forms(self) -> dict[str, tuple[str, str]]:
        """What each reason compares."""
        nodes, names = self.nodes, self.nodes.names
        left, right, a, b = self._ends()

        def place(numbers: NDArray[np.int64], words: list[str], node: int) -> str:
            return words[numbers[node]] if numbers[node] >= 0 else ""

        latin = (names.latin[a], names.latin[b])
        return {
            **dict.fromkeys(("words", "spelling", "sound", "word order", "numbers", "acronym"), latin),
            **dict.fromkeys(("translation", "frequency"), (names.folded[a], names.folded[b])),
            "legal form": (_legal_text(names.legal[a]), _legal_text(names.legal[b])),
            "kind": (_KINDS[names.kind[a]], _KINDS[names.kind[b]]),
            "country": (place(nodes.country, nodes.countries, left), place(nodes.country, nodes.countries, right)),
            "place": (place(nodes.city, nodes.cities, left), place(nodes.city, nodes.cities, right)),
        }

    def anchors(self, moved: float) -> Evidence:
        """What identifiers, families and kinds moved the belief by, as one reason quoting all of them."""
        left, right, _, _ = self._ends()
        sides = [self._held(left), self._held(right)]
        common = sorted(sides[0] & sides[1])
        if common:
            sentence = f"They have {len(common)} identifier(s) or patent families in common: {', '.join(common[:3])}."
        elif moved < 0 and not (sides[0] and sides[1]):
            sentence = "Names alone do not settle it: no identifier or patent family confirms the match."
        else:
            sentence = "Identifiers or the kind of applicant disagree."
        score = 1.0 if common and moved > 0 else 0.3
        return Evidence("identifiers", score, " ".join(sorted(sides[0])), " ".join(sorted(sides[1])), moved, sentence)

    def _held(self, node: int) -> set[str]:
        return {
            codes.words[code]
            for codes in (self.nodes.identifiers, self.nodes.families)
            for code in codes.code[codes.node == node].tolist()
        }


_KINDS = ("", "organisation", "person")


def _legal_text(forms: tuple[LegalKey, ...]) -> str:
    return ", ".join(sorted({generic for _, generic, _, _ in forms}))
