"""Nodes asked about and the known nodes they resemble, as one small corpus in which pairs can be compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.choice import choose_nodes, spans
from matching.expansion import all_forms, unite_name_pairs
from matching.features import FeatureList
from matching.indexed import IndexedNodes, Neighbours, spelling_keys
from matching.nodes import Nodes
from matching.numbers import distinct
from matching.scoring import Comparator, NamePairs
from matching.tokens import TokenRarity, encode_names

__all__ = ["Found", "Meeting"]

Further = Sequence[NDArray[np.int64]]
"""Node numbers per index."""


@dataclass(frozen=True, slots=True)
class Found:
    """What resembles the nodes asked about, in one index.

    Attributes:
        index: Where it was found.
        neighbours: Found by name.
        holders: Pairs of a node asked about and a node found by an identifier or a patent family.
    """

    index: IndexedNodes
    neighbours: Neighbours
    holders: tuple[NDArray[np.int64], NDArray[np.int64]]

    @classmethod
    def by(cls, index: IndexedNodes, asked: Nodes, features: FeatureList, top: int) -> "Found":
        """Ask one index; arguments as in `IndexedNodes.nearest`."""
        return cls(index, index.nearest(asked, features, top), index.holders(asked))

    def nodes(self) -> NDArray[np.int64]:
        """Numbers of the nodes found, ascending."""
        return distinct(self.neighbours.node, self.holders[1])


@dataclass(frozen=True, slots=True)
class Meeting:
    """A small corpus: first the nodes asked about, then those found, index by index.

    Attributes:
        nodes: All of them; numbers below are places here.
        comparator: Compares them by the rarity of the corpus they were found in.
        layers: Per index the numbers its nodes had there, ascending.
        starts: Where the nodes of each index begin.
        pairs: What is to be compared.
        shares: Per node what it has in common with a name asked about, as a share of what the best one has.
    """

    nodes: Nodes
    comparator: Comparator
    layers: list[NDArray[np.int64]]
    starts: list[int]
    pairs: NamePairs
    shares: NDArray[np.float32]

    @classmethod
    def of(
        cls, asked: Nodes, found: Sequence[Found], *, rarity: TokenRarity, workers: int = 1, further: Further = ()
    ) -> "Meeting":
        """Bring nodes together.

        Args:
            asked: Nodes asked about.
            found: What resembles them.
            rarity: What is usual.
            workers: Threads for comparing.
            further: Per index the numbers of nodes to bring along that are not to be compared yet.
        """
        layers = [one.nodes() for one in found]
        if further:
            layers = [np.union1d(layer, more) for layer, more in zip(layers, further, strict=True)]
        chosen = [(one.index.nodes, layer) for one, layer in zip(found, layers, strict=True)]
        nodes, old_names = choose_nodes([(asked, np.arange(len(asked))), *chosen])
        starts = (len(asked) + np.cumsum([0, *map(len, layers)])).tolist()
        names_before = np.cumsum([len(names) for names in old_names]).tolist()
        parts = []
        best = np.full(len(asked.names), 1e-9, np.float32)
        for one in found:
            np.maximum.at(best, one.neighbours.asked, one.neighbours.score)
        shares = np.zeros(len(nodes), np.float32)
        for one, layer, start, names, before in zip(found, layers, starts, old_names[1:], names_before, strict=False):
            parts.append(_by_name(asked, one.neighbours, layer, start, names, before))
            near = one.neighbours
            np.maximum.at(shares, start + np.searchsorted(layer, near.node), near.score / best[near.asked])
            owner, holder = one.holders
            parts.append(all_forms(owner, start + np.searchsorted(layer, holder), nodes))
        pairs = unite_name_pairs(parts)
        if len(nodes.entry_node) > len(nodes):
            pairs = unite_name_pairs([pairs, all_forms(pairs[0], pairs[1], nodes)])
        comparator = Comparator(nodes, encode_names(nodes.names, rarity=rarity), workers=workers, counted=False)
        comparator.frequency = _frequency(nodes, asked, [one.index for one in found])
        return cls(nodes, comparator, layers, starts, pairs, shares)


def _by_name(
    asked: Nodes,
    neighbours: Neighbours,
    layer: NDArray[np.int64],
    start: int,
    names: NDArray[np.int64],
    names_before: int,
) -> NamePairs:
    """Every node asked about that bears the name, with the node found by it."""
    order = np.argsort(asked.entry_name, kind="stable")
    place, entry = spans(asked.entry_name[order], neighbours.asked)
    right = start + np.searchsorted(layer, neighbours.node[place])
    right_name = names_before + np.searchsorted(names, neighbours.by[place])
    return asked.entry_node[order][entry], right, neighbours.asked[place], right_name


def _frequency(nodes: Nodes, asked: Nodes, indexes: Sequence[IndexedNodes]) -> NDArray[np.float32]:
    """Per name, log of how many nodes bear a name spelt like it: everywhere, those asked about included."""
    keys = spelling_keys(nodes)
    held = np.zeros(len(keys), np.int64)
    for index in indexes:
        held += index.spelt_like(keys)
    mine, count = np.unique(spelling_keys(asked)[asked.entry_name], return_counts=True)
    place = np.minimum(np.searchsorted(mine, keys), max(0, len(mine) - 1))
    held += np.where(mine[place] == keys, count[place], 0)
    return np.log(np.maximum(held, 1)).astype(np.float32)
