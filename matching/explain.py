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
from matching.probability import to_log_odds, to_probability
from matching.records import OfficeRecord
from matching.scoring import PAIR_FEATURES, Comparator, ScoredPairs
from matching.tokens import TokenRarity, encode_names
from matching.tree_walk import load_walk

__all__ = ["Decided", "PairDecision", "explain_pair", "explain_pairs", "explain_scored", "in_company"]

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
    return explain_pairs([(left, right)], rarity=rarity)[0]


def explain_pairs(
    pairs: Sequence[tuple[OfficeRecord, OfficeRecord]],
    *,
    rarity: TokenRarity | None = None,
    believed: Sequence[float] | None = None,
) -> list[PairDecision]:
    """`explain_pair` for many pairs at once, in their order; 0.4 ms each.

    Args:
        pairs: Records to compare.
        rarity: What is usual in the corpus they come from, e.g. `Clustering.rarity`.
        believed: What a comparison of the whole corpus said of each pair, e.g. `Link.probability`. It becomes the
            decision's probability, and what two records by themselves do not account for becomes a reason of its own.
    """
    if not pairs:
        return []
    nodes, ends = _nodes_of(pairs)
    rarity = rarity or TokenRarity.background()
    comparator = Comparator(nodes, encode_names(nodes.names, rarity=rarity), counted=False)
    low, high = ends.min(axis=1), ends.max(axis=1)
    scored = comparator.score(load_walk("pair", PAIR_FEATURES), all_forms(low, high, nodes))
    place = np.searchsorted(scored.left * np.int64(len(nodes)) + scored.right, low * np.int64(len(nodes)) + high)
    decisions = explain_scored(nodes, comparator, scored.take(place), ends[:, 0], rarity)
    if believed is not None:
        decisions = [in_company(found, belief) for found, belief in zip(decisions, believed, strict=True)]
    return [PairDecision(a.record_id, b.record_id, *found) for (a, b), found in zip(pairs, decisions, strict=True)]


def _nodes_of(pairs: Sequence[tuple[OfficeRecord, OfficeRecord]]) -> tuple[Nodes, NDArray[np.int64]]:
    """All records as nodes of their own, and the two nodes of each pair."""
    numbers: dict[OfficeRecord, int] = {}
    sides = [(numbers.setdefault(a, len(numbers)), numbers.setdefault(b, len(numbers))) for a, b in pairs]
    records = list(numbers)
    doubles: dict[int, int] = {}  # a record compared with an equal one needs a second number
    for a, b in sides:
        if a == b and a not in doubles:
            doubles[a] = len(records)
            records.append(records[a])
    sides = [(a, doubles[a] if a == b else b) for a, b in sides]
    renamed = [replace(record, record_id=str(place)) for place, record in enumerate(records)]  # equal ones stay two
    nodes = nodes_from_records(renamed, apart=frozenset(record.record_id for record in renamed))
    return nodes, nodes.of_row[np.array(sides, np.int64)]


Decided = tuple[float, tuple[Evidence, ...]]
"""Probability and reasons."""


def explain_scored(
    nodes: Nodes, comparator: Comparator, scored: ScoredPairs, first: NDArray[np.int64], rarity: TokenRarity
) -> list[Decided]:
    """Give reasons for pairs that were compared.

    Args:
        nodes: What was compared.
        comparator: By which.
        scored: The pairs.
        first: Per pair the node that was asked about; it is quoted on the left.
        rarity: What is usual, the share of matches included.

    Returns:
        Probability and reasons of each pair; the weights of the reasons add up to its log-odds.
    """
    columns = comparator.columns(scored.left, scored.right, scored.left_name, scored.right_name)
    contributions = load_walk("pair", PAIR_FEATURES).contributions(columns)
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
        usual = float(contributions[row, -1]) + float(believed[row] - scored.log_odds[row])
        evidence.append(Evidence("corpus", 0.5, "", "", usual, "How often two names that resemble at all are a match."))
        evidence.append(view.anchors(float(log_odds[row] - believed[row])))
        result.append((float(probability[row]), _worth_showing(evidence)))
    return result


def _worth_showing(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The reasons a clerk reads, strongest first; what the others weigh together comes as one."""
    own = [one for one in evidence if one.feature != "other"]
    kept = [one for one in own if abs(one.weight) >= LEAST_WEIGHT or one.feature in ALWAYS_SHOWN]
    rest = sum(one.weight for one in evidence) - sum(one.weight for one in kept)
    if rest:
        kept.append(Evidence("other", 0.5, "", "", rest, "Smaller reasons together."))
    kept.sort(key=lambda one: (-abs(one.weight), one.feature))
    return tuple(kept)


def in_company(found: Decided, believed: float) -> Decided:
    """Add what a comparison of all records moved the belief in a pair by."""
    alone, together = to_log_odds(np.array([found[0], believed], np.float32)).tolist()
    sentence = (
        "Among all records, the two fit one another better than they fit others, or fit the same others."
        if together > alone
        else "Among all records, others fit as well, so this pair is less certain than it looks by itself."
    )
    moved = Evidence("company", 0.8 if together > alone else 0.2, "", "", together - alone, sentence)
    return believed, _worth_showing([*found[1], moved])


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
