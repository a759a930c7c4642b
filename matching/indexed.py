"""Nodes with an index over their names: kept in memory, asked for what resembles other nodes."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.features import FeatureList, name_features, sound_features, text_keys
from matching.nodes import Nodes
from matching.postings import Postings
from matching.tokens import EncodedNames, TokenRarity

__all__ = ["IndexedNodes", "Neighbours", "query_features", "spelling_keys"]

MAX_FREQUENCY = 2_000
"""Names that may have a feature before it is left out of the index."""

BEARERS = 8
"""Nodes looked at per name found; more bear the same name only where homonyms abound."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What resembles names asked about; parallel arrays.

    Attributes:
        asked: Names asked about.
        node: Nodes found.
        by: The names they were found by.
        score: What the two names have in common; comparable between answers to one name.
    """

    asked: NDArray[np.int64]
    node: NDArray[np.int64]
    by: NDArray[np.int64]
    score: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IndexedNodes:
    """Immutable nodes and what it takes to find them.

    Attributes:
        nodes: As filed.
        rarity: What is usual in the corpus they belong to.
        postings: Over the distinct names of `nodes`.
        bearers: Nodes by name; those of name n are `bearers[bearer_starts[n]:bearer_starts[n + 1]]`.
        bearer_starts: As said.
        held_by: Nodes by "scheme:value" identifier, and by patent family.
        spelling: Keys of the condensed spellings, ascending.
        spelt_alike: How many nodes bear a name of each spelling.
    """

    nodes: Nodes
    rarity: TokenRarity
    postings: Postings
    bearers: NDArray[np.int64]
    bearer_starts: NDArray[np.int64]
    held_by: dict[str, list[int]]
    spelling: NDArray[np.uint64]
    spelt_alike: NDArray[np.int64]

    @classmethod
    def build(cls, nodes: Nodes, encoded: EncodedNames) -> "IndexedNodes":
        """Index nodes; `encoded` are their names, with the rarity to use."""
        features = query_features(nodes, encoded)
        postings = Postings.build(features, rows=len(nodes.names), max_frequency=MAX_FREQUENCY)
        order = np.argsort(nodes.entry_name, kind="stable")
        starts = np.searchsorted(nodes.entry_name[order], np.arange(len(nodes.names) + 1))
        held_by: dict[str, list[int]] = {}
        for codes in (nodes.identifiers, nodes.families):
            for node, code in zip(codes.node.tolist(), codes.code.tolist(), strict=True):
                held_by.setdefault(codes.words[code], []).append(node)
        spelling, alike = np.unique(spelling_keys(nodes)[nodes.entry_name], return_counts=True)
        return cls(nodes, encoded.rarity, postings, nodes.entry_node[order], starts, held_by, spelling, alike)

    def __len__(self) -> int:
        return len(self.nodes)

    def nearest(self, asked: Nodes, features: FeatureList, top: int) -> Neighbours:
        """Nodes that resemble others in name; repeats are possible.

        Args:
            asked: Nodes asked about.
            features: Of their names, sorted by row.
            top: Names looked at per name asked about.
        """
        ends = np.searchsorted(features.rows, np.arange(len(asked.names) + 1)).tolist()
        near, scores = [], []
        for start, end in itertools.pairwise(ends):
            names, score = self.postings.nearest(features.keys[start:end], features.factors[start:end], top)
            near.append(names)
            scores.append(score)
        name = np.repeat(np.arange(len(near)), [len(one) for one in near])
        by, strength = (
            np.concatenate([*near, np.zeros(0, np.int64)]),
            np.concatenate([*scores, np.zeros(0, np.float32)]),
        )
        first = self.bearer_starts[by]
        count = np.minimum(self.bearer_starts[by + 1] - first, BEARERS)
        owner = np.repeat(np.arange(len(by)), count)
        node = self.bearers[np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count) + first[owner]]
        return Neighbours(name[owner], node, by[owner], strength[owner])

    def holders(self, asked: Nodes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs of a node asked about and a node that has an identifier or a patent family in common with it."""
        pairs = [
            (node, holder)
            for codes in (asked.identifiers, asked.families)
            for node, code in zip(codes.node.tolist(), codes.code.tolist(), strict=True)
            for holder in self.held_by.get(codes.words[code], ())[:BEARERS]
        ]
        columns = np.array(pairs, np.int64).reshape(-1, 2)
        return columns[:, 0], columns[:, 1]

    def spelt_like(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many nodes bear a name of each spelling."""
        if len(self.spelling) == 0:
            return np.zeros(len(keys), np.int64)
        place = np.minimum(np.searchsorted(self.spelling, keys), len(self.spelling) - 1)
        return np.where(self.spelling[place] == keys, self.spelt_alike[place], 0)


def query_features(nodes: Nodes, encoded: EncodedNames) -> FeatureList:
    """Everything by which names are found, sorted by name."""
    joined = FeatureList.join([name_features(nodes.names, encoded), sound_features(nodes.names, encoded)])
    order = np.argsort(joined.rows, kind="stable")
    return FeatureList(joined.rows[order], joined.keys[order], joined.factors[order])


def spelling_keys(nodes: Nodes) -> NDArray[np.uint64]:
    """Key of each name's romanised spelling without spaces."""
    return text_keys([latin.replace(" ", "") for latin in nodes.names.latin])
