"""Nodes that arrived at different times under one numbering, each lot with an index of its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.choice import choose_nodes, spans
from matching.expansion import all_forms, unite_name_pairs
from matching.features import FeatureList
from matching.incremental.ledger import PairRows
from matching.indexed import IndexedNodes, query_features, spelling_keys
from matching.nodes import Nodes
from matching.numbers import distinct
from matching.places import place_features
from matching.postings import Postings
from matching.prior import shift_prior
from matching.scoring import PAIR_FEATURES, Comparator, NamePairs
from matching.tokens import EncodedNames, TokenRarity, encode_names
from matching.tree_walk import load_walk

__all__ = ["Gathered", "Layer", "Layers"]

NEAREST, NEAREST_IN_PLACE = 24, 10
"""Names, and names of applicants in the same place, that are compared per new name."""

MAX_IN_PLACE = 300
"""Names that may share a place, or a place and a word, before the place is no longer asked."""

Numbers = NDArray[np.integer]

MAX_LAYERS = 5
"""Layers before all but the first are made one."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A few nodes as a small corpus.

    Attributes:
        nodes: Numbered from 0.
        numbers: Their numbers among all, ascending.
        names: Numbers among all of the rows of `nodes.names`, ascending.
    """

    nodes: Nodes
    numbers: NDArray[np.int64]
    names: NDArray[np.int64]

    def here(self, numbers: NDArray[np.integer]) -> NDArray[np.int64]:
        """Places here of nodes that are here."""
        return np.searchsorted(self.numbers, numbers)


@dataclass(frozen=True, slots=True)
class Layer:
    """Nodes that came at one time; node n of `index` is node `first_node + n` of all, names likewise."""

    index: IndexedNodes
    entries: NDArray[np.int64]
    places: Postings
    first_node: int
    first_name: int

    @classmethod
    def of(cls, nodes: Nodes, encoded: EncodedNames, first_node: int, first_name: int) -> "Layer":
        """Index nodes by name and by place."""
        entries, features = place_features(nodes, encoded)
        places = Postings.build(features, rows=len(entries), max_frequency=MAX_IN_PLACE)
        return cls(IndexedNodes.build(nodes, encoded), entries, places, first_node, first_name)

    def like(self, asked: Nodes, names: FeatureList, places: FeatureList) -> NamePairs:
        """Pairs of a node asked about, by its number there, and a node of this layer, by its number among all."""
        index = self.index
        near = index.nearest(asked, names, NEAREST)
        order = np.argsort(asked.entry_name, kind="stable")
        place, entry = spans(asked.entry_name[order], near.asked)
        owner, holder = index.holders(asked)
        filed = asked.entry_name[np.searchsorted(asked.entry_node, owner)]
        held = index.nodes.entry_name[np.searchsorted(index.nodes.entry_node, holder)]
        here, there = self._in_place(asked, places)
        return (
            np.concatenate([asked.entry_node[order][entry], owner, asked.entry_node[here]]),
            np.concatenate([near.node[place], holder, index.nodes.entry_node[there]]) + self.first_node,
            np.concatenate([near.asked[place], filed, asked.entry_name[here]]),
            np.concatenate([near.by[place], held, index.nodes.entry_name[there]]) + self.first_name,
        )

    def _in_place(self, asked: Nodes, features: FeatureList) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Entries asked about and entries here of applicants in one place that share a word or an idea."""
        rows, starts = np.unique(features.rows, return_index=True)
        ends = np.r_[starts[1:], len(features.rows)][: len(starts)]
        near = [
            self.places.nearest(features.keys[start:end], features.factors[start:end], NEAREST_IN_PLACE)[0]
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
        here = np.flatnonzero(asked.city[asked.entry_node] >= 0)[rows]
        found = np.concatenate([*near, np.zeros(0, np.int64)])
        return np.repeat(here, [len(one) for one in near]), self.entries[found]


class Layers:
    """All layers, the oldest first."""

    def __init__(self, nodes: Nodes, encoded: EncodedNames, rarity: TokenRarity) -> None:
        self.rarity = rarity
        self._layers = [Layer.of(nodes, encoded, 0, 0)]

    def __len__(self) -> int:
        last = self._layers[-1]
        return last.first_node + len(last.index)

    def add(self, nodes: Nodes) -> NamePairs:
        """Add a layer, and list the pairs worth comparing of its nodes with one another and with all before.

        Returns:
            Pairs by the numbers of nodes and names among all.
        """
        encoded = encode_names(nodes.names, rarity=self.rarity)
        first_node, last = len(self), self._layers[-1]
        first_name = last.first_name + len(last.index.nodes.names)
        self._layers.append(Layer.of(nodes, encoded, first_node, first_name))
        names, places = query_features(nodes, encoded), _sorted(place_features(nodes, encoded)[1])
        parts = []
        for layer in self._layers:
            left, right, left_name, right_name = layer.like(nodes, names, places)
            parts.append((left + first_node, right, left_name + first_name, right_name))
        if len(self._layers) > MAX_LAYERS:
            self._unite()
        return unite_name_pairs(parts)

    def gather(self, numbers: NDArray[np.int64]) -> Gathered:
        """Take out nodes; `numbers` ascending, each once."""
        cuts = np.searchsorted(numbers, [layer.first_node for layer in self._layers]).tolist()
        ends = [*cuts[1:], len(numbers)]
        parts = [
            (layer.index.nodes, numbers[start:end] - layer.first_node)
            for layer, start, end in zip(self._layers, cuts, ends, strict=True)
        ]
        nodes, names = choose_nodes(parts)
        return Gathered(
            nodes,
            numbers,
            np.concatenate([one + layer.first_name for one, layer in zip(names, self._layers, strict=True)]),
        )

    def comparator(self, gathered: Gathered, *, workers: int = 1) -> Comparator:
        """Compare nodes by what is usual among all."""
        nodes = gathered.nodes
        comparator = Comparator(nodes, encode_names(nodes.names, rarity=self.rarity), workers=workers, counted=False)
        keys = spelling_keys(nodes)
        held = sum((layer.index.spelt_like(keys) for layer in self._layers), np.zeros(len(keys), np.int64))
        comparator.frequency = np.log(np.maximum(held, 1)).astype(np.float32)
        return comparator

    def compare(self, left: Numbers, right: Numbers, names: tuple[Numbers, Numbers] | None, workers: int) -> PairRows:
        """Compare pairs of nodes, by their numbers among all; `names` are those they were found by."""
        gathered = self.gather(distinct(left, right))
        here_left, here_right = gathered.here(left), gathered.here(right)
        every = all_forms(here_left, here_right, gathered.nodes)
        if names is not None:
            known = [np.searchsorted(gathered.names, one) for one in names]
            every = unite_name_pairs([(here_left, here_right, known[0], known[1]), every])
        comparator = self.comparator(gathered, workers=workers)
        scored = comparator.score(load_walk("pair", PAIR_FEATURES), every)
        group = comparator.groups(scored.left_name, scored.right_name)
        believed = shift_prior(scored.log_odds, group, self.rarity.match_shares)
        numbers = gathered.numbers.astype(np.int32)
        ends = numbers[scored.left], numbers[scored.right]
        return PairRows(*ends, believed, believed, group.astype(np.int8), scored.facts)

    def _unite(self) -> None:
        """Make one layer of all but the first."""
        first, *later = self._layers
        nodes, _ = choose_nodes([(layer.index.nodes, np.arange(len(layer.index))) for layer in later])
        encoded = encode_names(nodes.names, rarity=self.rarity)
        self._layers = [first, Layer.of(nodes, encoded, later[0].first_node, later[0].first_name)]


def _sorted(features: FeatureList) -> FeatureList:
    order = np.argsort(features.rows, kind="stable")
    return FeatureList(features.rows[order], features.keys[order], features.factors[order])
