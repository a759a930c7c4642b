"""First look at every candidate pair: evidence from names and places, and the pair model's log-odds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.alignment import ALIGNMENT_FEATURES, align_pairs
from matching.analysis import PERSON
from matching.comparison import (
    NAME_FEATURES,
    NODE_FEATURES,
    NOT_COMPARABLE,
    NameStrings,
    compare_names,
    compare_nodes,
)
from matching.nodes import Nodes
from matching.probability import TreeModel
from matching.tokens import EncodedNames

__all__ = ["GROUP_NAMES", "KEPT_FEATURES", "PAIR_FEATURES", "Comparator", "NamePairs", "ScoredPairs"]

PAIR_FEATURES = ALIGNMENT_FEATURES + NAME_FEATURES + NODE_FEATURES
"""Columns the pair model sees, in order."""

NamePairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Left node, right node, left name, right name; left < right, sorted, each combination once."""

HOPELESS = -4.0
"""Log-odds below which it is not worth asking how much the place contributed."""

ACROSS_LIFT = 2.0
"""How far names in different scripts may raise a pair above what its names in one script say."""

KEPT_FEATURES = (
    "cover_less", "exact_less", "lost_more", "unmatched_more", "numbers", "own_less", "letters", "legal_form",
    "country", "city_information", "name_frequency_more", "own_sound",
)  # fmt: skip
"""Evidence that is handed on beside the belief."""

_KEPT = [PAIR_FEATURES.index(name) for name in KEPT_FEATURES]
_SHARED_PLACE = [PAIR_FEATURES.index(name) for name in ("country_information", "city_information")]
_UNKNOWN_PLACE = [PAIR_FEATURES.index(name) for name in ("country", "city")]

GROUP_NAMES = ("organisations", "organisations across scripts", "persons", "persons across scripts")
"""Groups of pairs that differ in how common matches are."""

CHUNK = 32_768
"""Pairs compared at once: 8 MB for the word grid."""


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Node pairs with left < right, ascending, each once.

    Attributes:
        left: Node numbers.
        right: Node numbers.
        left_name: The name of `left` that fits best.
        right_name: The name of `right` that fits best.
        log_odds: What the pair model says, places capped by what they can tell.
        facts: [pairs, len(KEPT_FEATURES)] some of the evidence, for a second look.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    left_name: NDArray[np.int64]
    right_name: NDArray[np.int64]
    log_odds: NDArray[np.float32]
    facts: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.left)

    def take(self, rows: NDArray[np.int64]) -> "ScoredPairs":
        """Chosen pairs, in the order asked for."""
        return ScoredPairs(
            self.left[rows],
            self.right[rows],
            self.left_name[rows],
            self.right_name[rows],
            self.log_odds[rows],
            self.facts[rows],
        )

    def merged_with(self, other: "ScoredPairs", nodes: int) -> "ScoredPairs":
        """These pairs and others, none of which is among these, in order."""
        order = np.argsort(np.r_[self.left, other.left] * np.int64(nodes) + np.r_[self.right, other.right])
        return ScoredPairs(
            np.r_[self.left, other.left][order],
            np.r_[self.right, other.right][order],
            np.r_[self.left_name, other.left_name][order],
            np.r_[self.right_name, other.right_name][order],
            np.r_[self.log_odds, other.log_odds][order],
            np.concatenate([self.facts, other.facts])[order],
        )


