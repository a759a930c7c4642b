"""First look at every candidate pair: evidence from names and places, and the pair model's log-odds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.alignment import ALIGNMENT_FEATURES, align_pairs
from matching.analysis import PERSON
from matching.comparison import NAME_FEATURES, NODE_FEATURES, NameStrings, compare_names, compare_nodes
from matching.nodes import Nodes
from matching.probability import TreeModel
from matching.tokens import EncodedNames

__all__ = ["GROUP_NAMES", "PAIR_FEATURES", "Comparator", "ScoredPairs"]

PAIR_FEATURES = ALIGNMENT_FEATURES + NAME_FEATURES + NODE_FEATURES
"""Columns the pair model sees, in order."""

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
        log_odds: What the pair model says.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    left_name: NDArray[np.int64]
    right_name: NDArray[np.int64]
    log_odds: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.left)


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
                compare_nodes(self.nodes, left, right, self.frequency),
            ],
            axis=1,
        )

    def score(
        self,
        model: TreeModel,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        left_name: NDArray[np.int64],
        right_name: NDArray[np.int64],
    ) -> ScoredPairs:
        """Score pairs and keep, for each pair of nodes, the pair of names that fits best."""

        def part(start: int) -> NDArray[np.float32]:
            span = slice(start, start + CHUNK)
            return model.log_odds(self.columns(left[span], right[span], left_name[span], right_name[span]))

        starts = range(0, len(left), CHUNK)
        with ThreadPoolExecutor(self.workers) as threads:
            scores = list(threads.map(part, starts))
        log_odds = np.concatenate(scores) if scores else np.zeros(0, np.float32)
        order = np.lexsort((right_name, left_name, -log_odds, right, left))
        first = np.ones(len(order), bool)
        first[1:] = (left[order][1:] != left[order][:-1]) | (right[order][1:] != right[order][:-1])
        best = order[first]
        return ScoredPairs(left[best], right[best], left_name[best], right_name[best], log_odds[best])


def _spelling_frequency(nodes: Nodes, spelling: NDArray[np.int64]) -> NDArray[np.float32]:
    """Per node, log of how many nodes are spelt like its filed name; homonyms are likelier among many."""
    filed = (
        nodes.entry_name[np.r_[True, nodes.entry_node[1:] != nodes.entry_node[:-1]]] if len(nodes) else np.zeros(0, int)
    )
    mine = spelling[filed]
    held = np.bincount(mine) if len(mine) else np.zeros(0, int)
    frequency: NDArray[np.float32] = np.log(np.maximum(held[mine], 1)).astype(np.float32)
    return frequency
