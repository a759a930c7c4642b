"""What became of every true pair of rows: joined, or lost at which stage."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching.engine import ClusteredNodes, encode_nodes
from matching.nodes import Nodes
from matching.quality.retrieval import Bound, name_the_bound

__all__ = ["FATE_MEANINGS", "Fate", "PairFates", "row_pairs_within", "trace_pairs"]


class Fate(StrEnum):
    """Where a pair of rows ended."""

    JOINED = "joined"
    JOINED_UNSEEN = "joined through others"
    SPLIT = "split by clustering"
    REJECTED = "rejected by the model"
    NOT_COMPARED = "not compared"

    @property
    def joined(self) -> bool:
        """Whether the two share a cluster."""
        return self in (Fate.JOINED, Fate.JOINED_UNSEEN)


FATE_MEANINGS = {
    Fate.JOINED: "Compared, or word for word the same, and in one cluster.",
    Fate.JOINED_UNSEEN: "In one cluster without having been compared: others brought them together.",
    Fate.SPLIT: "Compared and believed (at or above `join_from`), but average linkage kept them apart.",
    Fate.REJECTED: "Compared and believed less than `join_from`.",
    Fate.NOT_COMPARED: "Retrieval never brought the two together; the bound is named.",
}
"""One sentence per fate, for reports."""


@dataclass(frozen=True, slots=True)
class PairFates:
    """Pairs of rows and what became of them; columns of equal length.

    Attributes:
        left: Row numbers.
        right: Row numbers.
        fate: Per pair.
        bound: Per pair, what kept it from being compared; None where it was compared or is one node.
        probability: Belief per pair; NaN where it was not compared.
    """

    left: NDArray[np.integer]
    right: NDArray[np.integer]
    fate: list[Fate]
    bound: list[Bound | None]
    probability: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.left)


def row_pairs_within(
    group: NDArray[np.integer], *, limit: int, seed: int
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Pairs of rows with equal group numbers, left < right.

    Args:
        group: Number per row.
        limit: Where there are more pairs than this, about so many are drawn at random, each as likely as any other.
        seed: Of the draw.
    """
    order = np.argsort(group, kind="stable")
    sizes = np.unique(group[order], return_counts=True)[1]
    starts = np.cumsum(sizes) - sizes
    generator = np.random.default_rng(seed)
    share = min(1.0, limit / max(1, int((sizes * (sizes - 1) // 2).sum())))
    lefts, rights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        a, b = np.triu_indices(size, 1)
        if share < 1.0:
            kept = generator.random(len(a)) < share
            a, b = a[kept], b[kept]
        lefts.append(order[start + a])
        rights.append(order[start + b])
    return np.concatenate(lefts), np.concatenate(rights)


def trace_pairs(
    nodes: Nodes,
    result: ClusteredNodes,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    *,
    join_from: float,
) -> PairFates:
    """Find out what became of pairs of rows.

    Args:
        nodes: From a table.
        result: Of `cluster_nodes` with `review_from=0`, so that it holds every pair compared.
        left: Row numbers.
        right: Row numbers, as many.
        join_from: Belief from which clusters are built.
    """
    a, b = nodes.of_row[left], nodes.of_row[right]
    low, high = np.minimum(a, b), np.maximum(a, b)
    width = np.int64(max(1, len(nodes)))
    known = result.left * width + result.right  # ascending
    place = np.minimum(np.searchsorted(known, low * width + high), max(0, len(known) - 1))
    same = low == high
    compared = (known[place] == low * width + high) & ~same if len(known) else np.zeros(len(left), bool)
    probability = np.full(len(left), np.nan)
    probability[compared] = result.probability[place[compared]]
    probability[same] = result.twin_probability[low[same]]
    together = result.cluster[a] == result.cluster[b]
    fate = np.select(
        [together & (compared | same), together, compared & (probability >= join_from), compared],
        [Fate.JOINED, Fate.JOINED_UNSEEN, Fate.SPLIT, Fate.REJECTED],
        Fate.NOT_COMPARED,
    )
    bound: list[Bound | None] = [None] * len(left)
    unseen = np.flatnonzero(~compared & ~same)
    if len(unseen):
        named = name_the_bound(nodes, encode_nodes(nodes), low[unseen], high[unseen], (result.left, result.right))
        for row, one in zip(unseen.tolist(), named, strict=True):
            bound[row] = one
    return PairFates(left, right, [Fate(one) for one in fate.tolist()], bound, probability)