class Comparator:
    """Compares pairs of nodes by pairs of their names; everything per-name is worked out once here."""

    def __init__(self, nodes: Nodes, encoded: EncodedNames, *, workers: int = 1, counted: bool = True) -> None:
        self.nodes = nodes
        self.encoded = encoded
        self.strings = NameStrings(nodes.names, encoded)
        # two records looked at by themselves say nothing about how often a spelling occurs
        self.frequency = (
            _spelling_frequency(nodes, self.strings.spelling) if counted else np.zeros(len(nodes), np.float32)
        )
        self.workers = workers

    def groups(self, left_name: NDArray[np.int64], right_name: NDArray[np.int64]) -> NDArray[np.int64]:
        """Place in `GROUP_NAMES` of each pair of names."""
        strings = self.strings
        across = strings.script_family[strings.script[left_name]] != strings.script_family[strings.script[right_name]]
        person = (strings.kind[left_name] == PERSON) | (strings.kind[right_name] == PERSON)
        group: NDArray[np.int64] = 2 * person.astype(np.int64) + across
        return group

    def columns(
        self,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        left_name: NDArray[np.int64],
        right_name: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        """The pair model's view of some pairs: [pairs, len(PAIR_FEATURES)]."""
        return np.concatenate(
            [
                align_pairs(self.encoded, left_name, right_name),
                compare_names(self.strings, left_name, right_name),
                compare_nodes(self.nodes, left, right, frequency=self.frequency, rarity=self.encoded.rarity),
            ],
            axis=1,
        )

    def score(self, model: TreeModel, pairs: NamePairs) -> ScoredPairs:
        """Score pairs and settle, for each pair of nodes, what its pairs of names say together.

        Args:
            model: The pair model.
            pairs: Nodes with names, as `expansion` lists them.
        """
        starts = range(0, len(pairs[0]), CHUNK)
        with ThreadPoolExecutor(self.workers) as threads:
            parts = list(
                threads.map(lambda start: self._score_part(model, *(c[start : start + CHUNK] for c in pairs)), starts)
            )
        if not parts:
            return self._settle(pairs, np.zeros(0, np.float32), np.zeros((0, len(KEPT_FEATURES)), np.float32))
        log_odds, facts = (np.concatenate(column) for column in zip(*parts, strict=True))
        return self._settle(pairs, log_odds, facts)

    def _score_part(
        self,
        model: TreeModel,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        left_name: NDArray[np.int64],
        right_name: NDArray[np.int64],
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        columns = self.columns(left, right, left_name, right_name)
        log_odds = model.log_odds(columns)
        placed = np.flatnonzero((columns[:, _SHARED_PLACE].max(axis=1) > 0) & (log_odds > HOPELESS))
        if len(placed):
            log_odds[placed] = np.minimum(log_odds[placed], place_ceiling(model, columns[placed]))
        return log_odds, columns[:, _KEPT]

    def _settle(self, pairs: NamePairs, log_odds: NDArray[np.float32], facts: NDArray[np.float32]) -> ScoredPairs:
        """One belief per pair of nodes: the best pair of names in one script, which others raise only so far."""
        left, right, left_name, right_name = pairs
        across = (self.groups(left_name, right_name) & 1).astype(bool)
        order = np.lexsort((right_name, left_name, -log_odds, right, left))
        first = np.ones(len(order), bool)
        first[1:] = (left[order][1:] != left[order][:-1]) | (right[order][1:] != right[order][:-1])
        best = order[first]
        belief = log_odds[best].copy()
        pair_of = np.cumsum(first) - 1
        within = np.full(len(best), -np.inf, np.float32)
        np.maximum.at(within, pair_of, np.where(across[order], -np.inf, log_odds[order]).astype(np.float32))
        limited = np.isfinite(within)
        belief[limited] = np.minimum(belief[limited], within[limited] + ACROSS_LIFT)
        return ScoredPairs(left[best], right[best], left_name[best], right_name[best], belief, facts[best])


def place_ceiling(model: TreeModel, columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Most that is believed of pairs in one place: what their names alone say, plus what sharing the place can tell.

    Sharing a city of n applicants among N can raise the odds of a match by N / n at most, however often the labelled
    data of training had each applicant's forms, and nobody else's, in one place.
    """
    bare = columns.copy()
    bare[:, _UNKNOWN_PLACE] = NOT_COMPARABLE
    bare[:, _SHARED_PLACE] = 0
    ceiling: NDArray[np.float32] = model.log_odds(bare) + columns[:, _SHARED_PLACE].max(axis=1)
    return ceiling


def _spelling_frequency(nodes: Nodes, spelling: NDArray[np.int64]) -> NDArray[np.float32]:
    """Per node, log of how many nodes are spelt like its filed name; homonyms are likelier among many."""
    filed = (
        nodes.entry_name[np.r_[True, nodes.entry_node[1:] != nodes.entry_node[:-1]]] if len(nodes) else np.zeros(0, int)
    )
    mine = spelling[filed]
    held = np.bincount(mine) if len(mine) else np.zeros(0, int)
    frequency: NDArray[np.float32] = np.log(np.maximum(held[mine], 1)).astype(np.float32)
    return frequency
